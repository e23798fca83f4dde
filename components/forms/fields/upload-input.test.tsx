import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { fileKinds } from '@/lib/files/kinds';
import files from '@/messages/en/files.json';
import en from '@/messages/en/form.json';
import { formTexts } from '../form-texts';
import type { FileView, UploadView } from '../upload-view';
import { fileToRemove, fillUpload, removeIntent } from '../upload-view';
import { UploadInput } from './UploadInput';

const id = '0199aaaa-0000-7000-8000-000000000001';
const upload: UploadView = {
  endpoint: '/api/uploads/f',
  downloads: '/en/flows/f/files',
  stepId: 's',
  fieldId: 'papers',
  itemId: '',
  accept: '.pdf,.png',
  filesMax: 2,
  fileBytesMax: 1000,
  limits: '.pdf .png. At most 2 files of at most 1 MB each',
  texts: { ...files, problems: { file_infected: 'Harmful software was found in {name}' } },
};
const file = (state: FileView['state'], reason: string | null = null): FileView => ({
  ...{ id, name: 'a <b>.pdf', bytes: 2_500_000, state, reason },
});
const render = (list: readonly FileView[], errors: readonly string[] = []) =>
  renderToStaticMarkup(
    <UploadInput
      {...{ id: 'papers', name: 'papers', label: 'Your papers', required: true, errors, upload, files: list }}
      texts={formTexts((key) => en[key])}
    />,
  );

describe('UploadInput', () => {
  it('is a native control with a label, its limits and its errors, before any script runs', () => {
    const html = render([], ['Choose a file']);
    expect(html).toContain('<label class="field__label" for="papers">');
    expect(html).toMatch(/<input[^>]*type="file"[^>]*>/);
    expect(html).toContain('name="_file.papers"');
    expect(html).toContain('accept=".pdf,.png"');
    expect(html).toContain('aria-describedby="papers-error papers-limits"');
    expect(html).toContain('aria-invalid="true"');
    expect(html).toContain('id="papers-limits"');
  });

  it('lists each file with its size and state in words and a button that works without a script', () => {
    const html = render([file('quarantined')]);
    expect(html).toContain('2.4 MB');
    expect(html).toContain(files.states.quarantined);
    expect(html).toContain(`value="${removeIntent(id)}"`);
    expect(html).toContain('aria-label="Remove a &lt;b&gt;.pdf"');
    expect(html).not.toContain('<a ');
  });

  it('offers a scanned file for download and says why another was not kept', () => {
    expect(render([file('clean')])).toContain(`href="/en/flows/f/files/${id}"`);
    expect(render([file('infected', 'file_infected')])).toContain('Harmful software was found in a &lt;b&gt;.pdf');
  });

  it('shows no control when the field is full, and does again when a file was not kept', () => {
    expect(render([file('clean'), file('unchecked')])).not.toContain('type="file"');
    expect(render([file('clean'), file('infected')])).toContain('type="file"');
  });
});

describe('the words between page and server', () => {
  it('name a file to remove, and nothing else', () => {
    expect(fileToRemove(removeIntent(id))).toBe(id);
    expect(fileToRemove('continue')).toBeNull();
    expect(fileToRemove('remove-file:')).toBeNull();
  });

  it('leave a placeholder alone that has no value', () => {
    expect(fillUpload('{name}: {percent}%', { name: 'a {percent}' })).toBe('a {percent}: {percent}%');
  });

  it('know every kind by an extension of its own', () => {
    const all = fileKinds.flatMap(({ extensions }) => extensions);
    expect(new Set(all).size).toBe(all.length);
  });
});
