export { createLogger, log, requestLog, type Logger } from './logger';
export { redact, redactText } from './redact';
