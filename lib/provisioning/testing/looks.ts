import { ConnectorError, type Check, type CheckContext, type CheckReport } from '@/lib/connectors';
import { sampleDefinition, sampleField, sampleSection, sampleStep } from '@/lib/flow-definition/sample-definition';
import type { ConnectStep, CredentialStep, FlowDefinition } from '@/lib/flow-definition';
import { immediate } from '@/lib/platform/jobs';
import { systemMeans, type Means } from '@/lib/platform/means';
import { checkCredentialWorkflow, type LookEnvironment } from '../look-workflow';

const text = (en: string) => ({ en });

export const tokenStep: CredentialStep = {
  id: 'token',
  kind: 'credential',
  title: text('Your token'),
  credential: 'ads',
  parts: [
    { id: 'clientId', label: text('Client id') },
    { id: 'refreshToken', label: text('Refresh token') },
  ],
  storeName: 'ads-${answers.accountId}',
  check: 'google-ads.accessible-customers',
  with: { customerIds: '${answers.accountId}' },
  asks: { token: text('The token is valid'), account: text('It may see the account') },
  remedies: [
    { on: ['permission_denied'], text: text('Give the account read access.') },
    { on: ['credential_refused'], text: text('Make a new token.') },
  ],
  rotateDays: 90,
};
export const spareStep: CredentialStep = {
  ...tokenStep,
  id: 'spare',
  title: text('A spare token'),
  credential: 'spare',
  storeName: 'spare',
  with: {},
  optional: true,
};
export const reachStep: ConnectStep = {
  id: 'reach',
  kind: 'connect',
  title: text('Reaching your account'),
  check: 'google-ads.accessible-customers',
  with: { customerIds: '${answers.accountId}' },
  credential: 'ads',
  asks: { token: text('The token is valid') },
  remedies: [],
};

/** A template that asks for an account, a token for it, one that may be left out, and a look with the first. */
export const looksDefinition: FlowDefinition = sampleDefinition(
  [
    sampleSection('account', [
      sampleStep('which', [sampleField({ id: 'accountId', type: 'text', required: true })]),
      tokenStep,
      spareStep,
      reachStep,
    ]),
    sampleSection('other', [sampleStep('words', [sampleField({ id: 'greeting', type: 'text', required: true })])]),
  ],
  { key: 'looks-sample' },
);

/** What the other system would say, for tests of everything around the look itself. */
export const scripted = (
  answer: (context: CheckContext) => CheckReport | ConnectorError | Error,
): Pick<LookEnvironment, 'check'> => ({
  check: (): Check => ({
    system: 'Sample',
    asks: ['token', 'account'],
    run: (context) => {
      const said = answer(context);
      return said instanceof Error ? Promise.reject(said) : Promise.resolve(said);
    },
  }),
});

export const fine = (facts: Readonly<Record<string, string>> = {}): CheckReport => ({
  ok: true,
  results: [
    { id: 'token', ok: true },
    { id: 'account', ok: true },
  ],
  facts,
});
export const denied = (code = 'permission_denied'): CheckReport => ({
  ok: false,
  results: [
    { id: 'token', ok: true },
    { id: 'account', ok: false, code, args: { system: 'Sample', permission: 'account.read' } },
  ],
  facts: {},
});

/** Carries a look out here and now, as the worker does, against a scripted system. */
export function performLook(
  asked: Readonly<{ tenantId: string; checkId: string }>,
  answer: Parameters<typeof scripted>[0],
  means: Means = systemMeans,
  unexpected: unknown[] = [],
): Promise<void> {
  const environment: LookEnvironment = {
    wire: { fetch: () => Promise.reject(new Error('not used')), pace: () => Promise.resolve(0), now: means.clock.now },
    connection: () => Promise.resolve(null),
    means,
    onUnexpected: (error) => unexpected.push(error),
    ...scripted(answer),
  };
  return checkCredentialWorkflow(environment)(immediate, asked);
}
