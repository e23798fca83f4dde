import { z } from 'zod';

const secureUrl = (protocols: readonly string[]) =>
  z.string().refine((text) => protocols.includes(protocolOf(text)), {
    message: `must be an address that starts with ${protocols.map((name) => `${name}//`).join(' or ')}`,
  });

const postgres = secureUrl(['postgres:', 'postgresql:']);
const flag = z
  .string()
  .regex(/^(1|0|true|false|yes|no)$/i, 'must be 1 or 0')
  .transform((text) => /^(1|true|yes)$/i.test(text));

/** A list of origins; what stands behind the port of one is dropped. */
const endpoints = (protocols: readonly string[]) =>
  z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(secureUrl(protocols).transform(originOf)));

/** The environment of a process of ours. Empty values count as missing: an empty DATABASE_URL must not mean localhost. */
export const environmentSchema = z.object({
  PORTICO_MODE: z.enum(['demo', 'production', 'test']).default('demo'),
  DATABASE_URL: postgres,
  DATABASE_WORKER_URL: postgres.optional(),
  DATABASE_OWNER_URL: postgres.optional(),
  WAREHOUSE_URL: postgres.optional(),
  PUBLIC_URL: secureUrl(['http:', 'https:'])
    .transform((text) => new URL(text).origin)
    .optional(),
  PORTICO_KEY_FILE: z.string().optional(),
  SMTP_URL: secureUrl(['smtp:', 'smtps:']).optional(),
  MAIL_FROM: z.string().max(320).default('Portico <no-reply@portico.example>'),
  PORT: z.coerce.number().int('must be a whole number').min(1).max(65_535).default(3000),
  PORTICO_DATA_DIR: z.string().default('.portico'),
  TRUSTED_PROXY: flag.default(false),
  ALLOWED_ENDPOINTS: endpoints(['http:', 'https:']),
  ALLOWED_PARTNER_ENDPOINTS: endpoints(['http:', 'https:', 'smtp:', 'smtps:']),
  OUTSIDE_ROUTES: z
    .string()
    .default('{}')
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue('must be a JSON object of origins');
        return z.NEVER;
      }
    })
    .pipe(
      z.record(
        z.string().max(300),
        secureUrl(['http:', 'https:']).transform((text) => new URL(text).origin),
      ),
    ),
  FILES_S3_URL: secureUrl(['http:', 'https:']).optional(),
  FILES_S3_REGION: z.string().max(60).default('us-east-1'),
  FILES_S3_KEY_ID: z.string().max(200).optional(),
  FILES_S3_SECRET: z.string().max(200).optional(),
  SCANNER_URL: z.union([z.literal('none'), secureUrl(['tcp:', 'unix:'])]).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

/** What a production process cannot do without, beyond what every process needs. */
export const productionNeeds = ['PORTICO_KEY_FILE', 'SMTP_URL', 'PUBLIC_URL', 'SCANNER_URL'] as const;

/** `URL.origin` knows the web's own schemes only. */
function originOf(text: string): string {
  const url = new URL(text);
  return `${url.protocol}//${url.host}`;
}

function protocolOf(text: string): string {
  try {
    return new URL(text).protocol;
  } catch {
    return '';
  }
}
