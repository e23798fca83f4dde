import { z } from 'zod';

import { executableSchema } from './executable';

/** The JSON Schema of a template, generated from the schema that publishing uses, so that editors complete it. */
export function definitionJsonSchema(): Readonly<Record<string, unknown>> {
  const generated = z.toJSONSchema(executableSchema, { target: 'draft-2020-12' });
  return { ...generated, $id: 'portico/flow@1', title: 'Portico flow template' };
}
