import { randomUUID } from 'node:crypto';
import type { TestDatabase, TestWorld } from '@/scripts/testing/database';
import { compileDefinition, type FlowDefinition } from '@/lib/flow-definition';
import { startFlow } from './start-flow';
import { must } from './testing-flow';
import { withTenant } from '@/lib/tenancy';

/** Publishes a definition of the test's own on the platform, whatever `check` thinks of it, and starts it for a customer. */
export async function startSampleFlow(
  database: TestDatabase,
  world: TestWorld,
  definition: FlowDefinition,
  customerTenantId: string,
): Promise<string> {
  const { definition: document, ...compiled } = compileDefinition(definition);
  await database.sql(
    `insert into onboarding_templates (tenant_id, id, key, name, config, version, status, is_active)
     select $1, $2, $3, 'Sample', $4, $5, 'published', true
     where not exists (select from onboarding_templates where tenant_id = $1 and key = $3 and version = $5)`,
    [
      world.platform.id,
      randomUUID(),
      definition.key,
      JSON.stringify({ definition: document, compiled }),
      definition.version,
    ],
  );
  const started = await withTenant(world.platformAdmin, (tx) =>
    startFlow(tx, world.platformAdmin, {
      customerTenantId,
      templateKey: definition.key,
      invite: { email: 'owner@sample.example', name: 'Ada', locale: 'en' },
    }),
  );
  return must(started).flowId;
}
