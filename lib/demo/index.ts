export {
  otherCustomers,
  preparedCustomers,
  type CustomerPerson,
  type DemoCustomer,
  type DemoTemplate,
  type Story,
} from './customers';
export { startDemoDesk, type DemoDesk } from './desk';
export { preparedFlowsNow, type DemoFlow } from './desk-client';
export { enterAs, type EnterAsInput } from './enter-as';
export { readLedger, readMails, readOutsideDoors, type DemoMail, type LedgerLine, type OutsideDoors } from './outside';
export { demoPartners, staffOf, type DemoPartner, type House, type Person, type StaffPerson } from './people';
export { canEnter, isPersona } from './personas';
