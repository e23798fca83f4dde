export { otherCustomers, preparedCustomers, type CustomerPerson, type DemoCustomer, type Story } from './customers';
export { staffOf, type House, type Person, type StaffPerson } from './people';
