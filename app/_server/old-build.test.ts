import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resendDocument } from './resend-document';
import { resendFields } from './resend-fields';

const known = `7f${'a'.repeat(40)}`;
const old = `7f${'b'.repeat(40)}`;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'portico-build-'));
  mkdirSync(path.join(folder, '.next/server'), { recursive: true });
  writeFileSync(
    path.join(folder, '.next/server/server-reference-manifest.json'),
    JSON.stringify({ node: { [known]: {} }, edge: {} }),
  );
  vi.resetModules();
  vi.stubEnv('NODE_ENV', 'production');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const formOf = (fields: Readonly<Record<string, string>>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
};
const isOld = async (fields: Readonly<Record<string, string>>): Promise<boolean> => {
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  const { isFromOldBuild } = await import('./known-actions');
  return isFromOldBuild(formOf(fields));
};

describe('a form of an older build', () => {
  it('is known by an action that this build does not have, named outright or by reference', async () => {
    expect(await isOld({ [`$ACTION_ID_${old}`]: '' })).toBe(true);
    expect(await isOld({ $ACTION_REF_1: '', '$ACTION_1:0': JSON.stringify({ id: old, bound: '$@1' }) })).toBe(true);
  });

  it('is none when its action is there, when it names none, or when nobody knows the actions of the build', async () => {
    expect(await isOld({ [`$ACTION_ID_${known}`]: '' })).toBe(false);
    expect(await isOld({ $ACTION_REF_1: '', '$ACTION_1:0': JSON.stringify({ id: known, bound: null }) })).toBe(false);
    expect(await isOld({ stepId: 'a' })).toBe(false);
    vi.resetModules();
    rmSync(path.join(folder, '.next'), { recursive: true });
    expect(await isOld({ [`$ACTION_ID_${old}`]: '' })).toBe(false);
  });
});

describe('giving back what was sent @req I60', () => {
  const posted = { flowId: 'f', stepId: 's', token: 'hush', _secret: 'token', name: ['a', 'b<"'], note: 'x' };

  it('repeats a page of questions without its secrets', () => {
    expect(resendFields(posted)).toEqual([
      ...[['flowId', 'f'] as const, ['stepId', 's'] as const, ['_secret', 'token'] as const],
      ...[['name', 'a'] as const, ['name', 'b<"'] as const, ['note', 'x'] as const],
    ]);
    expect(resendFields({ email: 'a@b.example' })).toEqual([]);
  });

  it('holds everything in a page that needs nothing else, written so that it stays text', async () => {
    const answer = await resendDocument(posted, 'ar');
    expect(answer.status).toBe(503);
    const html = await answer.text();
    expect(html).toContain('dir="rtl"');
    expect(html).toContain('name="name" value="b&lt;&quot;"');
    expect(html).not.toContain('hush');
  });
});
