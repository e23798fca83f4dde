import path from 'node:path';
import type { z } from 'zod';
import { readKeyProvider, type KeyProviderConfig } from './key-provider';
import { environmentSchema, productionNeeds } from './schema';

/** The checked settings of this process. */
export type Config = Readonly<{
  mode: 'demo' | 'production' | 'test';
  databaseUrl: string;
  databaseWorkerUrl: string | undefined;
  databaseOwnerUrl: string | undefined;
  warehouseUrl: string | undefined;
  /** The origin that people see, without a slash at the end. */
  publicUrl: string;
  keyFile: string;
  /** What wraps the data keys of tenants. */
  keyProvider: KeyProviderConfig;
  smtpUrl: string | undefined;
  mailFrom: string;
  port: number;
  dataDir: string;
  trustedProxy: boolean;
  /** Origins that may be reached although they are not https or not global, where our own settings name the address. */
  allowedEndpoints: readonly string[];
  /** The same for addresses that a partner or a customer names, such as the demo's simulators. */
  allowedPartnerEndpoints: readonly string[];
  /** Mail servers, `host:port`, that a partner may name although they are not public or speak without TLS. */
  allowedPartnerMailServers: readonly string[];
  /** Origins for which others answer, such as the demo's simulators for the vendors; never in production. */
  outsideRoutes: Readonly<Record<string, string>>;
  /** Where the content of files lies when it is not a folder in `dataDir`. */
  filesS3: Readonly<{ url: string; region: string; keyId: string; secret: string }> | null;
  /** The daemon that scans files; null where the operator has said that there is none. */
  scannerUrl: string | null;
  logLevel: z.infer<typeof environmentSchema>['LOG_LEVEL'];
}>;

/** One thing that is wrong with the environment; never with the value, which may be a secret. */
export type ConfigProblem = Readonly<{ name: string; problem: string }>;

/**
 * Reads and checks an environment. Promises either settings or *all* problems at once, so that an operator mends them
 * in one go. Production refuses a missing key file, mail server or public address, and endpoints on this machine.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<{ ok: true; config: Config }> | Readonly<{ ok: false; problems: readonly ConfigProblem[] }> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const production = given.PORTICO_MODE === 'production';
  const parsed = environmentSchema.safeParse(given);
  const problems: ConfigProblem[] = parsed.success
    ? []
    : parsed.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return { name, problem: given[name] === undefined ? 'is missing' : issue.message };
      });
  for (const name of production ? productionNeeds : []) {
    if (given[name] === undefined) problems.push({ name, problem: 'is missing (production needs it)' });
  }
  for (const name of ['ALLOWED_ENDPOINTS', 'ALLOWED_PARTNER_ENDPOINTS'] as const) {
    if (production && parsed.success && parsed.data[name].some(isThisMachine)) {
      problems.push({ name, problem: 'must not name this machine in production' });
    }
  }
  if (production && parsed.success && Object.keys(parsed.data.OUTSIDE_ROUTES).length > 0) {
    problems.push({ name: 'OUTSIDE_ROUTES', problem: 'is for demonstrations and must be empty in production' });
  }
  for (const name of given.FILES_S3_URL === undefined ? [] : ['FILES_S3_KEY_ID', 'FILES_S3_SECRET']) {
    if (given[name] === undefined) problems.push({ name, problem: 'is missing (FILES_S3_URL needs it)' });
  }
  const keys = readKeyProvider(given, production);
  problems.push(...keys.problems);
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  const values = parsed.data;
  const dataDir = path.resolve(/* turbopackIgnore: true */ values.PORTICO_DATA_DIR);
  return {
    ok: true,
    config: {
      mode: values.PORTICO_MODE,
      databaseUrl: values.DATABASE_URL,
      databaseWorkerUrl: values.DATABASE_WORKER_URL,
      databaseOwnerUrl: values.DATABASE_OWNER_URL,
      warehouseUrl: values.WAREHOUSE_URL,
      publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
      keyFile: path.resolve(/* turbopackIgnore: true */ values.PORTICO_KEY_FILE ?? path.join(dataDir, 'keys.json')),
      keyProvider: keys.provider,
      smtpUrl: values.SMTP_URL,
      mailFrom: values.MAIL_FROM,
      port: values.PORT,
      dataDir,
      trustedProxy: values.TRUSTED_PROXY,
      allowedEndpoints: values.ALLOWED_ENDPOINTS,
      allowedPartnerEndpoints: values.ALLOWED_PARTNER_ENDPOINTS.filter((origin) => origin.startsWith('http')),
      allowedPartnerMailServers: values.ALLOWED_PARTNER_ENDPOINTS.flatMap(mailServer),
      outsideRoutes: values.OUTSIDE_ROUTES,
      filesS3:
        values.FILES_S3_URL === undefined
          ? null
          : {
              url: values.FILES_S3_URL,
              region: values.FILES_S3_REGION,
              keyId: values.FILES_S3_KEY_ID ?? '',
              secret: values.FILES_S3_SECRET ?? '',
            },
      scannerUrl: values.SCANNER_URL === undefined || values.SCANNER_URL === 'none' ? null : values.SCANNER_URL,
      logLevel: values.LOG_LEVEL,
    },
  };
}

let known: Config | undefined;

/** The settings of this process, read once. Throws with the whole list when the environment is not usable. */
export function config(): Config {
  if (known) return known;
  const result = readConfig(process.env);
  if (!result.ok) {
    const lines = result.problems.map(({ name, problem }) => `  ${name} ${problem}`);
    throw new Error(`The environment is not usable:\n${lines.join('\n')}`);
  }
  known = result.config;
  return known;
}

/** `host:port` of the address of a mail server; nothing for any other address. */
function mailServer(address: string): string[] {
  const { protocol, hostname, port } = new URL(address);
  if (protocol !== 'smtp:' && protocol !== 'smtps:') return [];
  return [`${hostname}:${port || (protocol === 'smtps:' ? '465' : '587')}`];
}

const isThisMachine = (origin: string): boolean =>
  /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:.*\])$/.test(new URL(origin).hostname);
