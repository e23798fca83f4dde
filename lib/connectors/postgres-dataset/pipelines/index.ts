import { z } from 'zod';
import { ConnectorError } from '../../connector';
import { billSampleExport } from './bill-sample-export';
import { dryrun } from './dryrun';
import { onboardingTemplate } from './onboarding-template';

const name = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/);
const stepSchema = z
  .object({
    step_number: z.number().int().min(1),
    name: z.string().regex(/^[a-z_]{1,60}$/),
    type: z.enum([
      'connect',
      'tables_present',
      'columns_match',
      'write_and_read',
      'create_table',
      'sample_row',
      'quality',
    ]),
    target_table: name.optional(),
    rule: z.string().optional(),
    /** Of a table of the pipeline's own, beside the five that every dataset has. */
    columns: z.record(name, z.enum(['text', 'date', 'bigint', 'timestamptz'])).optional(),
    values: z.record(name, z.string().max(500)).optional(),
    /** The numbers that a quality rule looks at: none of them may be negative or missing. */
    column: name.optional(),
  })
  .strict();
const templateSchema = z
  .object({ id: z.string(), pipeline_id: z.string(), steps: z.array(stepSchema).min(1) })
  .strict();

export type PipelineTemplate = z.infer<typeof templateSchema>;
export type PipelineStep = PipelineTemplate['steps'][number];
export type Placeholders = Readonly<Record<'tenant_id' | 'provider' | 'domain' | 'template_name' | 'run_date', string>>;

/** The templates that all customers share, by id. */
const templates: Readonly<Record<string, unknown>> = {
  [dryrun.id]: dryrun,
  [billSampleExport.id]: billSampleExport,
  [onboardingTemplate.id]: onboardingTemplate,
};

/** The ids of all templates, `provider/domain/name`. */
export const pipelineTemplates: readonly string[] = Object.keys(templates);

/**
 * The template with its placeholders filled. Throws `template_missing` for an id that there is none of, and
 * `template_invalid` for a document with another shape or an unknown placeholder.
 */
export function renderPipeline(id: string, values: Placeholders): PipelineTemplate {
  const source = Object.hasOwn(templates, id) ? templates[id] : undefined;
  if (source === undefined) throw new ConnectorError('template_missing', { template: id });
  return renderTemplate(source, values);
}

/** Fills `{placeholder}` in every text of a template. Throws `template_invalid`, naming what is wrong. */
export function renderTemplate(source: unknown, values: Placeholders): PipelineTemplate {
  const filled = JSON.stringify(source).replace(/\{([a-z_]+)\}/g, (_all, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name as keyof Placeholders] : undefined;
    if (value === undefined) throw new ConnectorError('template_invalid', { placeholder: name });
    return JSON.stringify(value).slice(1, -1);
  });
  const parsed = templateSchema.safeParse(JSON.parse(filled));
  if (!parsed.success) throw new ConnectorError('template_invalid', { placeholder: '' }, parsed.error);
  return parsed.data;
}
