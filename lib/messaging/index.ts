export { deliverMessage, type Delivery } from './deliver-message';
export { deliverSignIn } from './deliver-sign-in';
export { giveUpMessage } from './give-up-message';
export { notices, queueMessages, type Notice } from './queue-messages';
export { deliverMessageWith, deliverMessageWorkflow, signInMailWorkflow, signInNoticeWorkflow } from './workflows';
export type { Enclose, Enclosures } from './message-content';
