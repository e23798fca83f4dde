import { describe, expect, it } from 'vitest';
import {
  actions,
  authorise,
  can,
  customerRoles,
  isAction,
  staffRoles,
  type Action,
  type MemberActor,
  type Role,
} from './index';

const member = (role: Role, tenantKind: MemberActor['tenantKind']): MemberActor => ({
  kind: 'member',
  tenantId: '018f0000-0000-7000-8000-000000000001',
  tenantKind,
  userId: '018f0000-0000-7000-8000-000000000002',
  memberId: '018f0000-0000-7000-8000-000000000003',
  role,
  displayName: 'Test',
  locale: 'en',
  requestId: 'r',
});

/** Written out once more, by hand: a cell that changes in the table must be changed here too, on purpose. */
const columns = [
  'admin',
  'success_manager',
  'reviewer',
  'author',
  'analyst',
  'auditor',
  'owner',
  'contributor',
  'viewer',
  'delegate',
] as const;
const matrix: Record<Action, string> = {
  // admin, success_manager, reviewer, author, analyst, auditor; owner, contributor, viewer, delegate
  'flow.read': 'x x x x - x  x x x -',
  'flow.answer': '- - - - - -  x x - x',
  'task.read': 'x x x x - x  x x x x',
  'task.assign': 'x x - - - -  x - - -',
  'task.take': '- - - - - -  x x - -',
  'people.read': 'x x - - - x  x x x -',
  'answer.request': 'x x - - - -  x x x -',
  'flow.submit': '- - - - - -  x - - -',
  'flow.reopen': 'x x - - - -  x - - -',
  'step.reopen': 'x x x - - -  x - - -',
  'task.complete': 'x x - - - -  - - - -',
  'flow.start': 'x x - - - -  - - - -',
  'customer.read': 'x x x x x x  x - - -',
  'customer.create': 'x x - - - -  - - - -',
  'customer.invite': 'x x - - - -  x - - -',
  'customer.onboard': 'x - - - - -  - - - -',
  'partner.create': 'x - - - - -  - - - -',
  'run.read': 'x x x - - x  x x x -',
  'run.retry': 'x x - - - -  - - - -',
  'run.undo': 'x x - - - -  - - - -',
  'offboarding.request': 'x x - - - -  x - - -',
  'offboarding.decide': 'x x - - - -  - - - -',
  'secret.reveal': '- - - - - -  x - - -',
  'funnel.read': 'x x x x x x  - - - -',
  'theme.read': 'x x x x x x  - - - -',
  'theme.edit': 'x - - - - -  - - - -',
  'member.read': 'x x - - - x  x - - -',
  'member.manage': 'x - - - - -  x - - -',
  'audit.read': 'x - - - - x  - - - -',
  'template.read': 'x x x x - x  - - - -',
  'template.edit': 'x - - x - -  - - - -',
  'template.publish': 'x - - x - -  - - - -',
  'connection.manage': 'x - - - - -  - - - -',
  'pipeline.run': '- - - - - -  x x - -',
  'pipeline.read': 'x x - - - x  x x x -',
  'api_key.manage': 'x - - - - -  - - - -',
  'dataset.query': 'x - - - - -  - - - -',
};
const expected = (action: Action, role: Role): boolean =>
  matrix[action].trim().split(/\s+/)[columns.indexOf(role)] === 'x';
const homeOf = (role: Role) => ((customerRoles as readonly Role[]).includes(role) ? 'customer' : 'platform');

describe('permissions', () => {
  it('names every action and every role in the matrix', () => {
    expect([...actions].sort()).toEqual(Object.keys(matrix).sort());
    expect([...columns]).toEqual([...staffRoles, ...customerRoles]);
  });

  for (const action of actions) {
    it(`gives ${action} to exactly the roles of the matrix`, () => {
      for (const role of columns)
        expect([role, can(member(role, homeOf(role)), action)]).toEqual([role, expected(action, role)]);
    });
  }

  it('gives staff of a partner the same, except making partners', () => {
    for (const action of actions) {
      for (const role of staffRoles) {
        const allowed = expected(action, role) && action !== 'partner.create';
        expect([action, role, can(member(role, 'partner'), action)]).toEqual([action, role, allowed]);
      }
    }
  });

  it('gives nothing to a role in a kind of tenant where it does not belong', () => {
    for (const action of actions) {
      for (const role of staffRoles) expect(can(member(role, 'customer'), action)).toBe(false);
      for (const role of customerRoles) {
        expect(can(member(role, 'partner'), action)).toBe(false);
        expect(can(member(role, 'platform'), action)).toBe(false);
      }
    }
  });

  it('authorise refuses with forbidden and the action, and lets the rest pass', () => {
    expect(authorise(member('viewer', 'customer'), 'flow.submit')).toEqual({
      ok: false,
      refusal: { code: 'forbidden', args: { action: 'flow.submit' } },
    });
    expect(authorise(member('owner', 'customer'), 'flow.submit')).toEqual({ ok: true, value: true });
  });

  it('gives a machine its scopes and nothing that takes a person', () => {
    const machine = (scopes: string[]) =>
      ({ kind: 'machine', tenantId: 't', tenantKind: 'partner', apiKeyId: 'k', scopes, requestId: 'r' }) as const;
    expect(can(machine(['customer.create']), 'customer.create')).toBe(true);
    expect(can(machine(['customer.create']), 'customer.read')).toBe(false);
    for (const action of ['secret.reveal', 'member.manage', 'api_key.manage', 'partner.create'] as const) {
      expect(can(machine([...actions]), action)).toBe(false);
    }
  });

  it('knows actions from other texts', () => {
    expect(isAction('flow.read')).toBe(true);
    for (const text of ['flow', 'toString', '__proto__', '']) expect(isAction(text)).toBe(false);
  });
});
