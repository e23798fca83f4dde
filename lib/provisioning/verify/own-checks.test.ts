import { describe, expect, it } from 'vitest';
import { checks } from '@/lib/connectors';
import { checkKinds } from '@/lib/flow-definition';
import { ownChecks } from './own-checks';
import { isMomentary } from './verify-step';

describe('the looks that templates may name', () => {
  it('can all be taken, each by one of us', () => {
    expect([...Object.keys(checks), ...Object.keys(ownChecks)].sort()).toEqual(Object.keys(checkKinds).sort());
  });
});

describe('isMomentary', () => {
  it('tells what may be otherwise in a moment from what was found', () => {
    expect(['unreachable', 'timed_out', 'rate_limited', 'unavailable', 'resting'].every(isMomentary)).toBe(true);
    expect(['credential_refused', 'permission_denied', 'not_found', 'check_failed', 'refused'].some(isMomentary)).toBe(
      false,
    );
  });
});
