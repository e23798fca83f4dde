export { startLedgerServer, type LedgerServer } from './ledger-server';
export { startMailCatcher, type CaughtMail, type LedgerEntry, type MailCatcher, type SmtpFault } from './mail-catcher';
