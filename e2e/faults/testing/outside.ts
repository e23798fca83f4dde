import type { Sql } from './provisioning-matrix';

/** Where in a run something happens: at which action, on the way forward or on the way back. */
export type Place = Readonly<{ action: string; way: 'apply' | 'undo' }>;

/** One request to another system that a run has made; `changes` says whether it changed something there. */
export type Sighting = { readonly place: Place; readonly request: number; readonly system: string; changes: boolean };

/**
 * What goes wrong with another system: with the request of this number at a place, or, when it lasts, with that one and
 * all later ones to the same system. `kind` is one of the faults of the system's simulator.
 */
export type Disturbance = Readonly<{ kind: string; place: Place; request: number; system: string; lasts: boolean }>;

/**
 * Stands between one run at a time and the systems outside: sees every request, knows from the database which action makes
 * it, and says which of them has to go wrong.
 */
export class Outside {
  sightings: Sighting[] = [];
  /** How many requests went wrong as asked. */
  fired = 0;
  readonly #sql: Sql;
  #runId: string | null = null;
  #disturbance: Disturbance | null = null;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** What is to go wrong in the run that is under way. */
  get disturbance(): Disturbance | null {
    return this.#disturbance;
  }

  /** From now on requests belong to this run. */
  begin(runId: string, disturbance: Disturbance | null): void {
    this.#runId = runId;
    this.#disturbance = disturbance;
    this.sightings = [];
    this.fired = 0;
  }

  /** Requests belong to nobody any more, and none goes wrong. */
  end(): void {
    this.#runId = null;
    this.#disturbance = null;
  }

  /** Told of a request before it is made; answers how it goes wrong, null when it does not. */
  async asked(system: string): Promise<Readonly<{ sighting: Sighting; kind: string | null }> | null> {
    const place = await this.#place();
    if (place === null) return null;
    const request = this.sightings.filter((one) => isSame(one.place, place)).length;
    const sighting: Sighting = { place, request, system, changes: false };
    this.sightings.push(sighting);
    return { sighting, kind: this.#kindFor(sighting) };
  }

  #kindFor({ place, request, system }: Sighting): string | null {
    const asked = this.#disturbance;
    if (asked === null || asked.system !== system) return null;
    const isHere = isSame(asked.place, place) && asked.request === request;
    if (!(isHere && this.fired === 0) && !(asked.lasts && this.fired > 0)) return null;
    this.fired += 1;
    return asked.kind;
  }

  /** What the database says is being worked on. The action whose failure turned the run round stays `failed` all the way. */
  async #place(): Promise<Place | null> {
    if (this.#runId === null) return null;
    const [row] = await this.#sql<{ id: string; way: 'apply' | 'undo' }>(
      `select a.action_id as id, case when r.status = 'undoing' then 'undo' else 'apply' end as way
       from provisioning_runs r join provisioning_actions a on a.tenant_id = r.tenant_id and a.run_id = r.id
       where r.id = $1 and a.undo_receipt is null
         and (r.status = 'undoing' and a.status in ('undoing', 'failed')
           or r.status <> 'undoing' and a.status in ('working', 'applied', 'paused'))
       order by a.status = 'failed', case when r.status = 'undoing' then a.position else -a.position end limit 1`,
      [this.#runId],
    );
    return row ? { action: row.id, way: row.way } : null;
  }
}

export const isSame = (one: Place, other: Place): boolean => one.action === other.action && one.way === other.way;
