import type { Fields } from './post-action';

/** What the besieged have that a form can name. */
export type BesiegedIds = Readonly<{
  flow: string;
  sent: string;
  items: string;
  keys: string;
  tenant: string;
  partner: string;
  item: string;
  member: string;
  invitation: string;
  spare: string;
  assignment: string;
  key: string;
  endpoint: string;
  delivery: string;
  bulk: string;
  session: string;
  passkey: string;
  file: string;
  order: string;
  identifier: string;
}>;

/** Whose form it rightly is, of the besieged: the people of the four customers, and the partner's administrator. */
export type Rightful = 'owner' | 'ofSent' | 'ofItems' | 'ofKeys' | 'admin';

export type ActionForm = Readonly<
  | {
      as: Rightful;
      form: (ids: BesiegedIds) => Fields;
      /** What the answer to the rightful person says when it was done, where coming as far as the use case is too little. */
      done?: RegExp;
    }
  /** It is about the own partner, which no form names; it is for staff alone, and this is a sensible form. */
  | { staffOnly: Fields }
  /** Why a form of this action cannot name anything that is somebody else's. */
  | { namesNothing: string }
>;

const own = { namesNothing: 'it is about the session that posts it' };
const signingIn = { namesNothing: 'it is what somebody without a session does, by a proof of their own' };
const flowOf =
  (flow: 'flow' | 'sent' | 'items' | 'keys', rest: Fields = {}) =>
  (ids: BesiegedIds): Fields => ({ flowId: ids[flow], ...rest });
const invited = { email: 'new@tern.example', name: 'New', locale: 'en', role: 'viewer' };
const step = { stepId: 'organisation-name' };
const look = { stepId: 'seven-checks', itemId: 'registered' };
const hook = { stepId: 'enter-webhook' };
const credential = { stepId: 'api-key' };
const leaving = { optionId: 'keep-data', reason: 'We stop', phrase: '', shown: '' };

const bySteps: Readonly<Record<string, ActionForm>> = {
  '(customer)/flows/actions#saveStepAction': {
    as: 'owner',
    form: flowOf('flow', { ...step, organisationName: 'Taken Over Ltd', country: 'DE', website: '' }),
  },
  '(customer)/flows/actions#saveItemAction': {
    as: 'ofItems',
    form: ({ items, item }) => ({
      ...{ flowId: items, stepId: 'stakeholder-list', _list: 'stakeholders', _item: item, _new: 'no' },
      stakeholderName: 'Taken Over',
    }),
  },
  '(customer)/flows/actions#removeItemAction': {
    as: 'ofItems',
    form: ({ items, item }) => ({
      ...{ flowId: items, stepId: 'stakeholder-list', listId: 'stakeholders', itemId: item, base: 'other' },
    }),
  },
  '(customer)/flows/actions#submitFlowAction': { as: 'owner', form: flowOf('flow', { revision: '1' }) },
  '(customer)/flows/actions#reopenFlowAction': { as: 'owner', form: flowOf('flow', { revision: '1' }) },
  '(customer)/flows/actions#revealSecretAction': {
    as: 'ofSent',
    form: flowOf('sent', { stepId: 'reveal-api-key' }),
  },
  '(customer)/flows/[flowId]/give-back/actions#giveBack': {
    as: 'owner',
    form: flowOf('flow', { ...step, note: 'Look again' }),
  },
  '(customer)/flows/[flowId]/tutorial/actions#endTour': { as: 'owner', form: flowOf('flow') },
  '(customer)/flows/[flowId]/[stepId]/access/actions#submitCredentialAction': {
    as: 'ofKeys',
    form: flowOf('keys', { ...credential, api_key: 'taken-over' }),
  },
  '(customer)/flows/[flowId]/[stepId]/access/actions#recheckCredentialAction': {
    as: 'ofKeys',
    form: flowOf('keys', credential),
  },
  '(customer)/flows/[flowId]/[stepId]/access/actions#runConnectCheckAction': {
    as: 'ofKeys',
    form: flowOf('keys', { stepId: 'test-connection' }),
  },
  '(customer)/flows/[flowId]/[stepId]/access/actions#skipCredentialAction': {
    as: 'ofKeys',
    form: flowOf('keys', credential),
  },
  '(customer)/flows/[flowId]/[stepId]/access/actions#removeCredentialAction': {
    as: 'ofKeys',
    form: flowOf('keys', credential),
  },
};

const byPeople: Readonly<Record<string, ActionForm>> = {
  '(customer)/flows/[flowId]/people/actions#inviteAction': {
    as: 'owner',
    form: flowOf('flow', { ...invited, email: 'colleague@tern.example', tasks: ['people'] }),
  },
  '(customer)/flows/[flowId]/people/actions#resendAction': {
    as: 'owner',
    form: ({ flow, invitation }) => ({ flowId: flow, invitationId: invitation }),
  },
  '(customer)/flows/[flowId]/people/actions#giveTaskAction': {
    as: 'owner',
    form: ({ flow, member }) => ({ flowId: flow, memberId: member, taskId: 'identity' }),
  },
  '(customer)/flows/[flowId]/people/actions#takeTaskAction': {
    as: 'owner',
    form: flowOf('flow', { taskId: 'people' }),
  },
  '(customer)/flows/[flowId]/people/actions#takeBackAction': {
    as: 'owner',
    form: ({ flow, assignment }) => ({ flowId: flow, assignmentId: assignment }),
  },
  '(customer)/flows/[flowId]/people/actions#askAction': { as: 'owner', form: flowOf('flow', step) },
  '(customer)/flows/[flowId]/people/actions#changeRoleAction': {
    as: 'owner',
    form: ({ flow, member }) => ({ flowId: flow, memberId: member, role: 'viewer' }),
  },
  '(customer)/flows/[flowId]/people/actions#removeMemberAction': {
    as: 'owner',
    form: ({ flow, member }) => ({ flowId: flow, memberId: member }),
  },
  '(customer)/flows/[flowId]/people/actions#revokeInvitationAction': {
    as: 'owner',
    form: ({ flow, invitation }) => ({ flowId: flow, invitationId: invitation }),
  },
};

const bySetUp: Readonly<Record<string, ActionForm>> = {
  '(customer)/flows/pipeline-actions#askDatasetAction': { as: 'ofSent', form: flowOf('sent') },
  '(customer)/flows/[flowId]/webhook/[stepId]/actions#revealHookSecretAction': {
    as: 'ofKeys',
    done: /"value":"[0-9a-f]{64}"/,
    form: flowOf('keys', hook),
  },
  '(customer)/flows/[flowId]/webhook/[stepId]/actions#rotateHookSecretAction': {
    as: 'ofKeys',
    done: /done=rotated/,
    form: flowOf('keys', hook),
  },
  '(customer)/flows/[flowId]/webhook/[stepId]/actions#nameHookAction': {
    as: 'ofKeys',
    done: /done=named/,
    form: flowOf('keys', { ...hook, externalId: 'w-1' }),
  },
  '(customer)/flows/[flowId]/webhook/[stepId]/actions#sendHookTestAction': {
    as: 'ofKeys',
    done: /done=tested/,
    form: flowOf('keys', hook),
  },
  '(staff)/portfolio/actions#retry': { as: 'admin', form: flowOf('sent') },
  '(staff)/portfolio/[flowId]/run/actions#tryOut': { as: 'admin', form: flowOf('sent') },
  '(staff)/portfolio/[flowId]/run/actions#again': { as: 'admin', form: flowOf('sent') },
  '(staff)/portfolio/[flowId]/run/actions#decide': {
    as: 'admin',
    form: flowOf('sent', { actionId: 'dataset', decision: 'approve' }),
  },
  '(staff)/portfolio/[flowId]/run/actions#undoOne': { as: 'admin', form: flowOf('sent', { actionId: 'nothing' }) },
  '(staff)/portfolio/[flowId]/support/actions#checkAgain': { as: 'admin', form: flowOf('keys', look) },
  '(staff)/portfolio/[flowId]/support/actions#confirm': { as: 'admin', form: flowOf('keys', look) },
  '(staff)/portfolio/[flowId]/support/actions#withdraw': { as: 'admin', form: flowOf('keys', look) },
  '(staff)/portfolio/[flowId]/support/actions#probe': {
    as: 'admin',
    form: flowOf('keys', { diagnosticId: 'webhook-not-received' }),
  },
  '(staff)/portfolio/[flowId]/support/actions#send': { as: 'admin', form: flowOf('keys') },
  '(customer)/flows/[flowId]/leave/actions#stayAfterAll': { as: 'ofSent', form: flowOf('sent') },
  '(customer)/flows/[flowId]/leave/actions#askToLeave': { as: 'ofSent', form: flowOf('sent', leaving) },
  '(staff)/portfolio/[flowId]/offboard/actions#decline': { as: 'admin', form: flowOf('sent') },
  '(staff)/portfolio/[flowId]/offboard/actions#cancel': { as: 'admin', form: flowOf('sent') },
  '(staff)/portfolio/[flowId]/offboard/actions#approve': { as: 'admin', form: flowOf('sent', { shown: '' }) },
  '(staff)/portfolio/[flowId]/offboard/actions#resume': { as: 'admin', form: flowOf('sent') },
  '(staff)/portfolio/[flowId]/offboard/actions#request': {
    as: 'admin',
    form: flowOf('sent', { ...leaving, optionId: 'delete-data' }),
  },
  '(staff)/portfolio/actions#undo': { as: 'admin', form: flowOf('sent', { confirm: 'Vesper Dairies' }) },
};

const byStaff: Readonly<Record<string, ActionForm>> = {
  '(staff)/customers/actions#addCustomer': {
    as: 'admin',
    form: ({ partner }) => ({
      ...{ owner: partner, name: 'Taken Over', timeZone: 'Europe/Berlin', templateKey: 'data-pipeline' },
      ...{ personName: 'Somebody', email: 'somebody@tern.example', locale: 'en' },
    }),
  },
  '(staff)/customers/bulk/actions#readList': {
    as: 'admin',
    form: ({ partner }) => ({ tenantId: partner, templateKey: 'data-pipeline', list: 'name,email' }),
  },
  '(staff)/customers/bulk/actions#inviteList': {
    as: 'admin',
    form: ({ partner, bulk }) => ({ tenantId: partner, bulkId: bulk }),
  },
  '(staff)/portfolio/actions#invite': { as: 'admin', form: flowOf('flow', invited) },
  '(staff)/portfolio/actions#resend': {
    as: 'admin',
    form: ({ flow, spare }) => ({ flowId: flow, invitationId: spare }),
  },
  '(staff)/portfolio/actions#revoke': {
    as: 'admin',
    form: ({ flow, spare }) => ({ flowId: flow, invitationId: spare }),
  },
  '(staff)/portfolio/actions#reopen': { as: 'admin', form: flowOf('flow', { revision: '1' }) },
  '(staff)/portfolio/actions#giveBack': { as: 'admin', form: flowOf('flow', { ...step, note: 'Look again' }) },
  '(staff)/portfolio/actions#completeTask': {
    as: 'admin',
    form: flowOf('keys', { stepId: 'team-validation', note: 'Done' }),
  },
  '(staff)/portfolio/actions#undoTask': { as: 'admin', form: flowOf('keys', { stepId: 'team-validation' }) },
  '(partner)/actions#endApiKey': { as: 'admin', form: ({ key }) => ({ keyId: key }) },
  '(partner)/webhooks/actions#testEndpoint': { as: 'admin', form: ({ endpoint }) => ({ endpointId: endpoint }) },
  '(partner)/webhooks/actions#redeliverAgain': { as: 'admin', form: ({ delivery }) => ({ deliveryId: delivery }) },
  '(partner)/webhooks/actions#resumeEndpoint': { as: 'admin', form: ({ endpoint }) => ({ endpointId: endpoint }) },
  '(partner)/webhooks/actions#renewEndpointSecret': {
    as: 'admin',
    form: ({ endpoint }) => ({ endpointId: endpoint }),
  },
  '(partner)/webhooks/actions#endEndpoint': { as: 'admin', form: ({ endpoint }) => ({ endpointId: endpoint }) },
  '(partner)/actions#addPartner': {
    staffOnly: {
      ...{ name: 'Another', slug: '', timeZone: 'Europe/Berlin', mark: 'A', brand: 'no colour' },
      ...{ personName: 'Somebody', email: 'somebody@another.example', locale: 'en' },
    },
  },
  '(partner)/actions#publishBrand': {
    staffOnly: { name: 'Tern Works', mark: 'T', brand: '#1f4e79', supportEmail: '', baseVersion: '1' },
  },
  '(partner)/actions#makeApiKey': { staffOnly: { name: 'A key', purpose: 'read', days: '30' } },
  '(partner)/integrations/actions#saveConnectionAction': {
    staffOnly: { system: 'prometheus', baseUrl: 'https://prometheus.tern.example' },
  },
  '(partner)/integrations/actions#checkConnectionAction': { staffOnly: { system: 'prometheus' } },
  '(partner)/integrations/actions#removeConnectionAction': { staffOnly: { system: 'prometheus' } },
  '(partner)/webhooks/actions#makeEndpoint': {
    staffOnly: { url: 'https://hooks.tern.example/again', choice: 'all' },
  },
};

const byAnybody: Readonly<Record<string, ActionForm>> = {
  '(auth)/account/organisation/actions#saveProvider': {
    as: 'admin',
    form: ({ partner }) => ({
      ...{ tenantId: partner, name: 'Taken', issuer: 'https://id.out.example', clientId: 'c', clientSecret: 's' },
      ...{ domains: 'out.example', state: 'on' },
    }),
  },
  '(auth)/account/organisation/actions#tryProvider': {
    as: 'admin',
    done: /done=tested/,
    form: ({ partner }) => ({ tenantId: partner }),
  },
  '(auth)/ways-actions#changePasskey': {
    as: 'owner',
    form: ({ passkey }) => ({ id: passkey, name: 'Taken over', what: 'rename' }),
  },
  '(auth)/ways-actions#endSessions': { as: 'owner', form: ({ session }) => ({ sessionId: session }) },
  '(auth)/ways-actions#startSso': {
    as: 'admin',
    form: ({ partner }) => ({ email: 'somebody@nowhere.example', tenantId: partner }),
  },
  '(auth)/actions#askForMail': signingIn,
  '(auth)/actions#askAgain': signingIn,
  '(auth)/actions#enterCode': signingIn,
  '(auth)/actions#followLink': signingIn,
  '(auth)/ways-actions#enterPassword': signingIn,
  '(auth)/ways-actions#questionPasskey': signingIn,
  '(auth)/ways-actions#answerPasskey': signingIn,
  '(customer)/i/[token]/actions#accept': signingIn,
  '(customer)/i/[token]/actions#signOutAndAccept': signingIn,
  '(customer)/i/[token]/actions#sendAgain': signingIn,
  'demo/actions#enterAsPersona': { namesNothing: 'everybody may be everybody of the demo world' },
  '(auth)/actions#signOut': own,
  '(auth)/ways-actions#showSecondFactor': own,
  '(auth)/ways-actions#confirmCodes': own,
  '(auth)/ways-actions#renewCodes': own,
  '(auth)/ways-actions#removeCodes': own,
  '(auth)/ways-actions#choosePassword': own,
  '(auth)/ways-actions#dropPassword': own,
  '(auth)/ways-actions#questionNewPasskey': own,
  '(auth)/ways-actions#keepPasskey': own,
  '_server/preferences#chooseScheme': own,
};

/**
 * A sensible form for every server action, in an order in which the rightful person can post them one after the other:
 * what ends something comes after what needs it.
 */
export const actionForms: Readonly<Record<string, ActionForm>> = {
  ...bySteps,
  ...byPeople,
  ...bySetUp,
  ...byStaff,
  ...byAnybody,
};
