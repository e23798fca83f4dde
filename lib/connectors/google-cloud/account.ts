import { z } from 'zod';
import { ConnectorError } from '../connector';
import type { Connection } from '../connection';

/** Where an owner's data lives at Google, and who asks for it. */
export type GoogleAccount = Readonly<{
  projectId: string;
  /** Where datasets are made, such as `EU` or `us-central1`. */
  location: string;
  /** The owner's table of customers; null when the connection names none. */
  registry: Readonly<{ datasetId: string; tableId: string }> | null;
  clientEmail: string;
  /** PKCS#8 in PEM. */
  privateKey: string;
  /** The origin that answers for every Google service, where it is not Google itself; undefined otherwise. */
  baseUrl: string | undefined;
}>;

const settingsShape = z.object({
  projectId: z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/),
  location: z
    .string()
    .regex(/^[A-Za-z0-9-]{2,40}$/)
    .default('EU'),
  registryDataset: z
    .string()
    .regex(/^\w{1,1024}$/)
    .optional(),
  registryTable: z
    .string()
    .regex(/^\w{1,1024}$/)
    .optional(),
  baseUrl: z.url().optional(),
});
const secretShape = z.object({
  client_email: z.string().min(3).max(320),
  // A key that is pasted from one line of an environment file has its line ends written out.
  private_key: z.string().transform((text) => text.replaceAll('\\n', '\n')),
});

/**
 * Reads the connection `google-cloud`. `project` stands in for the one of the connection, for templates that let the
 * customer name another. Refuses with `not_connected` when there is none or something in it is missing or malformed.
 */
export function googleAccount(connection: Connection | null, project?: string): GoogleAccount {
  const settings = settingsShape.safeParse({
    ...withoutEmpty(connection?.settings ?? {}),
    ...(project ? { projectId: project } : {}),
  });
  const secret = secretShape.safeParse(connection?.secret ?? {});
  if (!settings.success || !secret.success) throw new ConnectorError('not_connected', { system: googleCloud });
  const { projectId, location, registryDataset, registryTable, baseUrl } = settings.data;
  return {
    projectId,
    location,
    registry: registryDataset && registryTable ? { datasetId: registryDataset, tableId: registryTable } : null,
    clientEmail: secret.data.client_email,
    privateKey: secret.data.private_key,
    baseUrl,
  };
}

/** The name of the whole as people know it. */
export const googleCloud = 'Google Cloud';

const withoutEmpty = (settings: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''));
