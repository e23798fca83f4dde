export { createMailCheck, mailCheck } from './check-mail';
export { sendGridApi, sendGridMail, sendGridRights } from './sendgrid';
export { sesApi, sesMail, sesRights } from './ses';
export { smtpMail } from './smtp';
export type { SmtpMeans } from './smtp-target';
export type { TestMail, TestMailMessage } from './port';
