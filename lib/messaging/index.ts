export { deliverMessage, type Delivery } from './deliver-message';
export { deliverSignIn } from './deliver-sign-in';
export { giveUpMessage } from './give-up-message';
export { notices, queueMessages, type Notice } from './queue-messages';
export { deliverMessageWorkflow, signInMailWorkflow, signInNoticeWorkflow } from './workflows';
