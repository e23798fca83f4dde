import { z } from 'zod';

const metadataSchema = z.object({
  name: z.string(),
  uid: z.string(),
  resourceVersion: z.string(),
  generation: z.number().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

/** What is known of a thing without its content. */
export const partialSchema = z.object({ metadata: metadataSchema });
export type Partial = z.infer<typeof partialSchema>;

export const secretSchema = z.object({
  metadata: metadataSchema,
  data: z.record(z.string(), z.string()).optional(),
});
export type StoredSecret = z.infer<typeof secretSchema>;

export const deploymentSchema = z.object({
  metadata: metadataSchema,
  spec: z.object({
    replicas: z.number().optional(),
    template: z.object({
      metadata: z.object({ annotations: z.record(z.string(), z.string()).optional() }).optional(),
    }),
  }),
  status: z
    .object({
      observedGeneration: z.number().optional(),
      updatedReplicas: z.number().optional(),
      availableReplicas: z.number().optional(),
      replicas: z.number().optional(),
    })
    .optional(),
});
export type StoredDeployment = z.infer<typeof deploymentSchema>;

/** A failure's reason in one word: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export const statusSchema = z.object({ kind: z.literal('Status'), reason: z.string() });

/** The one part of a value that has no parts of its own. */
const wholeValue = 'value';

/**
 * A value as the entries of a secret, encoded: a JSON object of texts becomes one entry for each of its parts, so that
 * a worker finds `api_key` as a file of that name; anything else is one entry.
 */
export function entriesOf(value: string): Readonly<Record<string, string>> {
  const parts = partsOf(value) ?? { [wholeValue]: value };
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, Buffer.from(part).toString('base64')]));
}

/** The value that `entriesOf` was given, with its parts in alphabetical order. */
export function valueOf(data: Readonly<Record<string, string>>): string {
  const names = Object.keys(data).sort();
  const parts = Object.fromEntries(
    names.map((name) => [name, Buffer.from(data[name] ?? '', 'base64').toString('utf8')]),
  );
  const whole = parts[wholeValue];
  return names.length === 1 && whole !== undefined ? whole : JSON.stringify(parts);
}

function partsOf(value: string): Readonly<Record<string, string>> | null {
  try {
    const given: unknown = JSON.parse(value);
    const parsed = partsSchema.safeParse(given);
    // Names that objects treat in ways of their own are lost on the way: then the text stays whole.
    const isWhole = parsed.success && Object.keys(parsed.data).length === Object.keys(Object(given)).length;
    return isWhole && Object.keys(parsed.data).length > 0 ? parsed.data : null;
  } catch {
    return null;
  }
}

const partsSchema = z.record(z.string().regex(/^[-._a-zA-Z0-9]{1,253}$/), z.string());
