export { createCustomer, createCustomerInput, type CreateCustomerInput, type CreatedCustomer } from './create-customer';
export { createPartner, createPartnerInput, type CreatePartnerInput, type CreatedPartner } from './create-partner';
export {
  findExistingCustomers,
  type ExistingCustomer,
  type FindExistingCustomersInput,
} from './find-existing-customers';
export { getTenant, type TenantView } from './get-tenant';
export { listCustomers, type CustomerPage, type CustomerRow, type ListCustomersInput } from './list-customers';
export { listPartners, type PartnerRow } from './list-partners';
export { ownerTheme, type OwnerTheme } from './owner-theme';
