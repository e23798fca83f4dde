import { setTimeout as sleep } from 'node:timers/promises';
import type { FormInput } from '@/lib/flow-definition';
import { codeOf, must, post } from '@/lib/onboarding/testing-flow';
import { answersOf, fieldsOfOthers, othersOf, wrongOf } from './wizard-answers';
import { seededRandom } from './random';
import type { EventKind, Point } from './wizard-plan';
import { typedOf, type Typed, type Visitor } from './wizard-visitor';
import type { Customer, WizardWorld } from './wizard-world';

/** What one point is played with: the page is open in a fresh browser, nothing is typed yet. */
export type Scene = Readonly<{
  here: WizardWorld;
  point: Point;
  customer: Customer;
  visitor: Visitor;
  path: string;
  /** What the person is going to answer. */
  answers: FormInput;
  typed: Typed;
}>;

/** How an event ended: the state that the product named, and how much typing was lost, in milliseconds of typing. */
export type Played = Readonly<{
  landed: string;
  lostMs?: number;
  /** What is stored of this page in the end: the person's answers unless it says otherwise. */
  stored?: 'answers' | 'nothing' | FormInput;
}>;

type Play = (scene: Scene) => Promise<Played>;

/** Plays the event of a point and does what a person does then. Throws where the product lets them down. */
export const play = (scene: Scene): Promise<Played> => plays[scene.point.event](scene);

const serverDies =
  (at: string): Play =>
  async (scene) => {
    const { here, visitor, point, typed } = scene;
    await visitor.fill(typed);
    const fault = here.faults.arm({ at, do: 'kill' });
    await visitor.press().catch(() => undefined);
    await until(() => here.faults.firedAt(fault) !== null, 'nobody came to the place of the death');
    if (point.javaScript) {
      await visitor.state('unreachable');
      await visitor.holds(typed);
      await here.instance.untilReady();
      await visitor.goOn(point.stepId);
      return { landed: 'unreachable' };
    }
    await here.instance.untilReady();
    // The browser still has what it sent: its own "send again" is all that a person needs.
    await visitor.sendAgain(point.stepId);
    return { landed: 'sent again' };
  };

const plays: Readonly<Record<EventKind, Play>> = {
  'server-dies-before-saving': serverDies('save:beforeWrite'),
  'server-dies-after-saving': serverDies('saveStep:beforeAnswer'),

  'database-away': async ({ here, visitor, point, typed }) => {
    await visitor.fill(typed);
    here.instance.kill('database');
    await visitor.press().catch(() => undefined);
    if (!point.javaScript) {
      const landed = await visitor.oneOf(['not-kept'], point.stepId);
      if (landed !== 'not-kept') return { landed };
      await here.instance.untilReady();
      while ((await visitor.page.locator('[data-state="not-kept"]').count()) > 0) {
        await visitor.page.locator('[data-state="not-kept"] button').click();
        await visitor.settled();
      }
      await visitor.holds(typed);
      await visitor.goOn(point.stepId);
      return { landed: 'not-kept' };
    }
    const landed = await visitor.oneOf(['refused', 'unreachable'], point.stepId);
    await here.instance.untilReady();
    if (landed === 'saved') return { landed };
    await visitor.holds(typed);
    await visitor.goOn(point.stepId);
    return { landed };
  },

  'network-gone': async ({ visitor, point, path, typed }) => {
    if (point.javaScript) {
      await visitor.offline(true);
      await visitor.fill(typed);
      await visitor.state('offline');
      await visitor.newTab();
      await visitor.offline(false);
      await visitor.see(path);
      await visitor.state('draft-kept');
      await visitor.holds(typed);
      await visitor.goOn(point.stepId);
      return { landed: 'offline' };
    }
    await visitor.fill(typed);
    await visitor.offline(true);
    await visitor.press().catch(() => undefined);
    await sleep(500);
    await visitor.offline(false);
    await visitor.sendAgain(point.stepId);
    return { landed: 'sent again' };
  },

  'session-ended': async ({ here, visitor, customer, point, typed }) => {
    await visitor.fill(typed);
    await here.instance.sql(`update sessions set expires_at = now() - interval '1 hour' where user_id = $1`, [
      customer.owner.userId,
    ]);
    await visitor.press();
    await visitor.state('session-ended');
    const back = new URL(visitor.page.url()).searchParams.get('next') ?? '';
    await visitor.signIn(await here.session(customer.owner));
    await visitor.see(back);
    await visitor.state('draft-kept');
    await visitor.holds(typed);
    await visitor.goOn(point.stepId);
    return { landed: 'session-ended' };
  },

  'tab-closed': async ({ visitor, point, path, typed }) => {
    if (!point.javaScript) {
      await visitor.fill(typed);
      await visitor.newTab();
      await visitor.see(path);
      return { landed: 'nothing was sent', stored: 'nothing' };
    }
    const random = seededRandom(point.seed);
    const first = typed.find(([name]) => !/-(year|month|day)$/.test(name));
    const keys = first ? await visitor.typeSlowly(first[0], first[1], random) : [];
    await sleep(random() * 1500);
    const closedAt = Date.now();
    await visitor.newTab();
    await sleep(300);
    await visitor.see(path);
    const now = first ? valueOf(await visitor.shown(), first[0]) : '';
    if (first && !first[1].startsWith(now)) throw new Error(`${first[0]} shows ${now}`);
    const missing = keys[now.length];
    const lostMs = missing === undefined ? 0 : closedAt - missing;
    return { landed: now === '' ? 'nothing kept' : 'draft-kept', lostMs, stored: 'nothing' };
  },

  'refused-then-closed': async ({ visitor, point, path, typed }) => {
    const wrong = typedOf(wrongOf[point.stepId] ?? {});
    await visitor.fill(wrong);
    await visitor.press();
    await visitor.page.locator('.error-summary, [role="alert"]').first().waitFor();
    await visitor.settled();
    await visitor.newTab();
    await visitor.see(path);
    await visitor.state('draft-kept');
    await visitor.holds(wrong);
    await visitor.discard(path);
    await visitor.fill(typed);
    await visitor.goOn(point.stepId);
    return { landed: 'draft-kept' };
  },

  'two-people-one-field': async ({ here, visitor, customer, point, typed }) => {
    const theirs = othersOf(customer.mark)[point.stepId] ?? {};
    must(await post(customer.colleague, customer.flowId, point.stepId, theirs));
    const before = JSON.stringify((await here.stored(customer.flowId))[point.stepId]);
    await visitor.fill(typed);
    await visitor.press();
    const mine = visitor.page.locator('input[name^="_keep."][value="mine"]');
    await mine.first().waitFor();
    if (JSON.stringify((await here.stored(customer.flowId))[point.stepId]) !== before) {
      throw new Error('the colleague’s answers were overwritten before anybody was asked');
    }
    await visitor.settled();
    await visitor.holds(typed);
    for (const choice of await mine.all()) await choice.check({ force: true });
    await visitor.goOn(point.stepId);
    return { landed: 'conflict' };
  },

  'two-people-two-fields': async ({ visitor, customer, point, answers, typed }) => {
    const theirs = fieldsOfOthers[point.stepId] ?? {};
    must(await post(customer.colleague, customer.flowId, point.stepId, theirs, { intent: 'later' }));
    await visitor.fill(typed.filter(([name]) => !(name in theirs)));
    await visitor.goOn(point.stepId);
    return { landed: 'merged', stored: { ...answers, ...theirs } };
  },

  'new-template-version': async ({ here, visitor, customer, point, typed }) => {
    const pinned = await here.instance.sql('select template_id from onboarding_flows where id = $1', [customer.flowId]);
    await here.publishNewVersion();
    await visitor.fill(typed);
    await visitor.goOn(point.stepId);
    const after = await here.instance.sql('select template_id from onboarding_flows where id = $1', [customer.flowId]);
    if (JSON.stringify(pinned) !== JSON.stringify(after)) throw new Error('the flow has another version now');
    return { landed: 'goes on' };
  },

  redeployed: async ({ here, visitor, point, typed }) => {
    await visitor.fill(typed);
    here.instance.kill('web');
    await sleep(200);
    await here.instance.untilReady();
    await visitor.goOn(point.stepId);
    return { landed: 'goes on' };
  },

  'page-of-old-build': async ({ visitor, point, typed }) => {
    await visitor.fill(typed);
    await visitor.ageBuild(point.javaScript);
    await visitor.press();
    await visitor.state('updated');
    await visitor.settled();
    if (point.javaScript) {
      await visitor.newBuild();
      await visitor.holds(typed);
      await visitor.page.locator('[data-state="updated"] a').click();
      await visitor.page.waitForURL(/[?&]updated=1/);
      await visitor.settled();
    }
    await visitor.state('draft-kept');
    await visitor.holds(typed);
    await visitor.goOn(point.stepId);
    return { landed: 'updated' };
  },

  'reload-back-forward': async ({ here, visitor, customer, point, path, answers, typed }) => {
    await visitor.fill(typed);
    if (point.javaScript) {
      await sleep(2000);
      await visitor.page.reload();
      await visitor.settled();
      await visitor.state('draft-kept');
      await visitor.holds(typed);
    }
    await visitor.goOn(point.stepId);
    await visitor.settled();
    const onward = visitor.page.url();
    await visitor.page.goBack();
    await visitor.settled();
    await visitor.page.reload();
    await visitor.settled();
    await visitor.holds(typedOf(said(answers)));
    await visitor.page.goForward();
    await visitor.settled();
    if (new URL(visitor.page.url()).pathname !== new URL(onward).pathname) throw new Error('forward leads elsewhere');
    await visitor.see(path);
    await visitor.goOn(point.stepId);
    const [step] = await here.instance.sql<{ count: number }>(
      'select count(*)::int as count from step_drafts where flow_id = $1 and step_name = $2',
      [customer.flowId, point.stepId],
    );
    if (step?.count !== 0) throw new Error('a draft came back after the save');
    return { landed: 'goes on' };
  },

  'double-submit': async ({ here, visitor, customer, point, typed }) => {
    await visitor.fill(typed);
    await visitor.pressTwice();
    await visitor.left(point.stepId);
    await visitor.settled();
    const [seen] = await here.instance.sql<{ revision: number; starts: number }>(
      `select s.revision, (select count(*)::int from events e where e.flow_id = s.flow_id and e.name = 'flow.started') as starts
       from onboarding_steps s where s.flow_id = $1 and s.step_name = $2`,
      [customer.flowId, point.stepId],
    );
    if (!seen || seen.revision > 2 || seen.starts !== 1) throw new Error(`saved as ${JSON.stringify(seen)}`);
    return { landed: 'goes on' };
  },

  'access-withdrawn': async ({ here, visitor, customer, point, typed }) => {
    await visitor.fill(typed);
    await here.instance.sql('update members set revoked_at = now() where id = $1', [customer.owner.memberId]);
    await visitor.press();
    if (point.javaScript) {
      await visitor.page.getByRole('alert').getByText('Your access has ended').waitFor();
      await visitor.holds(typed);
    } else await visitor.state('access-ended');
    return { landed: 'access-ended', stored: 'nothing' };
  },

  'sent-in-meanwhile': async ({ here, visitor, customer, point, path, typed }) => {
    await visitor.fill(typed);
    await setStatus(here, customer, 'submitted');
    await visitor.press();
    await visitor.oneOf(['refused', 'typed-in-vain'], point.stepId);
    await visitor.settled();
    await visitor.page.goto(path);
    await visitor.state('typed-in-vain');
    await setStatus(here, customer, 'in_progress');
    await visitor.see(path);
    await visitor.state('draft-kept');
    await visitor.holds(typed);
    await visitor.goOn(point.stepId);
    return { landed: 'typed-in-vain' };
  },

  'question-gone': async ({ visitor, customer, point, path, typed }) => {
    const answer = (country: string, intent: 'later' | 'continue') =>
      post(
        customer.colleague,
        customer.flowId,
        'organisation-name',
        { ...answersOf(customer.mark)['organisation-name'], country },
        { intent },
      );
    await visitor.fill(typed);
    must(await answer('', 'later'));
    await visitor.press();
    await visitor.state('step-gone');
    const back = await answer('DE', 'continue');
    if (codeOf(back) !== 'ok') throw new Error(`the colleague could not answer again: ${codeOf(back)}`);
    await visitor.see(path);
    await visitor.holds(typed);
    await visitor.goOn(point.stepId);
    return { landed: 'step-gone' };
  },
};

/** Answers as the page writes them after a save; numbers may come back in another shape. */
const said = (answers: FormInput): FormInput =>
  Object.fromEntries(Object.entries(answers).filter(([name]) => name !== 'expectedVolume'));

const valueOf = (shown: Typed, name: string): string => shown.find(([own]) => own === name)?.[1] ?? '';

const setStatus = ({ instance }: WizardWorld, { flowId }: Customer, status: string) =>
  instance.sql('update onboarding_flows set status = $2 where id = $1', [flowId, status]);

async function until(done: () => boolean, otherwise: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!done()) {
    if (Date.now() > deadline) throw new Error(otherwise);
    await sleep(50);
  }
}
