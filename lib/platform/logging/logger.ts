import { pino, stdTimeFunctions, type DestinationStream, type LoggerOptions, type Logger as PinoLogger } from 'pino';
import { redact, redactText } from './redact';

export type Logger = PinoLogger;

/**
 * Makes a logger that writes one JSON object a line. Everything passes the redaction, also what a library hands over;
 * there is no way to write around it.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: { service: 'portico', pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      bindings: (fields) => redactFields(fields),
      log: (fields) => redactFields(fields),
    },
    hooks: {
      logMethod(args, method) {
        const clean = args.map((entry: unknown) => (typeof entry === 'string' ? redactText(entry) : entry));
        method.apply(this, clean as typeof args);
      },
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

const redactFields = (fields: Record<string, unknown>): Record<string, unknown> => ({ ...Object(redact(fields)) });

/** The process's own logger. */
export const log: Logger = createLogger(process.env.LOG_LEVEL ?? (process.env.VITEST ? 'silent' : 'info'));

/** A logger whose every line carries the id of the request, and of whoever asks as far as known. */
export const requestLog = (
  requestId: string,
  about: Readonly<{ tenantId?: string; memberId?: string; door?: string }> = {},
): Logger => log.child({ requestId, ...about });
