import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { createMcpServer } from '@/lib/mcp';
import {
  approveOffboarding,
  cancelOffboarding,
  declineOffboarding,
  getOffboardingView,
  requestOffboarding,
  resumeOffboarding,
} from '@/lib/offboarding';
import { askDatasetReport, getDatasetReport, getPipelineOrder, keyHolder, orderPipeline } from '@/lib/pipelines';
import {
  confirmItem,
  decideApproval,
  dryRun,
  getDiagnosticsBundle,
  getDirectResult,
  getRevealView,
  getRunView,
  getSetUpResult,
  getSupportView,
  getVerificationView,
  planPreview,
  requestVerification,
  retryRun,
  revealSecret,
  runDiagnostic,
  sendDiagnostics,
  undoAction,
  undoRun,
  withdrawItem,
} from '@/lib/provisioning';
import { getHookView, listHooks, nameHook, revealHookSecret, rotateHookSecret, sendTest } from '@/lib/webhooks';
import { key, person, type UseCaseCall } from './calls';

const locale = 'en';
const hookStep = { stepId: 'enter-webhook' };
const revealStep = { stepId: 'reveal-api-key' };
const agreement = { note: '', shown: '' };
const wish = { optionId: 'keep-data', reason: 'We stop', phrase: '', shown: '' };
const look = { stepId: 'seven-checks', itemId: 'x' };

/** How what comes of a flow is called: runs, looks, secrets, webhooks, pipelines, assistants, leaving. */
export const callsOfSetUp: Readonly<Record<string, UseCaseCall>> = {
  'mcp.createMcpServer': {
    as: 'key',
    call: (_, actor, { tenantId }) => askedByAssistant(createMcpServer(key(actor)), tenantId),
  },
  'offboarding.approveOffboarding': {
    as: 'admin',
    on: 'sent',
    call: (tx, actor, { flowId }) => approveOffboarding(tx, actor, { ...agreement, flowId }),
  },
  'offboarding.cancelOffboarding': {
    as: 'admin',
    on: 'sent',
    call: (tx, actor, { flowId }) => cancelOffboarding(tx, actor, { flowId }),
  },
  'offboarding.declineOffboarding': {
    as: 'admin',
    on: 'sent',
    call: (tx, actor, { flowId }) => declineOffboarding(tx, actor, { flowId }),
  },
  'offboarding.getOffboardingView': {
    as: 'admin',
    on: 'sent',
    call: (tx, actor, { flowId }) => getOffboardingView(tx, actor, { flowId, locale }),
  },
  'offboarding.requestOffboarding': {
    as: 'owner',
    on: 'sent',
    call: (tx, actor, { flowId }) => requestOffboarding(tx, actor, { ...wish, flowId }),
  },
  'offboarding.resumeOffboarding': {
    as: 'admin',
    on: 'sent',
    call: (tx, actor, { flowId }) => resumeOffboarding(tx, actor, { flowId }),
  },
  'pipelines.askDatasetReport': {
    as: 'owner',
    on: 'sent',
    call: (tx, actor, { flowId }) => askDatasetReport(tx, actor, { flowId }),
  },
  'pipelines.getDatasetReport': {
    as: 'owner',
    on: 'sent',
    call: (tx, actor, { flowId }) => getDatasetReport(tx, actor, { flowId }),
  },
  'pipelines.getPipelineOrder': {
    as: 'owner',
    call: (tx, actor, { orderId }) => getPipelineOrder(tx, actor, { orderId }),
  },
  'pipelines.keyHolder': { as: 'customerKey', namesNothing: true, call: (tx, actor) => keyHolder(tx, key(actor)) },
  'pipelines.orderPipeline': {
    as: 'owner',
    on: 'sent',
    call: (tx, actor, { flowId }) =>
      orderPipeline(tx, actor, {
        ...{ flowId, provider: 'gcp', domain: 'cost', templateName: 'cost_billing', body: {}, idempotencyKey: null },
      }),
  },
  'provisioning.confirmItem': {
    as: 'admin',
    on: 'desk',
    call: (tx, actor, { flowId }) => confirmItem(tx, actor, { flowId, ...look }),
  },
  'provisioning.decideApproval': {
    as: 'admin',
    on: 'sent',
    call: (tx, actor, { flowId }) => decideApproval(tx, actor, { flowId, actionId: 'dataset', decision: 'approve' }),
  },
  'provisioning.dryRun': { as: 'admin', on: 'sent', call: (tx, actor, { flowId }) => dryRun(tx, actor, { flowId }) },
  'provisioning.getDiagnosticsBundle': {
    as: 'admin',
    on: 'desk',
    call: (tx, actor, { flowId }) => getDiagnosticsBundle(tx, actor, { flowId }),
  },
  'provisioning.getDirectResult': {
    as: 'key',
    on: 'sent',
    call: (tx, actor, { flowId }) => getDirectResult(tx, actor, { flowId, reveal: true }),
  },
  'provisioning.getRevealView': {
    as: 'owner',
    on: 'sent',
    call: (tx, actor, { flowId }) => getRevealView(tx, actor, { flowId, ...revealStep }),
  },
  'provisioning.getRunView': {
    as: 'admin',
    on: 'sent',
    call: (tx, actor, { flowId }) => getRunView(tx, actor, { flowId }),
  },
  'provisioning.getSetUpResult': {
    as: 'admin',
    on: 'sent',
    call: (tx, actor, { flowId }) => getSetUpResult(tx, actor, { flowId }),
  },
  'provisioning.getSupportView': {
    as: 'admin',
    on: 'desk',
    call: (tx, actor, { flowId }) => getSupportView(tx, actor, { flowId, locale }),
  },
  'provisioning.getVerificationView': {
    as: 'admin',
    on: 'desk',
    call: (tx, actor, { flowId }) => getVerificationView(tx, actor, { flowId, locale }),
  },
  'provisioning.planPreview': {
    as: 'admin',
    on: 'sent',
    call: (tx, actor, { flowId }) => planPreview(tx, actor, { flowId }),
  },
  'provisioning.requestVerification': {
    as: 'admin',
    on: 'desk',
    call: (tx, actor, { flowId }) => requestVerification(tx, actor, { flowId, stepId: look.stepId }),
  },
  'provisioning.retryRun': {
    as: 'admin',
    on: 'sent',
    call: (tx, actor, { flowId }) => retryRun(tx, actor, { flowId }),
  },
  'provisioning.revealSecret': {
    as: 'owner',
    notHere: 'only a finished set-up has a secret to show',
    on: 'sent',
    call: (tx, actor, { flowId }) => revealSecret(tx, actor, { flowId, ...revealStep }),
  },
  'provisioning.runDiagnostic': {
    as: 'admin',
    on: 'desk',
    call: (tx, actor, { flowId }) => runDiagnostic(tx, actor, { flowId, diagnosticId: 'webhook-not-received' }),
  },
  'provisioning.sendDiagnostics': {
    as: 'admin',
    on: 'desk',
    call: (tx, actor, { flowId }) => sendDiagnostics(tx, actor, { flowId }),
  },
  'provisioning.undoAction': {
    as: 'admin',
    on: 'sent',
    call: (tx, actor, { flowId }) => undoAction(tx, actor, { flowId, actionId: 'dataset' }),
  },
  'provisioning.undoRun': { as: 'admin', on: 'sent', call: (tx, actor, { flowId }) => undoRun(tx, actor, { flowId }) },
  'provisioning.withdrawItem': {
    as: 'admin',
    on: 'desk',
    call: (tx, actor, { flowId }) => withdrawItem(tx, actor, { flowId, ...look }),
  },
  'webhooks.getHookView': {
    as: 'owner',
    on: 'desk',
    call: (tx, actor, { flowId }) => getHookView(tx, actor, { flowId, ...hookStep, locale }),
  },
  'webhooks.listHooks': { as: 'admin', on: 'desk', call: (tx, actor, { flowId }) => listHooks(tx, actor, { flowId }) },
  'webhooks.nameHook': {
    as: 'owner',
    on: 'desk',
    call: (tx, actor, { flowId }) => nameHook(tx, actor, { flowId, ...hookStep, externalId: 'w-1' }),
  },
  'webhooks.revealHookSecret': {
    as: 'owner',
    on: 'desk',
    call: (tx, actor, { flowId }) => revealHookSecret(tx, actor, { flowId, ...hookStep }),
  },
  'webhooks.rotateHookSecret': {
    as: 'owner',
    on: 'desk',
    call: (tx, actor, { flowId }) => rotateHookSecret(tx, actor, { flowId, ...hookStep }),
  },
  'webhooks.sendTest': {
    as: 'owner',
    on: 'desk',
    call: (_, actor, { flowId }) => sendTest(person(actor), { flowId, ...hookStep }, '198.51.100.7'),
  },
};

/** Everything that an assistant with this key can read about a customer. */
async function askedByAssistant(server: McpServer, customerId: string): Promise<unknown> {
  const [here, there] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: 'outsider', version: '1' });
  await Promise.all([server.connect(there), client.connect(here)]);
  const { tools } = await client.listTools();
  const answers: unknown[] = [];
  for (const { name } of tools) {
    answers.push(await client.callTool({ name, arguments: { customer_id: customerId, customerId } }));
  }
  await client.close();
  return answers;
}
