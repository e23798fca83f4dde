'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { customerAction } from '@/app/_server/action';
import { discardDraft } from '@/lib/drafts';
import { ok, refuse } from '@/lib/errors';
import { removeItem, reopenFlow, saveItem, saveStep, submitFlow } from '@/lib/onboarding';
import { revealSecret } from '@/lib/provisioning';
import { withTenant } from '@/lib/tenancy';
import { changeQuery } from './_server/change-query';
import { keepPageWithoutSession, keepRefusedPage } from './_server/kept-typing';
import { placeAfter } from './_server/place-after';
import { tendFiles } from './_server/posted-files';
import { saveItemInput, saveStepInput, secondsOpen } from './_server/save-step-input';
import { withShownConflicts } from './_server/show-conflicts';

/** Saves a page of answers and goes on to the next place. What is refused or comes too late is kept as a draft. */
export const saveStepAction = customerAction({
  name: 'saveStep',
  input: saveStepInput,
  secretNames: ({ _secret = '' }) => (typeof _secret === 'string' ? _secret.split(',') : _secret),
  run: async ({ actor, input, files, request, now }) => {
    const { intent, openedAt, removesFile: _removed, takesFiles, ...given } = input;
    const tended = takesFiles ? await tendFiles(actor, input, files, now) : ok(true);
    if (!tended.ok) {
      await keepRefusedPage(actor, input);
      return tended;
    }
    if (intent === 'refresh') return refuse('form_updated');
    const seconds = secondsOpen(openedAt, now);
    const saved = await saveStep(actor, { ...given, intent, seconds, locale: request.locale });
    if (saved.ok) return saved;
    await keepRefusedPage(actor, input);
    // The page cannot come back: its step is not there any more.
    if (saved.refusal.code === 'step_not_on_path') {
      redirect(`/${request.locale}/flows/${input.flowId}?gone=${input.stepId}`);
    }
    return { ok: false, refusal: await withShownConflicts(saved.refusal, request.locale) };
  },
  withoutSession: (input, request) => keepPageWithoutSession(input, request.locale),
  redirectTo: ({ flowId, next, change }, { input, request }) =>
    placeAfter(`/${request.locale}/flows/${flowId}`, next, input.intent, changeQuery(change)),
});

/** Adds an item to a list, or changes one, and goes back to the list. */
export const saveItemAction = customerAction({
  name: 'saveItem',
  input: saveItemInput,
  run: async ({ actor, input, request }) => {
    const { flowId, stepId, listId, itemId, intent, isNew, keepStored } = input;
    if (intent === 'refresh') return refuse('form_updated');
    const page = { ...input, itemId: isNew ? 'new' : itemId };
    const done = () => withTenant(actor, (tx) => discardDraft(tx, actor, { flowId, stepId, itemId: page.itemId }));
    if (keepStored.includes(listId)) {
      await done();
      return ok({ flowId, stepId, itemId });
    }
    const saved = await saveItem(actor, { ...input, locale: request.locale });
    if (saved.ok) {
      await done();
      return saved;
    }
    await keepRefusedPage(actor, page);
    if (saved.refusal.code === 'step_not_on_path') {
      redirect(`/${request.locale}/flows/${flowId}?gone=${stepId}`);
    }
    return { ok: false, refusal: await withShownConflicts(saved.refusal, request.locale) };
  },
  withoutSession: (input, request) =>
    keepPageWithoutSession({ ...input, itemId: input.isNew ? 'new' : input.itemId }, request.locale),
  redirectTo: ({ flowId, stepId, itemId }, { input, request }) =>
    `/${request.locale}/flows/${flowId}/${stepId}${input.fromCheck ? '?from=check' : ''}#item-${itemId}`,
});

/** Takes an item out of its list and goes back to the list. */
export const removeItemAction = customerAction({
  name: 'removeItem',
  input: z.object({
    flowId: z.uuid(),
    stepId: z.string().min(1).max(100),
    listId: z.string().min(1).max(100),
    itemId: z.uuid(),
    base: z.string().max(200),
  }),
  run: async ({ actor, input, request }) => {
    const removed = await removeItem(actor, { ...input, base: input.base || null, locale: request.locale });
    if (removed.ok) return removed;
    return { ok: false, refusal: await withShownConflicts(removed.refusal, request.locale) };
  },
  redirectTo: ({ flowId, stepId }, { request }) => `/${request.locale}/flows/${flowId}/${stepId}`,
});

/** Sends the answers in, once. */
export const submitFlowAction = customerAction({
  name: 'submitFlow',
  input: z.object({ flowId: z.uuid(), revision: z.coerce.number().int(), declaration: z.string().optional() }),
  run: ({ actor, input }) =>
    withTenant(actor, (tx) => submitFlow(tx, actor, { ...input, agreed: input.declaration === 'true' })),
  redirectTo: ({ flowId }, { request }) => `/${request.locale}/flows/${flowId}/status`,
});

/** Opens the answers again after a set-up that was taken back. */
export const reopenFlowAction = customerAction({
  name: 'reopenFlow',
  input: z.object({ flowId: z.uuid(), revision: z.coerce.number().int() }),
  run: ({ actor, input }) => withTenant(actor, (tx) => reopenFlow(tx, actor, input)),
  redirectTo: ({ flowId }, { request }) => `/${request.locale}/flows/${flowId}`,
});

/** Shows a secret for the one time that it is shown; the transaction has committed before the answer leaves. */
export const revealSecretAction = customerAction({
  name: 'revealSecret',
  input: z.object({ flowId: z.uuid(), stepId: z.string().min(1).max(100) }),
  run: async ({ actor, input }) => {
    const shown = await withTenant(actor, (tx) => revealSecret(tx, actor, input));
    return shown.ok ? ok(shown.value.secret.reveal()) : shown;
  },
});
