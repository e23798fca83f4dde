import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CustomerName, PartnerName, StaffName } from './cast';

/** What the arrangement made: ids and session tokens of the cast. */
export type World = Readonly<{
  platformTenantId: string;
  partners: Readonly<Record<PartnerName, string>>;
  staff: Readonly<Record<StaffName, Readonly<{ session: string }>>>;
  /** A list of customers that Halden's manager has handed in. */
  bulk: string;
  customers: Readonly<
    Record<
      CustomerName,
      Readonly<{
        tenantId: string;
        flowId: string;
        invitationId: string;
        session: string | null;
        memberId: string | null;
        itemId: string | null;
      }>
    >
  >;
}>;

/** The folder of the instance under test: its ports, its logs, its embedded database's passwords. */
export function dataDir(): string {
  const { E2E_DATA_DIR } = process.env;
  if (!E2E_DATA_DIR) throw new Error('E2E_DATA_DIR is not set: run the suite through `npx playwright test`');
  return E2E_DATA_DIR;
}

export const worldFile = (): string => path.join(dataDir(), 'e2e-world.json');

/** The world as the arrangement has written it. */
export const world = (): World => readJson<World>(worldFile());

/** A JSON file of the instance's folder or of ours. */
export const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;
