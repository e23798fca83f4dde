import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import en from '@/messages/en/form.json';
import { formTexts } from '@/components/forms/form-texts';
import { CredentialForm } from './CredentialForm';
import type { FormState } from './form-state';

const texts = formTexts((key) => en[key]);
const html = renderToStaticMarkup(
  <CredentialForm
    action={(state: FormState<null>) => Promise.resolve(state)}
    hidden={{ flowId: 'f', stepId: 's' }}
    parts={[
      { id: 'refresh_token', label: 'Refresh token', hint: 'Starts with 1//', multiline: false },
      { id: 'key_file', label: 'Key file', hint: null, multiline: true },
    ]}
    button={{ label: 'Check and save', pending: 'Checking…' }}
    typeAgain="Type it again"
    texts={texts}
  />,
);

describe('the form of a credential', () => {
  it('asks for each part under its label, hidden while it is typed, with no value in the page', () => {
    expect(html).toMatch(/<label[^>]*for="part-refresh_token"/);
    expect(html).toMatch(/<input[^>]*id="part-refresh_token"[^>]*type="password"/);
    expect(html).toMatch(/<textarea[^>]*id="part-key_file"[^>]*autoComplete="off"[^>]*><\/textarea>/i);
    expect(html).not.toMatch(/id="part-[^>]*value=/);
    expect(html).toContain('autoComplete="off"');
  });

  it('needs no script: it is a form with a button and its hidden fields', () => {
    expect(html).toMatch(/<button[^>]*type="submit"/);
    expect(html).toContain('<input type="hidden" name="stepId" value="s"/>');
  });
});
