import { forgetLimits } from '../support/instance';
import { expect, test } from '../support/test';
import { actionForms, type ActionForm } from './action-forms';
import { arrangeBesieged, fingerprints, nothing, untilAtRest, type Besieged } from './besieged';
import { askRoute, builtActions, neutral, postAction, type Answer, type BuiltAction, type Fields } from './post-action';
import { routeHandlers, routeRequests, type RouteDoor } from './route-requests';

/** Actions that take their form alone, without a state before it. */
const plain = /#(signOut|enterAsPersona|chooseScheme)$/;

const codeOf = ({ status, body }: Answer): string => /"code":"(\w+)","title"/.exec(body)?.[1] ?? String(status);
const post = (action: BuiltAction, session: string | null, fields: Fields) =>
  postAction(action, session, fields, !plain.test(action.name));
const formOf = ({ name }: BuiltAction): ActionForm | undefined => actionForms[name];

/** The built actions in the order of their forms. */
const inOrder = (): readonly BuiltAction[] => {
  const order = Object.keys(actionForms);
  return [...builtActions()].sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
};

test('every server action has a form that is tried on it', () => {
  expect(
    builtActions()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(actionForms).sort());
});

test('every route handler has a request that is tried on it', () => {
  expect([...routeHandlers()].sort()).toEqual(Object.keys(routeRequests).sort());
});

test('a form or request with somebody else’s ids is answered like one with ids that nothing has, and changes nothing @req I112', async () => {
  // Hundreds of requests, one after the other.
  test.setTimeout(480_000);
  const besieged = await arrangeBesieged();
  const { ids, rightful, outsiders } = besieged;
  const before = await untilAtRest();
  expect(await attacks(ids, outsiders)).toEqual([]);
  expect(await attacksOnRoutes(besieged)).toEqual([]);
  expect(await fingerprints()).toEqual(before);

  // The same forms from whose they are: the attack has come as far as the use case.
  const unreached: string[] = [...(await unreachedRoutes(besieged))];
  for (const action of inOrder()) {
    const form = formOf(action);
    if (!form || 'namesNothing' in form) continue;
    await forgetLimits();
    const fields = 'staffOnly' in form ? form.staffOnly : form.form(ids);
    const answer = await post(action, rightful['staffOnly' in form ? 'admin' : form.as], fields);
    const isNone = ['not_found', 'unauthenticated', 'internal', 'rate_limited', '404', '500'].includes(codeOf(answer));
    const isDone = !('done' in form && form.done) || form.done.test(`${answer.leadsTo} ${answer.body}`);
    if (isNone || !isDone) {
      unreached.push(`${action.name}: ${codeOf(answer)} ${isDone ? '' : answer.leadsTo} ${answer.body.slice(0, 400)}`);
    }
  }
  expect(unreached).toEqual([]);
});

/** Tries every form from everybody who must not get in; gives what told a thing of the besieged from nothing. */
async function attacks(ids: Besieged['ids'], outsiders: Besieged['outsiders']): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const action of inOrder()) {
    const form = formOf(action);
    if (!form || 'namesNothing' in form) continue;
    await forgetLimits();
    const all = Object.entries(outsiders('staffOnly' in form ? 'admin' : form.as));
    const found = await Promise.all(
      all.map(([who, session]) => {
        if ('form' in form) return faultsOf(action, session, [form.form(ids), form.form(nothing())], who);
        return who.includes('administrator') ? [] : faultsOfStaffOnly(action, session, form.staffOnly, who);
      }),
    );
    faults.push(...found.flat());
  }
  return faults;
}

async function faultsOf(
  action: BuiltAction,
  session: string | null,
  [theirs, nobodys]: readonly [Fields, Fields],
  who: string,
): Promise<readonly string[]> {
  const [aimed, blind] = [await post(action, session, theirs), await post(action, session, nobodys)];
  const [said, wanted] = [JSON.stringify(neutral(aimed)), JSON.stringify(neutral(blind))];
  const faults = said === wanted ? [] : [`${action.name} by ${who}: ${said} / ${wanted}`];
  if (aimed.status >= 500 || ['internal', 'rate_limited', 'invalid_input'].includes(codeOf(aimed)))
    faults.push(`${action.name} by ${who} did not come to the wall: ${codeOf(aimed)}`);
  // What was typed comes back to whoever typed it.
  const told = Object.values(theirs).reduce<string>((text, typed) => text.replaceAll(String(typed), ''), aimed.body);
  if (/Upland Mills|Vesper Dairies|Willow Bank|Yarrow Clinics/.test(told))
    faults.push(`${action.name} tells ${who} of the besieged: ${aimed.body}`);
  return faults;
}

async function faultsOfStaffOnly(
  action: BuiltAction,
  session: string | null,
  fields: Fields,
  who: string,
): Promise<readonly string[]> {
  const code = codeOf(await post(action, session, fields));
  return ['not_found', 'unauthenticated'].includes(code) ? [] : [`${action.name} by ${who}: ${code}`];
}

const doors = (): readonly (readonly [string, Exclude<RouteDoor, { namesNothing: string }>])[] =>
  Object.entries(routeRequests).flatMap(([name, door]) => ('namesNothing' in door ? [] : [[name, door] as const]));
const methodOf = (name: string): string => name.slice(0, name.indexOf(' '));

/** The same with the requests of route handlers: by people who must not get in, or by somebody else's key. */
async function attacksOnRoutes({ ids, outsiders, keys }: Besieged): Promise<readonly string[]> {
  const faults: string[] = [];
  await forgetLimits();
  for (const [name, door] of doors()) {
    const method = methodOf(name);
    const strangers =
      'as' in door
        ? Object.values(outsiders(door.as)).map((session) => ({ session }))
        : [{ key: door.by === 'partner' ? keys.otherPartner : keys.customer }, { key: `${keys.partner}x` }, {}];
    for (const who of strangers) {
      const [aimed, blind] = [
        await askRoute({ method, ...door.ask(ids) }, who),
        await askRoute({ method, ...door.ask(nothing()) }, who),
      ];
      const [said, wanted] = [JSON.stringify(neutral(aimed)), JSON.stringify(neutral(blind))];
      // A stranger's key must be a good one, or it would not have come to the wall.
      if ('by' in door && who === strangers[0] && aimed.status === 401) faults.push(`${name}: the key is none`);
      if (said !== wanted || aimed.status >= 500 || aimed.status === 429) faults.push(`${name}: ${said} / ${wanted}`);
    }
  }
  return faults;
}

/** The requests of route handlers that tell the rightful person or key, too, that there is nothing. */
async function unreachedRoutes({ ids, rightful, keys }: Besieged): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [name, door] of doors()) {
    const theirs = 'as' in door || door.by === 'partner' ? ids : { ...ids, ...keys.ofCustomer };
    const who = 'as' in door ? { session: rightful[door.as] } : { key: keys[door.by] };
    const { status, body } = await askRoute({ method: methodOf(name), ...door.ask(theirs) }, who);
    const code = /"code":"(\w+)"/.exec(body)?.[1] ?? String(status);
    const isNone = ['not_found', 'forbidden', 'unauthenticated', 'internal', '401', '403', '404', '500'].includes(code);
    if (isNone || body.includes('"isError":true')) faults.push(`${name}: ${status} ${body.slice(0, 300)}`);
  }
  return faults;
}
