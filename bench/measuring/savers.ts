import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Customer } from '@/e2e/faults/testing/product-world';
import { signContext, type MemberActor } from '@/lib/tenancy';
import { encode, formWith, PlainBrowser, type Fields } from '@/scripts/testing/plain-browser';

/** The page that is saved: three fields, of which one changes with every save, to and fro between two names. */
const stepId = 'organisation-name';
const names = ['Acme Number One', 'Acme Number Two'] as const;
type Turn = 0 | 1;
const other = (turn: Turn): Turn => (turn === 0 ? 1 : 0);

const typed = (turn: Turn): Fields => [
  ['organisationName', names[turn]],
  ['country', 'DE'],
  ['website', 'https://acme.example'],
  ['intent', 'continue'],
];

/** Somebody who saves one page again and again by its own form, each time with a change. */
export class ActionSaver {
  saves = 0;
  /** Which of the two names is stored now. */
  turn: Turn = 0;
  readonly customer: Customer;
  readonly path: string;
  readonly browser: PlainBrowser;
  readonly #bodies = new Map<Turn, Readonly<{ type: string; body: Buffer }>>();

  constructor(url: string, customer: Customer) {
    this.customer = customer;
    this.path = `/en/flows/${customer.flowId}/${stepId}`;
    this.browser = new PlainBrowser(url, customer.token);
  }

  /** Saves both names once, and keeps the two posts that change one into the other. */
  async learn(): Promise<void> {
    for (const turn of [0, 1, 0] as const) {
      const form = await this.form();
      if (this.saves > 0) this.#bodies.set(turn, encode([...form.hidden, ...typed(turn)]));
      const { status, body } = await this.browser.post(this.path, [...form.hidden, ...typed(turn)]);
      if (status !== 303) throw new Error(`The page was not taken: ${status} ${body.slice(0, 2000)}`);
      this.saves += 1;
      this.turn = turn;
    }
  }

  /** The page's form as it is now. */
  async form() {
    const form = formWith((await this.browser.get(this.path)).body, 'stepId', this.path);
    if (!form) throw new Error('The page of questions has no form');
    return form;
  }

  /** One save; true when it was acknowledged. */
  async once(): Promise<boolean> {
    const next = other(this.turn);
    const post = this.#bodies.get(next);
    if (!post) throw new Error('Learn the page first');
    const { status } = await this.browser.postEncoded(this.path, post.type, post.body);
    if (status !== 303) return false;
    this.saves += 1;
    this.turn = next;
    return true;
  }

  /** The base that the page sends for the name that is stored now. */
  async base(): Promise<string> {
    return new Map((await this.form()).hidden).get('_base.organisationName') ?? '';
  }

  get storedName(): string {
    return names[this.turn];
  }
}

/** The same page with another name; without any it must be refused. */
export const pageWith = (hidden: Fields, organisationName: string): Fields => [
  ...hidden,
  ['organisationName', organisationName],
  ['country', 'DE'],
  ['website', ''],
  ['intent', 'continue'],
];

type Row = Readonly<{ tenant_id: string; flow_id: string; id: string; section_id: string; task_id: string }>;

/**
 * The floor: the same SQL function with arguments of the same shape, called by node-postgres in a bare loop, with the
 * session and the flow already known.
 */
export class BareSaver {
  readonly #client: pg.Client;
  readonly #actor: MemberActor;
  readonly #row: Row;
  readonly #hashes: readonly [string, string];
  readonly #tokenHash: Buffer;
  #turn: Turn = 0;

  constructor(
    given: Readonly<{
      client: pg.Client;
      actor: MemberActor;
      row: Row;
      hashes: readonly [string, string];
      tokenHash: Buffer;
    }>,
  ) {
    this.#client = given.client;
    this.#actor = given.actor;
    this.#row = given.row;
    this.#hashes = given.hashes;
    this.#tokenHash = given.tokenHash;
  }

  /** One save; true when it was stored. */
  async once(): Promise<boolean> {
    const { tenant_id: tenant, flow_id: flow, id, section_id: section, task_id: task } = this.#row;
    const context = signContext(this.#actor);
    const next = other(this.#turn);
    const patch = {
      organisationName: { value: names[next], hash: this.#hashes[next], base: this.#hashes[this.#turn] },
    };
    const ids = { step: id, audit: randomUUID(), event: randomUUID(), started: randomUUID() };
    const { rows } = await this.#client.query<{ saved: { outcome: string } }>({
      name: 'save',
      text: saveText,
      values: [
        ...[context, tenant, flow, stepId, section, task, 'completed', JSON.stringify(patch), '[]', true],
        ...['{"from":"registered","to":"onboarding"}', JSON.stringify(ids), '[]'],
      ],
    });
    if (rows[0]?.saved.outcome !== 'saved') return false;
    this.#turn = next;
    return true;
  }

  /** The same after the two statements that the action needs to know session and flow. */
  async onceWithReads(): Promise<boolean> {
    await this.#client.query({
      name: 'session',
      text: 'select app.session_resolve($1::bytea, $2::int) as view',
      values: [this.#tokenHash, 259_200],
    });
    await this.#client.query({
      name: 'read',
      text: 'select app.read_flow($1, $2::uuid) as state',
      values: [signContext(this.#actor), this.#row.flow_id],
    });
    return this.once();
  }
}

const saveText = `select app.save_step($1, $2::uuid, $3::uuid, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10, $11::jsonb, $12::jsonb, $13::jsonb) as saved`;
