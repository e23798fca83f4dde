import { describe, expect, it } from 'vitest';

import { sampleDefinition, sampleField, sampleSection, sampleStep } from '../sample-definition';
import { definitionJsonSchema } from './json-schema';
import { parseDefinition, parseDraft } from './parse-definition';

const sound = sampleDefinition([sampleSection('s', [sampleStep('page', [sampleField({ id: 'name', type: 'text' })])])]);
const changed = (change: (copy: Record<string, unknown>) => void): unknown => {
  const copy = structuredClone(sound) as unknown as Record<string, unknown>;
  change(copy);
  return copy;
};

describe('parseDefinition', () => {
  it('reads a sound document unchanged', () => {
    expect(parseDefinition(JSON.parse(JSON.stringify(sound)))).toEqual({ ok: true, definition: sound });
  });

  it.each([
    ['a missing property', changed((copy) => delete copy.declaration), 'declaration', 'property_missing'],
    ['another type', changed((copy) => (copy.version = '1')), 'version', 'property_type'],
    ['a misspelt property', changed((copy) => (copy.titel = {})), 'titel', 'property_unknown'],
    ['a wrong format', changed((copy) => (copy.key = 'Not A Key')), 'key', 'property_format'],
    ['no sections', changed((copy) => (copy.sections = [])), 'sections', 'property_invalid'],
    ['nothing at all', null, '', 'property_type'],
  ])('names the place and the mistake: %s', (_name, document, path, code) => {
    const parsed = parseDefinition(document);
    expect(parsed.ok ? [] : parsed.issues).toContainEqual(expect.objectContaining({ path, code }));
  });

  it('gives deep paths as they are written in JSON', () => {
    const text = JSON.stringify(sound).replace('"type":"text"', '"type":"txt"');
    const parsed = parseDefinition(JSON.parse(text));
    expect(parsed.ok ? '' : parsed.issues[0]?.path).toBe('sections[0].tasks[0].steps[0].fields[0].type');
  });
});

describe('parseDraft', () => {
  it('keeps half a thought that publishing refuses', () => {
    const half = { sections: [{ id: 's', tasks: [{ id: 't', steps: [{ id: 'page', idea: 'later' }] }] }] };
    expect(parseDraft(half)).toEqual({ ok: true, draft: half });
    expect(parseDefinition(half).ok).toBe(false);
    expect(parseDraft({ sections: [{}] }).ok).toBe(false);
  });
});

describe('definitionJsonSchema', () => {
  it('names the properties of a template and allows no others', () => {
    const schema = definitionJsonSchema() as { properties: object; additionalProperties: unknown; required: string[] };
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(sound)));
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).toContain('sections');
  });
});
