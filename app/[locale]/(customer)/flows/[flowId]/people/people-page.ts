import { notFound } from 'next/navigation';
import { listPeople, type PeopleView, type PersonRow } from '@/lib/members';
import { getTaskList, type FlowHeader } from '@/lib/onboarding';
import { flowPage, type FlowPage } from '../../_server/flow-page';

export type PeoplePage = FlowPage<PeopleView & Readonly<{ header: FlowHeader }>>;

/** Reads the people of a flow with the frame that its pages have. A delegate, who sees nobody, is "not found" here. */
export const peoplePage = (flowId: string): Promise<PeoplePage> =>
  flowPage(flowId, async (tx, actor, locale) => {
    const people = await listPeople(tx, actor, { flowId, locale });
    if (!people.ok) return people;
    const list = await getTaskList(tx, actor, { flowId, locale });
    return list.ok ? { ok: true, value: { ...people.value, header: list.value.header } } : list;
  });

/** One of the people; "not found" where nobody like that takes part. */
export function personOf({ people }: PeopleView, memberId: string): PersonRow {
  const person = people.find((each) => each.memberId === memberId);
  return person ?? notFound();
}
