import type { Acknowledged } from './person';
import type { Customer, ProductWorld } from './product-world';

type Stored = Readonly<{ step_name: string; data: Record<string, { value?: unknown }> }>;
type Counts = Readonly<{
  started: number;
  submitted: number;
  sections: number;
  section_names: number;
  runs: number;
  milestones: number;
  audited: number;
}>;

/**
 * What is wrong with a flow that somebody filled in while things died: an answer that was acknowledged and is not there,
 * something recorded twice, or work that nobody will ever do. Empty when all is well.
 */
export async function journeyFindings(
  { database: { sql } }: Pick<ProductWorld, 'database'>,
  { flowId, identifier, person }: Customer,
  wasSubmitted: boolean,
): Promise<readonly string[]> {
  const problems: string[] = [];
  const say = (text: string) => problems.push(`${identifier}: ${text}`);
  const steps = await sql<Stored>('select step_name, data from onboarding_steps where flow_id = $1', [flowId]);
  if (new Set(steps.map(({ step_name: name }) => name)).size !== steps.length) say('a step is stored twice');
  for (const [stepId, values] of lastWords(person.acknowledged)) {
    const data = steps.find(({ step_name: name }) => name === stepId)?.data ?? {};
    for (const [field, typed] of Object.entries(values)) {
      if (typed !== undefined && typed !== '' && !says(data[field]?.value, typed))
        say(`${stepId}.${field} was acknowledged as ${String(typed)} and is ${JSON.stringify(data[field]?.value)}`);
    }
  }

  const [counts] = await sql<Counts>(
    `select (select count(*)::int from events where flow_id = $1 and name = 'flow.started') as started,
       (select count(*)::int from events where flow_id = $1 and name = 'flow.submitted') as submitted,
       (select count(*)::int from events where flow_id = $1 and name = 'section.completed') as sections,
       (select count(distinct details ->> 'sectionId')::int from events where flow_id = $1 and name = 'section.completed') as section_names,
       (select count(*)::int from provisioning_runs where flow_id = $1) as runs,
       (select count(*)::int from flow_milestones where flow_id = $1 and name = 'submitted') as milestones,
       (select count(*)::int from audit_logs where entity_id = $1 and action = 'flow.submitted') as audited`,
    [flowId],
  );
  if (!counts) return [...problems, `${identifier}: its flow is missing`];
  if (counts.started !== 1) say(`it was started ${counts.started} times`);
  if (counts.sections !== counts.section_names) say('a section was completed twice');
  const once = wasSubmitted ? 1 : 0;
  for (const [name, count] of Object.entries({
    'the event of submitting': counts.submitted,
    'the run': counts.runs,
    'the milestone of submitting': counts.milestones,
    'the audit entry of submitting': counts.audited,
  })) {
    if (count !== once) say(`${name} is there ${count} times`);
  }
  return problems;
}

/** Runs without work and work without an end, over the whole product. */
export async function orphanFindings({
  database: { sql },
}: Pick<ProductWorld, 'database'>): Promise<readonly string[]> {
  const runs = await sql<{ id: string; status: string; work: string | null }>(
    `select r.id, r.status, w.status as work from provisioning_runs r
     left join dbos.workflow_status w on w.workflow_uuid = 'provision:' || r.id
     where r.ended_at is null or w.status is distinct from 'SUCCESS'`,
  );
  const lost = await sql<{ id: string }>(
    `select w.workflow_uuid as id from dbos.workflow_status w where w.workflow_uuid like 'provision:%'
       and not exists (select 1 from provisioning_runs r where 'provision:' || r.id = w.workflow_uuid)`,
  );
  return [
    ...runs.map(({ id, status, work }) => `the run ${id} is ${status} and its work ${work ?? 'missing'}`),
    ...lost.map(({ id }) => `the work ${id} has no run`),
  ];
}

/** The last acknowledged page of each step. */
const lastWords = (acknowledged: readonly Acknowledged[]) =>
  new Map(acknowledged.map(({ stepId, values }) => [stepId, values]));

/** Whether a stored value is what somebody typed; a consent is stored as the version of the text agreed to. */
function says(stored: unknown, typed: string | readonly string[]): boolean {
  if (typed === 'true') return stored === true || (typeof stored === 'string' && stored !== '');
  if (typeof stored === 'boolean') return stored === (typed === 'yes');
  if (typeof typed !== 'string') return JSON.stringify(stored) === JSON.stringify(typed);
  return String(stored) === typed;
}
