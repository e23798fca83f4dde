import { discardDraft, readDraft, saveDraft } from '@/lib/drafts';
import { appendToFile, beginFile, fileProgress, listFiles, openFile, receiveFile, removeFile } from '@/lib/files';
import { ok } from '@/lib/errors';
import { runVersion, versioned } from '@/lib/live-progress';
import {
  askForAnswer,
  assignTask,
  delegateTask,
  homeOf,
  inviteColleague,
  invitePerson,
  listInvitations,
  listPeople,
  presentOthers,
  resendInvitation,
  revokeAssignment,
  revokeInvitation,
  takeTask,
} from '@/lib/members';
import {
  completePartnerTask,
  getActivity,
  getAssignees,
  getCheckAnswers,
  getFlowFile,
  getItemView,
  getLookView,
  getPathChange,
  getStatusView,
  getStepView,
  getTaskList,
  getTimeline,
  getTutorial,
  listPartnerTasks,
  listReopenableSteps,
  openTasks,
  recheckCredential,
  removeCredential,
  removeItem,
  reopenFlow,
  reopenStep,
  runConnectCheck,
  saveItem,
  saveStep,
  skipCredential,
  submitCredential,
  submitFlow,
  undoPartnerTask,
} from '@/lib/onboarding';
import { person, type UseCaseCall } from './calls';

const locale = 'en';
const stepId = 'organisation-name';
const list = { stepId: 'stakeholder-list', listId: 'stakeholders' };
const pdf = { name: 'a.pdf', declaredType: 'application/pdf' };
const evidence = { stepId: 'evidence', fieldId: 'soc2Report' };
const keyStep = { stepId: 'api-key' };
const part = { scope: 'task', scopeId: 'people' } as const;
const friend = { email: 'friend@out.example', locale, name: 'Friend' };
const once = async function* (): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode('%PDF-1.7');
};

/** How what happens in a flow before it is set up is called: answers, files, people, looks, tasks. */
export const callsOfCustomers: Readonly<Record<string, UseCaseCall>> = {
  'drafts.discardDraft': {
    as: 'owner',
    call: (tx, actor, { flowId }) => discardDraft(tx, actor, { flowId, stepId, itemId: '' }),
  },
  'drafts.readDraft': {
    as: 'owner',
    call: (tx, actor, { flowId }) => readDraft(tx, actor, { flowId, stepId, itemId: '' }),
  },
  'drafts.saveDraft': {
    as: 'owner',
    call: (_, actor, { flowId }) => saveDraft(actor, { flowId, stepId, itemId: '' }, { data: {}, bases: {} }),
  },
  'files.appendToFile': {
    as: 'owner',
    on: 'listed',
    call: (_, actor, { flowId, fileId }) => appendToFile(actor, { flowId, fileId, offset: 0, body: once() }),
  },
  'files.beginFile': {
    as: 'owner',
    on: 'listed',
    call: (tx, actor, { flowId }) => beginFile(tx, actor, { flowId, ...evidence, ...pdf, bytes: 3 }),
  },
  'files.fileProgress': {
    as: 'owner',
    on: 'listed',
    call: (_, actor, { flowId, fileId }) => fileProgress(actor, { flowId, fileId }),
  },
  'files.listFiles': { as: 'owner', on: 'listed', call: (tx, actor, { flowId }) => listFiles(tx, actor, { flowId }) },
  'files.openFile': {
    as: 'owner',
    on: 'listed',
    call: (_, actor, { flowId, fileId }) => openFile(actor, { flowId, fileId }),
  },
  'files.receiveFile': {
    as: 'owner',
    on: 'listed',
    call: (_, actor, { flowId }) => receiveFile(actor, { flowId, ...evidence, ...pdf, content: Buffer.from('%PDF-') }),
  },
  'files.removeFile': {
    as: 'owner',
    on: 'listed',
    call: (tx, actor, { flowId, fileId }) => removeFile(tx, actor, { flowId, fileId }),
  },
  'live-progress.runVersion': { as: 'owner', call: (tx, actor, { flowId }) => runVersion(tx, actor, { flowId }) },
  'live-progress.versioned': {
    as: 'owner',
    call: (tx, actor, { flowId }) => versioned(tx, actor, { flowId }, () => Promise.resolve(ok({}))),
  },
  'members.askForAnswer': {
    as: 'owner',
    call: (tx, actor, { flowId }) => askForAnswer(tx, actor, { flowId, stepId }),
  },
  'members.assignTask': {
    as: 'owner',
    call: (tx, actor, { flowId, memberId }) => assignTask(tx, actor, { flowId, memberId, ...part }),
  },
  'members.delegateTask': {
    as: 'owner',
    call: (tx, actor, { flowId }) => delegateTask(tx, actor, { flowId, ...friend, parts: [part] }),
  },
  'members.homeOf': { as: 'owner', namesNothing: true, call: (tx, actor) => homeOf(tx, person(actor)) },
  'members.inviteColleague': {
    as: 'owner',
    call: (tx, actor, { flowId }) => inviteColleague(tx, actor, { flowId, ...friend, role: 'viewer' }),
  },
  'members.invitePerson': {
    as: 'owner',
    call: (tx, actor, { flowId }) => invitePerson(tx, actor, { flowId, ...friend, role: 'viewer' }),
  },
  'members.listInvitations': { as: 'owner', call: (tx, actor, { flowId }) => listInvitations(tx, actor, { flowId }) },
  'members.listPeople': { as: 'owner', call: (tx, actor, { flowId }) => listPeople(tx, actor, { flowId, locale }) },
  'members.presentOthers': {
    as: 'owner',
    notHere: 'nobody else has the page open',
    call: (_, actor, { flowId }) => presentOthers(actor, { flowId, stepId }),
  },
  'members.resendInvitation': {
    as: 'owner',
    call: (tx, actor, { flowId, invitationId }) => resendInvitation(tx, actor, { flowId, invitationId }),
  },
  'members.revokeAssignment': {
    as: 'owner',
    call: (tx, actor, { flowId, assignmentId }) => revokeAssignment(tx, actor, { flowId, assignmentId }),
  },
  'members.revokeInvitation': {
    as: 'owner',
    call: (tx, actor, { flowId, invitationId }) => revokeInvitation(tx, actor, { flowId, invitationId }),
  },
  'members.takeTask': {
    as: 'owner',
    call: (tx, actor, { flowId }) => takeTask(tx, actor, { flowId, taskId: part.scopeId }),
  },
  'onboarding.completePartnerTask': {
    as: 'admin',
    on: 'desk',
    call: (tx, actor, { flowId }) => completePartnerTask(tx, actor, { flowId, stepId: 'team-validation' }),
  },
  'onboarding.getActivity': {
    as: 'owner',
    call: (tx, actor, { flowId }) => getActivity(tx, actor, { flowId, locale, since: null }),
  },
  'onboarding.getAssignees': { as: 'owner', call: (tx, actor, { flowId }) => getAssignees(tx, actor, { flowId }) },
  'onboarding.getCheckAnswers': {
    as: 'owner',
    call: (tx, actor, { flowId }) => getCheckAnswers(tx, actor, { flowId, locale }),
  },
  'onboarding.getFlowFile': {
    as: 'admin',
    call: (tx, actor, { flowId }) => getFlowFile(tx, actor, { flowId, locale }),
  },
  'onboarding.getItemView': {
    as: 'owner',
    on: 'listed',
    call: (tx, actor, { flowId }) => getItemView(tx, actor, { flowId, ...list, itemId: 'new', locale }),
  },
  'onboarding.getLookView': {
    as: 'owner',
    on: 'desk',
    call: (tx, actor, { flowId }) => getLookView(tx, actor, { flowId, ...keyStep, locale }),
  },
  'onboarding.getPathChange': {
    as: 'owner',
    call: (tx, actor, { flowId }) =>
      getPathChange(tx, actor, { flowId, locale, change: { added: [], dropped: [], by: null } }),
  },
  'onboarding.getStatusView': {
    as: 'owner',
    call: (tx, actor, { flowId }) => getStatusView(tx, actor, { flowId, locale }),
  },
  'onboarding.getStepView': {
    as: 'owner',
    call: (tx, actor, { flowId }) => getStepView(tx, actor, { flowId, stepId, locale }),
  },
  'onboarding.getTaskList': {
    as: 'owner',
    call: (tx, actor, { flowId }) => getTaskList(tx, actor, { flowId, locale }),
  },
  'onboarding.getTimeline': {
    as: 'admin',
    call: (tx, actor, { flowId }) => getTimeline(tx, actor, { flowId, locale }),
  },
  'onboarding.getTutorial': {
    as: 'owner',
    call: (tx, actor, { flowId }) => getTutorial(tx, actor, { flowId, locale }),
  },
  'onboarding.listPartnerTasks': {
    as: 'admin',
    on: 'desk',
    call: (tx, actor, { flowId }) => listPartnerTasks(tx, actor, { flowId, locale }),
  },
  'onboarding.listReopenableSteps': {
    as: 'owner',
    call: (tx, actor, { flowId }) => listReopenableSteps(tx, actor, { flowId, locale }),
  },
  'onboarding.openTasks': { as: 'owner', call: (tx, actor, { flowId }) => openTasks(tx, actor, flowId, new Date()) },
  'onboarding.recheckCredential': {
    as: 'owner',
    on: 'desk',
    call: (tx, actor, { flowId }) => recheckCredential(tx, actor, { flowId, ...keyStep }),
  },
  'onboarding.removeCredential': {
    as: 'owner',
    on: 'desk',
    call: (tx, actor, { flowId }) => removeCredential(tx, actor, { flowId, ...keyStep }),
  },
  'onboarding.removeItem': {
    as: 'owner',
    on: 'listed',
    call: (_, actor, { flowId, itemId }) => removeItem(actor, { flowId, ...list, itemId, base: null, locale }),
  },
  'onboarding.reopenFlow': {
    as: 'admin',
    on: 'sent',
    call: (tx, actor, { flowId }) => reopenFlow(tx, actor, { flowId, revision: 1 }),
  },
  'onboarding.reopenStep': {
    as: 'admin',
    call: (tx, actor, { flowId }) => reopenStep(tx, actor, { flowId, stepId, note: 'Again' }),
  },
  'onboarding.runConnectCheck': {
    as: 'owner',
    on: 'desk',
    call: (tx, actor, { flowId }) => runConnectCheck(tx, actor, { flowId, stepId: 'test-connection' }),
  },
  'onboarding.saveItem': {
    as: 'owner',
    on: 'listed',
    call: (_, actor, { flowId, itemId }) =>
      saveItem(actor, { flowId, ...list, itemId, base: null, locale, values: { stakeholderName: 'Grace' } }),
  },
  'onboarding.saveStep': {
    as: 'owner',
    call: (_, actor, { flowId }) =>
      saveStep(actor, {
        ...{ flowId, stepId, bases: {}, keepStored: [], intent: 'continue', fromCheck: false, locale },
        values: { organisationName: 'Taken Over Ltd', country: 'DE', website: '' },
      }),
  },
  'onboarding.skipCredential': {
    as: 'owner',
    on: 'desk',
    call: (tx, actor, { flowId }) => skipCredential(tx, actor, { flowId, ...keyStep }),
  },
  'onboarding.submitCredential': {
    as: 'owner',
    on: 'desk',
    call: (tx, actor, { flowId }) => submitCredential(tx, actor, { flowId, ...keyStep, parts: { api_key: 'x' } }),
  },
  'onboarding.submitFlow': {
    as: 'owner',
    call: (tx, actor, { flowId }) => submitFlow(tx, actor, { flowId, revision: 9, agreed: true }),
  },
  'onboarding.undoPartnerTask': {
    as: 'admin',
    on: 'desk',
    call: (tx, actor, { flowId }) => undoPartnerTask(tx, actor, { flowId, stepId: 'team-validation' }),
  },
};
