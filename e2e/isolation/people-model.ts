import { createHash } from 'node:crypto';
import pg from 'pg';
import { signContext, type MemberActor } from '@/lib/tenancy';

/** The flow that people work on together: each step belongs to one task, and has one answer. */
export type ModelFlow = Readonly<{ tenantId: string; flowId: string; steps: readonly ModelStep[] }>;
export type ModelStep = Readonly<{ id: string; taskId: string; sectionId: string; fieldId: string }>;

type Answer = Readonly<{ value: string; hash: string; by: string }>;
type Given = { id: string; memberId: string; taskId: string; live: boolean };

export type ModelCount = { steps: number; saves: number; conflicts: number; refused: number; looks: number };

/**
 * What should be true of a flow that eight people work on: who has which task, and what each question's answer is. Every
 * move is made on the real functions as the web's role and compared with what the model says; the first difference is an
 * error that names the seed and the move.
 */
export class PeopleModel {
  readonly answers = new Map<string, Answer>();
  readonly given: Given[] = [];
  readonly count: ModelCount = { steps: 0, saves: 0, conflicts: 0, refused: 0, looks: 0 };
  open = true;
  /** What each person has seen of each answer: the base of their next save. */
  private readonly seen = new Map<string, string | null>();
  private readonly rowIds = new Map<string, string>();

  constructor(
    private readonly app: pg.Client,
    private readonly flow: ModelFlow,
    private readonly people: readonly MemberActor[],
    private readonly random: () => number,
  ) {}

  /** One move of one person, chosen by the seed. */
  async step(): Promise<void> {
    this.count.steps += 1;
    const person = this.pick(this.people);
    const draw = this.random();
    if (draw < 0.3) return this.look(person);
    if (draw < 0.72) return this.save(person);
    if (draw < 0.82) return this.give(person);
    if (draw < 0.88) return this.end(person, 'revoke');
    if (draw < 0.93) return this.end(person, 'expire');
    return this.reopen();
  }

  /** Every person reads everything they can by plain SQL, and sees just what the model says is theirs. */
  async look(person: MemberActor): Promise<void> {
    this.count.looks += 1;
    const rows = await this.as(person, async () => {
      const { rows: read } = await this.app.query<{
        step: string;
        data: Record<string, { value?: string; hash: string }>;
      }>('select step_name as step, data from public.onboarding_steps where flow_id = $1', [this.flow.flowId]);
      return read;
    });
    const mine = this.visibleTo(person);
    for (const { step } of rows) if (!mine.has(step)) this.fail(`${person.role} saw ${step}`);
    for (const step of this.flow.steps.filter(({ id }) => mine.has(id))) {
      const stored = rows.find((row) => row.step === step.id)?.data[step.fieldId];
      const wanted = this.answers.get(step.fieldId);
      if (stored?.value !== wanted?.value) this.fail(`${step.fieldId} is ${stored?.value}, not ${wanted?.value}`);
      this.seen.set(`${person.memberId} ${step.fieldId}`, stored?.hash ?? null);
    }
  }

  /** Everything as it is stored, against everything that was accepted: nothing was lost, nothing came from nowhere. */
  async settle(): Promise<void> {
    const owner = this.people.find(({ role }) => role === 'owner');
    if (owner) await this.look(owner);
    for (const person of this.people) await this.look(person);
  }

  private async save(person: MemberActor): Promise<void> {
    const step = this.pick(this.flow.steps);
    const value = `${person.memberId.slice(0, 4)}-${this.count.steps}`;
    const hash = createHash('sha256').update(value).digest('base64url');
    const base = this.seen.get(`${person.memberId} ${step.fieldId}`) ?? null;
    const outcome = await this.callSave(person, step, { [step.fieldId]: { value, hash, base } });
    const stored = this.answers.get(step.fieldId);
    if (!this.mayAnswer(person, step)) {
      if (outcome === 'saved') this.fail(`${person.role} saved ${step.id}, which is not theirs`);
      this.count.refused += 1;
      return;
    }
    const expected = !this.open ? 'locked' : (stored?.hash ?? null) === base ? 'saved' : 'conflict';
    if (outcome !== expected) this.fail(`${person.role} saved ${step.id}: ${outcome}, not ${expected}`);
    if (outcome === 'saved') {
      this.count.saves += 1;
      this.answers.set(step.fieldId, { value, hash, by: person.userId });
      this.seen.set(`${person.memberId} ${step.fieldId}`, hash);
    } else if (outcome === 'conflict') this.count.conflicts += 1;
    else this.count.refused += 1;
  }

  private async callSave(person: MemberActor, step: ModelStep, patch: object): Promise<string> {
    const made = () => crypto.randomUUID();
    const known = this.rowIds.get(step.id) ?? made();
    const ids = { step: known, audit: made(), event: made(), started: made() };
    try {
      const { rows } = await this.app.query<{ answer: { outcome: string } }>(
        `select app.save_step($1, $2, $3, $4, $5, $6, 'in_progress', $7, '[]', false, null, $8, '[]') as answer`,
        [
          ...[signContext(person), this.flow.tenantId, this.flow.flowId, step.id, step.sectionId, step.taskId],
          ...[JSON.stringify(patch), JSON.stringify(ids)],
        ],
      );
      const outcome = rows[0]?.answer.outcome ?? 'none';
      if (outcome === 'saved') this.rowIds.set(step.id, known);
      return outcome === 'not_found' ? 'refused' : outcome;
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === '42501') return 'refused';
      throw error;
    }
  }

  /** An owner gives a task; a contributor takes one; everybody else is refused by the database. */
  private async give(person: MemberActor): Promise<void> {
    const task = this.pick(this.flow.steps).taskId;
    const to = person.role === 'contributor' ? person : this.pick(this.people.filter(({ role }) => role !== 'viewer'));
    const standing = this.given.find((each) => each.memberId === to.memberId && each.taskId === task);
    if (standing?.live) return;
    const id = crypto.randomUUID();
    const isAllowed = person.role === 'owner' || person.role === 'contributor';
    if (standing) standing.taskId = `${standing.taskId} before`;
    const done = await this.write(person, async () => {
      if (standing)
        await this.app.query('update public.assignments set revoked_at = now() where id = $1', [standing.id]);
      await this.app.query(
        `insert into public.assignments (tenant_id, id, flow_id, scope, scope_id, member_id, expires_at)
         values ($1, $2, $3, 'task', $4, $5, now() + interval '14 days')`,
        [this.flow.tenantId, id, this.flow.flowId, task, to.memberId],
      );
    });
    if (done !== isAllowed) this.fail(`${person.role} gave a task: ${done}`);
    if (done) this.given.push({ id, memberId: to.memberId, taskId: task, live: true });
    else if (standing) standing.taskId = standing.taskId.replace(' before', '');
  }

  /** Takes a task back or lets it run out. */
  private async end(person: MemberActor, how: 'revoke' | 'expire'): Promise<void> {
    const live = this.given.filter((each) => each.live);
    if (live.length === 0) return;
    const chosen = this.pick(live);
    const isAllowed = person.role === 'owner' || (person.role === 'contributor' && chosen.memberId === person.memberId);
    let touched = 0;
    const done = await this.write(person, async () => {
      const { rowCount } = await this.app.query(
        how === 'revoke'
          ? 'update public.assignments set revoked_at = now() where id = $1'
          : "update public.assignments set expires_at = now() - interval '1 second' where id = $1",
        [chosen.id],
      );
      touched = rowCount ?? 0;
    });
    if ((done && touched > 0) !== isAllowed) this.fail(`${person.role} ended a task: ${done} ${touched}`);
    if (isAllowed) chosen.live = false;
  }

  /** The flow is sent in, and opened again: saves in between are refused whoever makes them. */
  private async reopen(): Promise<void> {
    const owner = this.people.find(({ role }) => role === 'owner');
    if (!owner) return;
    const status = this.open ? 'submitted' : 'in_progress';
    await this.write(owner, () =>
      this.app.query('update public.onboarding_flows set status = $2, revision = revision + 1 where id = $1', [
        this.flow.flowId,
        status,
      ]),
    );
    this.open = !this.open;
  }

  private visibleTo(person: MemberActor): ReadonlySet<string> {
    const steps = this.flow.steps.filter((step) => this.sees(person, step));
    return new Set(steps.map(({ id }) => id));
  }

  private readonly sees = (person: MemberActor, step: ModelStep): boolean =>
    person.role !== 'delegate' ||
    this.given.some((each) => each.live && each.memberId === person.memberId && each.taskId === step.taskId);

  private readonly mayAnswer = (person: MemberActor, step: ModelStep): boolean =>
    person.role !== 'viewer' && this.sees(person, step);

  private async write(person: MemberActor, run: () => Promise<unknown>): Promise<boolean> {
    try {
      await this.as(person, run);
      return true;
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === '42501') return false;
      throw error;
    }
  }

  private async as<T>(person: MemberActor, run: () => Promise<T>): Promise<T> {
    await this.app.query('begin');
    try {
      await this.app.query('select app.use_context($1)', [signContext(person)]);
      const result = await run();
      await this.app.query('commit');
      return result;
    } catch (error) {
      await this.app.query('rollback');
      throw error;
    }
  }

  private pick<T>(from: readonly T[]): T {
    const chosen = from[Math.floor(this.random() * from.length)];
    if (chosen === undefined) throw new Error('Nothing to choose from');
    return chosen;
  }

  private fail(what: string): never {
    throw new Error(`Move ${this.count.steps}: ${what}`);
  }
}

/** A generator that always draws the same from the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
