export { createCustomer, createCustomerInput, type CreateCustomerInput, type CreatedCustomer } from './create-customer';
export { createPartner, createPartnerInput, type CreatePartnerInput, type CreatedPartner } from './create-partner';
export { listCustomers, type CustomerPage, type CustomerRow, type ListCustomersInput } from './list-customers';
export { reserveIdentifier, type ReserveIdentifierInput } from './reserve-identifier';
