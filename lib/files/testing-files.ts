import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { compileDefinition } from '@/lib/flow-definition';
import { sampleDefinition, sampleField, sampleSection, sampleStep } from '@/lib/flow-definition/sample-definition';
import type { TestDatabase, TestTenant } from '@/scripts/testing/database';
import { testVirus } from '@/lib/simulators';
import { diskStorage } from './storage/disk-storage';
import type { FileEnvironment } from './scan-file';
import type { Scanner } from './scanner/scanner';
import type { Storage } from './storage/storage';

/** A flow of `customer` that asks for files: `documents` (3, small ones too), `backup` (one large zip), `later`. */
export async function flowWithUploads(database: TestDatabase, partner: TestTenant, customer: TestTenant) {
  const definition = sampleDefinition([
    sampleSection('papers', [
      sampleStep('evidence', [
        sampleField({ id: 'documents', type: 'upload', rules: { itemsMax: 3, fileBytesMax: 6_000_000 } }),
        sampleField({
          id: 'backup',
          type: 'upload',
          rules: { mediaTypes: ['application/zip'], fileBytesMax: 50_000_000 },
        }),
        sampleField({ id: 'note', type: 'text' }),
        sampleField({
          id: 'people',
          type: 'items',
          fields: [sampleField({ id: 'badge', type: 'upload', rules: { mediaTypes: ['image/png'] } })],
        }),
      ]),
    ]),
  ]);
  const [templateId, flowId] = [randomUUID(), randomUUID()];
  await database.sql(
    `insert into onboarding_templates (tenant_id, id, key, name, config, version, status)
     values ($1, $2, $3, 'Files', $4, 1, 'published')`,
    [
      partner.id,
      templateId,
      `files-${templateId.slice(0, 8)}`,
      JSON.stringify({ definition, compiled: compileDefinition(definition) }),
    ],
  );
  await database.sql(
    `insert into onboarding_flows (tenant_id, id, customer_id, template_tenant_id, template_id, status)
     values ($1, $2, $1, $3, $4, 'in_progress')`,
    [customer.id, flowId, partner.id, templateId],
  );
  return flowId;
}

export type WatchedStorage = Storage & Readonly<{ objects: () => readonly string[]; break: (times: number) => void }>;

/** A store in a folder of the test's own that can be made to fail, and that knows what it holds. */
export function watchedStorage(): WatchedStorage {
  const inner = diskStorage(mkdtempSync(path.join(tmpdir(), 'portico-files-')));
  const held = new Set<string>();
  let failures = 0;
  return {
    ...inner,
    put: async (key, content) => {
      if (failures > 0) {
        failures -= 1;
        const { StorageUnavailable } = await import('./storage/storage');
        throw new StorageUnavailable('broken for a test');
      }
      await inner.put(key, content);
      held.add(key);
    },
    remove: async (key) => {
      await inner.remove(key);
      held.delete(key);
    },
    objects: () => [...held],
    break: (times) => {
      failures = times;
    },
  };
}

/** What the worker lends, with a scanner that knows the test virus. */
export const testEnvironment = (storage: Storage, scanner: Scanner | null = knowsTestVirus): FileEnvironment => ({
  storage,
  scanner,
});

const knowsTestVirus: Scanner = async (content) => {
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts).includes(testVirus())
    ? { verdict: 'infected', signature: 'Eicar-Test-Signature' }
    : { verdict: 'clean' };
};

/** The smallest contents that are what they say. */
export const pdf = (more = ''): Buffer => Buffer.from(`%PDF-1.7\n1 0 obj <<>> endobj\n${more}\ntrailer <<>>\n%%EOF\n`);
export const png = (): Buffer =>
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );

/** A zip with one stored entry. */
export function zip(name = 'a.txt', content: Buffer = Buffer.from('hello')): Buffer {
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt32LE(content.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt32LE(content.length, 20);
  central.writeUInt32LE(content.length, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + content.length, 16);
  return Buffer.concat([local, Buffer.from(name), content, central, Buffer.from(name), end]);
}
