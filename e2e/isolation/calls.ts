import type { Actor, MachineActor, MemberActor, TenantTx } from '@/lib/tenancy';
import type { FlowName, Ids, Seat } from './testing-outsiders';

/** One way to call a use case with somebody's ids, and who may rightly do so with the victim's. */
export type UseCaseCall = Readonly<{
  as: Seat;
  /** The victim's flow that it is about. */
  on?: FlowName;
  /** Asks for nothing that has an id: everybody gets their own, so outsiders need not be told "not found". */
  namesNothing?: true;
  /** Only the platform may do it, above which nobody is. */
  highest?: true;
  /** Why the rightful person gets nothing in this world. Few. */
  notHere?: string;
  call: (tx: TenantTx, actor: Actor, ids: Ids) => Promise<unknown>;
}>;

/** For use cases that only people call. */
export function person(actor: Actor): MemberActor {
  if (actor.kind !== 'member') throw new OtherDoor();
  return actor;
}

/** For use cases that only keys call. */
export function key(actor: Actor): MachineActor {
  if (actor.kind !== 'machine') throw new OtherDoor();
  return actor;
}

/** Somebody of another kind has no way to this use case at all. */
export class OtherDoor extends Error {}
