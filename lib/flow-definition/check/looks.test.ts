import { describe, expect, it } from 'vitest';
import { sampleDefinition, sampleField, sampleSection, sampleStep } from '../sample-definition';
import type { ConnectStep, CredentialStep, FlowDefinition, StepDefinition, VerifyStep } from '../types';
import { check } from './check';

const text = (en: string) => ({ en });
const url = sampleField({ id: 'deskUrl', type: 'url', required: true });
const key = sampleField({ id: 'apiKey', type: 'secret', required: true });

const credential: CredentialStep = {
  id: 'desk-key',
  kind: 'credential',
  title: text('Key'),
  credential: 'desk_key',
  parts: [{ id: 'apiKey', label: text('Key') }],
  storeName: 'tenant-${answers.deskUrl}-desk',
  check: 'service-desk.permissions',
  with: { url: '${answers.deskUrl}' },
  asks: { 'tickets.read': text('Read') },
  remedies: [{ on: ['credential_refused'], text: text('Copy it again') }],
};
const connect: ConnectStep = {
  id: 'desk-reach',
  kind: 'connect',
  title: text('Reach'),
  check: 'service-desk.connectivity',
  with: { url: '${answers.deskUrl}' },
  credential: 'desk_key',
  asks: {},
  remedies: [],
};
const verify: VerifyStep = {
  id: 'checklist',
  kind: 'verify',
  title: text('All'),
  checks: [{ id: 'seen', title: text('Seen'), by: 'person' }],
};
const definition = (steps: readonly StepDefinition[], extra: Partial<FlowDefinition> = {}) =>
  sampleDefinition([sampleSection('s', [sampleStep('page', [url, key]), ...steps])], extra);
const codes = (...given: Parameters<typeof definition>) => check(definition(...given)).map(({ code }) => code);

describe('check reads steps that look at other systems', () => {
  it('takes those that are as they must be', () => {
    expect(codes([credential, connect, verify])).toEqual([]);
  });

  it.each<[string, readonly StepDefinition[]]>([
    ['look_unknown', [{ ...credential, check: 'service-desk.unknown' }]],
    ['argument_missing', [{ ...credential, with: {} }]],
    ['argument_unknown', [{ ...credential, with: { ...credential.with, other: 1 } }]],
    ['secret_leak', [{ ...credential, with: { url: '${answers.apiKey}' } }]],
    ['credential_unknown', [connect]],
    ['id_duplicate', [credential, { ...credential, id: 'again' }]],
    ['id_duplicate', [{ ...verify, checks: [...verify.checks, ...verify.checks] }]],
    ['need_unknown', [{ ...verify, checks: [{ id: 'a', title: text('A'), by: 'action', action: 'nothing' }] }]],
    [
      'need_unknown',
      [{ id: 'hook', kind: 'webhook', title: text('H'), action: 'x', guide: [text('1')], remedies: [] }],
    ],
    ['translation_missing', [{ ...credential, asks: { 'tickets.read': { ar: 'قراءة' } } }]],
    [
      'reference_later',
      [{ ...connect, credential: undefined, with: { url: '${answers.later}' } } as ConnectStep, later()],
    ],
  ])('finds %s', (code, steps) => {
    expect(codes(steps)).toContain(code);
  });

  it('finds an offboarding that leads nowhere, and takes one that leads to a status', () => {
    const option = {
      id: 'keep',
      title: text('Keep'),
      consequences: [text('Stays')],
      keeps: [],
      destructive: false,
      ends: 'inactive',
    };
    expect(codes([], { offboarding: [option], lifecycle: [] })).toContain('status_unknown');
    const lifecycle = [{ from: 'active', to: 'inactive', when: 'offboarded' }];
    expect(codes([], { offboarding: [option], lifecycle })).toEqual([]);
  });
});

function later() {
  return sampleStep('later-page', [sampleField({ id: 'later', type: 'url', required: true })]);
}
