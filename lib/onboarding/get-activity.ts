import { ok, type Outcome } from '@/lib/errors';
import { localizedText } from '@/lib/i18n';
import { systemMeans, type Means } from '@/lib/platform/means';
import { authorise, type Actor, type TenantTx } from '@/lib/tenancy';
import { openFlow, type OpenedFlow } from './open-flow';

/** What somebody did in a flow, in the form in which the people of the customer read it. */
export type Activity = Readonly<{
  id: string;
  what: 'answered' | 'section' | 'submitted' | 'reopened' | 'given_back' | 'task';
  /** Who did it; null for the partner's side or the product. */
  person: string | null;
  /** Whether it was the reader. */
  mine: boolean;
  /** The page, section or task, in the reader's language; null where there is none. */
  about: string | null;
  at: string;
}>;
export type ActivityView = Readonly<{ entries: readonly Activity[]; newCount: number }>;
export type GetActivityInput = Readonly<{
  flowId: string;
  locale: string;
  /** The end of the reader's previous visit; what others did after it counts as new. */
  since: string | null;
  limit?: number;
}>;

const scanned = 60;

/**
 * What happened in a flow lately, the latest first, several saves of one page by one person as one. Counts what others
 * did since the reader was here, up to the last 60 records. Refuses `forbidden` and `not_found`. Records nothing.
 */
export async function getActivity(
  tx: TenantTx,
  actor: Actor,
  { flowId, locale, since, limit = 5 }: GetActivityInput,
  means: Means = systemMeans,
): Promise<Outcome<ActivityView>> {
  const allowed = authorise(actor, 'flow.read');
  if (!allowed.ok) return allowed;
  const flow = await openFlow(tx, flowId, means.clock.now());
  if (!flow.ok) return flow;
  const { tenantId } = flow.value.state.flow;
  const rows = await tx.$queryRaw<Row[]>`
    select e.id, e.name, e.at, e.user_id as "userId",
      coalesce(e.details ->> 'sectionId', e.details ->> 'step') as about,
      (select m.display_name from members m where m.tenant_id = e.tenant_id and m.user_id = e.user_id limit 1) as person
    from events e
    where e.tenant_id = ${tenantId}::uuid and e.flow_id = ${flowId}::uuid
      and (e.name in ('section.completed', 'flow.submitted', 'flow.reopened', 'step.reopened', 'task.completed')
        or (e.name = 'step.saved' and e.details ->> 'continued' = 'true'))
    order by e.at desc, e.id desc limit ${scanned}`;
  const titles = titlesOf(flow.value, locale);
  const readerId = actor.kind === 'member' ? actor.userId : null;
  const seen = new Set<string>();
  const entries = rows.flatMap((row): Activity[] => {
    const key = `${row.name} ${row.about} ${row.userId}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [
      {
        id: row.id,
        what: whatOf[row.name] ?? 'answered',
        person: row.person,
        mine: row.userId !== null && row.userId === readerId,
        about: row.about === null ? null : (titles.get(row.about) ?? null),
        at: row.at.toISOString(),
      },
    ];
  });
  const isNew = ({ mine, at }: Activity) => since !== null && !mine && at > new Date(since).toISOString();
  return ok({ entries: entries.slice(0, limit), newCount: entries.filter(isNew).length });
}

type Row = Readonly<{
  id: string;
  name: string;
  at: Date;
  userId: string | null;
  about: string | null;
  person: string | null;
}>;

const whatOf: Readonly<Record<string, Activity['what']>> = {
  'step.saved': 'answered',
  'section.completed': 'section',
  'flow.submitted': 'submitted',
  'flow.reopened': 'reopened',
  'step.reopened': 'given_back',
  'task.completed': 'task',
};

function titlesOf({ template }: OpenedFlow, locale: string): ReadonlyMap<string, string> {
  const { sections } = template.compiled.definition;
  const steps = sections.flatMap(({ tasks }) => tasks.flatMap((task) => task.steps));
  return new Map([...sections, ...steps].map(({ id, title }) => [id, localizedText(title, locale)]));
}
