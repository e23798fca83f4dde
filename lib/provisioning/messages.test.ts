import { describe, expect, it } from 'vitest';
import { connectorFailures } from '@/lib/connectors';
import ar from '@/messages/ar/provisioning.json';
import en from '@/messages/en/provisioning.json';

const own = [
  'need_failed',
  'reference_absent',
  'reference_invalid',
  'reference_in_text',
  'needs_circle',
  'flow_not_ready',
  'unexpected',
];

describe('the texts of failures', () => {
  it.each([['en', en] as const, ['ar', ar] as const])(
    'are complete in %s, and there is none too many',
    (_locale, texts) => {
      expect(Object.keys(texts.failure).sort()).toEqual([...Object.keys(connectorFailures), ...own].sort());
    },
  );
});
