import { preparedCustomers, type DemoCustomer } from './customers';
import { staffOf } from './people';

/** People who can be entered as: all staff, and those of prepared flows who have accepted their invitation. */
const addresses: ReadonlySet<string> = new Set([
  ...Object.values(staffOf).flatMap((staff) => staff.map(({ email }) => email)),
  ...preparedCustomers.filter(canEnter).flatMap(({ people }) => people.map(({ email }) => email)),
]);

/** Whether an address belongs to somebody whom the demo may sign in as with one click. */
export const isPersona = (email: string): boolean => addresses.has(email);

/** Whoever is only invited has no account yet: the mailbox is the way in. */
export function canEnter({ story }: DemoCustomer): boolean {
  return story.is !== 'invited';
}
