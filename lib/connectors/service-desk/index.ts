export { connectivityCheck } from './check-connectivity';
export { permissionsCheck } from './check-permissions';
export { profileOf, serviceDeskAccess } from './access';
export { causeOf } from './cause';
export { serviceDesk } from './connector';
export { serviceDeskApi } from './dialects';
export { markOf } from './mark';
export { zohoApi, zohoOrigins } from './zoho-key';
export {
  serviceDeskProfiles,
  type NewTicket,
  type ServiceDesk,
  type ServiceDeskAccess,
  type ServiceDeskProfile,
  type Ticket,
  type WorkNote,
  type ZohoClient,
} from './port';
