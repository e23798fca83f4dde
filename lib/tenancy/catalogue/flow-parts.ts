/** What a table opens to delegates, and to the server's reading for them, as the database prints its conditions back. */
export type FlowPart = Readonly<{ reads: string; writes: string; readerReads: string }>;

const here = '(flow_id = ( SELECT app.context_flow() AS context_flow))';
const mine = `(${here} AND (step_name = ANY (( SELECT app.live_steps() AS live_steps)::text[])))`;
const thisFlow = '(id = ( SELECT app.context_flow() AS context_flow))';
const liveFlow = `(${thisFlow} AND (cardinality(( SELECT app.live_steps() AS live_steps)) > 0))`;
const pinned = `(id = ( SELECT f.template_id FROM onboarding_flows f WHERE (f.id = ( SELECT app.context_flow() AS context_flow))))`;
const myself = '(user_id = ( SELECT app.context_user() AS context_user))';
const mySeats = `(member_id IN ( SELECT m.id FROM members m WHERE (m.user_id = ( SELECT app.context_user() AS context_user))))`;
// A policy's text as PostgreSQL prints it back.
const skipped = `(${here} AND (name ~~ 'skipped:%'::text) AND (substr(name, 9) = ANY (( SELECT app.live_steps() AS live_steps)::text[])))`;
const myHooks = `(${here} AND (action_id = ANY (( SELECT app.live_hooks() AS live_hooks)::text[])))`;
const atMyHooks = '(hook_id IN ( SELECT h.id FROM inbound_hooks h))';
const published = { reads: 'true', writes: 'false', readerReads: 'true' };

/** Every table that is not closed to delegates. Written out here once more, so that opening another one is on purpose. */
export const flowParts: Readonly<Record<string, FlowPart>> = {
  'public.tenants': published,
  'public.tenant_closure': published,
  'public.themes': published,
  'public.onboarding_templates': { reads: pinned, writes: 'false', readerReads: pinned },
  'public.customers': { reads: 'true', writes: 'true', readerReads: 'true' },
  'public.onboarding_flows': { reads: liveFlow, writes: liveFlow, readerReads: thisFlow },
  'public.onboarding_steps': { reads: mine, writes: mine, readerReads: here },
  'public.flow_milestones': { reads: skipped, writes: skipped, readerReads: here },
  'public.step_reopenings': { reads: mine, writes: 'false', readerReads: here },
  'public.step_presence': { reads: mine, writes: 'false', readerReads: 'false' },
  'public.step_drafts': { reads: mine, writes: mine, readerReads: 'false' },
  'public.files': { reads: mine, writes: mine, readerReads: here },
  'public.credentials': { reads: mine, writes: mine, readerReads: here },
  'public.credential_checks': { reads: mine, writes: mine, readerReads: here },
  'public.inbound_hooks': { reads: myHooks, writes: myHooks, readerReads: 'false' },
  'public.inbound_refusals': { reads: atMyHooks, writes: 'false', readerReads: 'false' },
  'public.members': { reads: myself, writes: 'false', readerReads: 'true' },
  'public.assignments': { reads: mySeats, writes: 'false', readerReads: 'false' },
  'public.tenant_keys': { reads: 'true', writes: '(version = 1)', readerReads: 'true' },
};

/** Policies that only take away, beside the wall around delegates. */
export const narrowingPolicies: Readonly<Record<string, string>> = {
  'public.step_drafts own_only ALL': myself,
};
