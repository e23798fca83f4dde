import { z } from 'zod';

const draftText = z.record(z.string(), z.string());

const draftStep = z.looseObject({
  id: z.string(),
  kind: z.string().optional(),
  title: draftText.optional(),
  fields: z.array(z.looseObject({ id: z.string() })).optional(),
  actions: z.array(z.looseObject({ id: z.string() })).optional(),
});
const draftTask = z.looseObject({ id: z.string(), title: draftText.optional(), steps: z.array(draftStep).optional() });
const draftSection = z.looseObject({
  id: z.string(),
  title: draftText.optional(),
  tasks: z.array(draftTask).optional(),
});

/** Half a thought may be saved: only the shape that holds nodes together is asked for, and their ids. */
export const draftSchema = z.looseObject({
  title: draftText.optional(),
  locales: z.array(z.string()).optional(),
  sections: z.array(draftSection).optional(),
});

/** A definition as an author may leave it. Not executable: nothing but the editor takes one. */
export type FlowDraft = z.infer<typeof draftSchema>;
