import { describe, expect, it } from 'vitest';
import { conditionalCss } from './conditional-css';

describe('conditionalCss', () => {
  it('hides a field until one of the values is chosen', () => {
    expect(conditionalCss([{ fieldId: 'billingName', condition: { field: 'separate', anyOf: ['yes'] } }])).toBe(
      '@supports selector(:has(*)){form:not(:has(:is([name="separate"][value="yes"]:checked,' +
        'select[name="separate"] option[value="yes"]:checked))) [data-conditional="billingName"]{display:none}}',
    );
  });
  it('escapes a value that tries to end the rule or the element', () => {
    const css = conditionalCss([{ fieldId: 'a', condition: { field: 'b', anyOf: ['"]{}</style><script>'] } }]);
    expect(css).not.toContain('</');
    expect(css).not.toContain('"]{}');
  });
  it('leaves out a rule whose ids are not ids', () => {
    expect(conditionalCss([{ fieldId: 'a"]', condition: { field: 'b', anyOf: ['x'] } }])).toBe('');
  });
});
