export { createMailCheck, mailCheck } from './check-mail';
export { sendGridApi, sendGridMail } from './sendgrid';
export { sesApi, sesMail } from './ses';
export { smtpMail } from './smtp';
export type { SmtpMeans } from './smtp-target';
export type { TestMail, TestMailMessage } from './port';
