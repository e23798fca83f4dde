import { z } from 'zod';

const id = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'id_format');
const condition = z.string().min(1).max(2000);
const locale = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'locale_format');
const text = z.record(locale, z.string().max(4000));
/** What is agreed to may be long. */
const longText = z.record(locale, z.string().max(40_000));
const count = z.number().int().min(0).max(100_000);

const option = z.strictObject({
  id,
  label: text,
  hint: text.optional(),
  when: condition.optional(),
  consequence: text.optional(),
  href: z
    .string()
    .max(2048)
    .regex(/^https:\/\/\S+$/, 'link_format')
    .optional(),
  minutes: z.number().min(0).max(6000).optional(),
});

const hour = z.number().int().min(0).max(24);
const slots = z.strictObject({
  durationMinutes: z.number().int().min(5).max(480),
  weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  fromHour: hour,
  toHour: hour,
  leadDays: z.number().int().min(0).max(60),
  days: z.number().int().min(1).max(60),
});

const rules = z.strictObject({
  minLength: count.optional(),
  maxLength: count.optional(),
  min: z.union([z.number(), z.string().regex(/^(\d{4}-\d{2}-\d{2}|today([+-]\d{1,5})?)$/, 'date_bound')]).optional(),
  max: z.union([z.number(), z.string().regex(/^(\d{4}-\d{2}-\d{2}|today([+-]\d{1,5})?)$/, 'date_bound')]).optional(),
  integer: z.boolean().optional(),
  itemsMin: count.optional(),
  itemsMax: count.optional(),
  itemType: z.enum(['text', 'email', 'url']).optional(),
  pattern: z.string().min(1).max(300).optional(),
  mediaTypes: z
    .array(z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/, 'media_type_format'))
    .max(30)
    .optional(),
  fileBytesMax: z.number().int().min(1).max(1_073_741_824).optional(),
  slots: slots.optional(),
});

export const fieldTypes = [
  'text',
  'longText',
  'number',
  'yesNo',
  'choice',
  'choices',
  'date',
  'email',
  'phone',
  'url',
  'country',
  'identifier',
  'list',
  'secret',
  'consent',
  'currency',
  'timeZone',
  'language',
  'address',
  'items',
  'upload',
  'resources',
  'slot',
  'typedConfirmation',
] as const;

const plainField = z.strictObject({
  id,
  type: z.enum(fieldTypes),
  label: text,
  hint: text.optional(),
  why: text.optional(),
  required: z.union([z.boolean(), condition]),
  visible: condition.optional(),
  class: z.enum(['plain', 'pii', 'secret']),
  due: z.enum(['now', 'later']),
  semantic: z.string().max(100).optional(),
  options: z.array(option).max(200).optional(),
  rules: rules.optional(),
  identifier: id.optional(),
  consentVersion: z.string().min(1).max(50).optional(),
  default: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
  dir: z.enum(['ltr', 'rtl', 'auto']).optional(),
  group: id.optional(),
  derive: condition.optional(),
  invalid: text.optional(),
  phrase: z.string().min(1).max(500).optional(),
  text: longText.optional(),
});

/** What is asked about one item cannot be a list of items again. */
const field = plainField.extend({ fields: z.array(plainField).min(1).max(20).optional() });

const stepHead = { id, title: text, help: text.optional(), when: condition.optional() };

const formStep = z.strictObject({
  ...stepHead,
  kind: z.enum([
    'form',
    'choice-cards',
    'list',
    'upload',
    'consent',
    'residency',
    'invite',
    'training',
    'meeting',
    'manual',
    'destructive',
  ]),
  why: text.optional(),
  fields: z.array(field).max(50),
  groups: z
    .array(z.strictObject({ id, title: text, hint: text.optional() }))
    .max(20)
    .optional(),
  consequences: z.array(text).max(20).optional(),
});

const partnerTaskStep = z.strictObject({
  ...stepHead,
  kind: z.literal('partner-task'),
  proof: text.optional(),
  dueDays: z.number().int().min(0).max(1000).optional(),
  anchor: z.string().min(1).max(120).optional(),
  everyDays: z.number().int().min(1).max(1000).optional(),
});

const onLaterFailure = z.enum(['undo', 'keep-and-hold', 'ignore', 'block']);

const action = z.strictObject({
  id,
  uses: z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/, 'kind_format'),
  title: text,
  with: z.record(id, z.union([z.string().max(4000), z.number(), z.boolean()])),
  when: condition.optional(),
  needs: z.array(id).optional(),
  onLaterFailure: z.union([onLaterFailure, z.record(id, onLaterFailure)]),
  nonBlocking: z.boolean().optional(),
  retry: z
    .strictObject({ attemptsMax: z.number().int().min(1).max(20), backoffMs: z.number().int().min(0).max(3_600_000) })
    .optional(),
  produces: z.record(id, z.enum(['string', 'boolean', 'stringList', 'secret'])).optional(),
});

const provisionStep = z.strictObject({
  ...stepHead,
  kind: z.literal('provision'),
  actions: z.array(action).min(1).max(100),
});

const revealStep = z.strictObject({
  ...stepHead,
  kind: z.literal('reveal'),
  what: z.string().regex(/^[A-Za-z][A-Za-z0-9_]*\.[A-Za-z][A-Za-z0-9_]*$/, 'output_format'),
  once: z.literal(true),
  to: z.enum(['owner', 'contributor']),
});

const args = z.record(id, z.union([z.string().max(4000), z.number(), z.boolean()]));
const checkName = z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$/, 'kind_format');
const remedies = z.array(z.strictObject({ on: z.array(z.string().max(100)).max(30), text })).max(30);
const asks = z.record(z.string().min(1).max(100), text);

const credentialStep = z.strictObject({
  ...stepHead,
  kind: z.literal('credential'),
  why: text.optional(),
  credential: id,
  parts: z
    .array(z.strictObject({ id, label: text, hint: text.optional(), multiline: z.boolean().optional() }))
    .min(1)
    .max(6),
  storeName: z.string().min(1).max(300),
  check: checkName,
  with: args,
  asks,
  remedies,
  optional: z.boolean().optional(),
  rotateDays: z.number().int().min(1).max(1000).optional(),
  scopes: z.array(z.string().min(1).max(200)).max(30).optional(),
});

const connectStep = z.strictObject({
  ...stepHead,
  kind: z.literal('connect'),
  why: text.optional(),
  check: checkName,
  with: args,
  credential: id.optional(),
  asks,
  remedies,
});

const webhookStep = z.strictObject({
  ...stepHead,
  kind: z.literal('webhook'),
  action: id,
  guide: z.array(text).min(1).max(20),
  remedies,
});

const verifyItemHead = { id, title: text, help: text.optional() };
const verifyStep = z.strictObject({
  ...stepHead,
  kind: z.literal('verify'),
  checks: z
    .array(
      z.discriminatedUnion('by', [
        z.strictObject({ ...verifyItemHead, by: z.literal('action'), action: id }),
        z.strictObject({
          ...verifyItemHead,
          by: z.literal('check'),
          check: checkName,
          with: args,
          credential: id.optional(),
          remedies: remedies.optional(),
        }),
        z.strictObject({ ...verifyItemHead, by: z.literal('person'), proof: text.optional() }),
      ]),
    )
    .min(1)
    .max(30),
});

const tableSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'name_format'),
  columns: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'name_format'),
        type: z.enum(['string', 'integer', 'number', 'boolean', 'date', 'timestamp', 'json', 'bytes']),
        required: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(200),
});

const offboardingOption = z.strictObject({
  id,
  title: text,
  consequences: z.array(text).min(1).max(20),
  keeps: z.array(z.string().min(1).max(60)).max(30),
  destructive: z.boolean(),
  phrase: z.string().min(1).max(200).optional(),
  ends: z.string().min(1).max(60),
});

const diagnostic = z.strictObject({
  id,
  on: z.array(z.string().max(100)).max(30),
  title: text,
  probes: z.array(z.strictObject({ id, title: text, check: checkName, with: args, credential: id.optional() })).max(20),
  remedies: z.array(text).min(1).max(20),
});

const commandHelp = z.strictObject({
  id,
  title: text,
  variants: z
    .array(z.strictObject({ id, label: text, when: condition.optional(), text: z.string().min(1).max(8000) }))
    .min(1)
    .max(10),
});

const task = z.strictObject({
  id,
  title: text,
  hint: text.optional(),
  minutes: z.number().min(0).max(600).optional(),
  owner: z.enum(['owner', 'contributor']),
  dependsOn: z.array(id).optional(),
  when: condition.optional(),
  steps: z
    .array(
      z.discriminatedUnion('kind', [
        formStep,
        partnerTaskStep,
        provisionStep,
        revealStep,
        credentialStep,
        connectStep,
        webhookStep,
        verifyStep,
      ]),
    )
    .min(1)
    .max(50),
});

const section = z.strictObject({ id, title: text, when: condition.optional(), tasks: z.array(task).min(1).max(50) });

const identifierRule = z.strictObject({
  id,
  system: z.string().min(1).max(64),
  label: text,
  pattern: z.string().min(1).max(200),
  minLength: z.number().int().min(1).max(200),
  maxLength: z.number().int().min(1).max(200),
  suggestFrom: id.optional(),
  uniqueIn: z.literal('owner'),
  retiredEndings: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{2,40}$/, 'name_format'))
    .max(20)
    .optional(),
});

const member = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_]*$/, 'member_format');
const direct = z.strictObject({
  input: z.record(member, id),
  answers: z.record(id, z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  output: z.record(
    member,
    z
      .string()
      .regex(
        /^(answers\.[A-Za-z][A-Za-z0-9_-]*|actions\.[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_]*)?)$/,
        'output_format',
      ),
  ),
  message: text,
});

/** A version that may be published: strict everywhere, so that a misspelt property is a finding and not a surprise. */
export const executableSchema = z.strictObject({
  schema: z.literal('portico/flow@1'),
  key: z
    .string()
    .max(64)
    .regex(/^[a-z][a-z0-9-]*$/, 'key_format'),
  version: z.number().int().min(1),
  title: text,
  summary: text,
  locales: z.array(locale).min(1).max(50),
  metadata: z.strictObject({
    author: z.string().min(1).max(200),
    severity: z.string().max(100).optional(),
    source: z.string().max(500).optional(),
    reviewed: z.string().max(100).optional(),
    status: z.string().max(100).optional(),
    documentVersion: z.string().max(50).optional(),
    documentDate: z.string().max(50).optional(),
  }),
  estimatedMinutes: z.number().min(1).max(10_000),
  firstValue: z.string().min(1).max(100),
  identifiers: z.array(identifierRule).max(20),
  lifecycle: z.array(z.strictObject({ from: z.string(), to: z.string(), when: z.string() })).max(50),
  prerequisites: z.array(text).max(50).optional(),
  declaration: text,
  direct: direct.optional(),
  tutorial: z
    .array(z.strictObject({ id, title: text, text }))
    .max(12)
    .optional(),
  sections: z.array(section).min(1).max(50),
  tables: z.record(id, z.array(tableSchema).min(1).max(50)).optional(),
  offboarding: z.array(offboardingOption).min(1).max(10).optional(),
  diagnostics: z.array(diagnostic).max(50).optional(),
  commands: z.array(commandHelp).max(50).optional(),
  related: z
    .array(z.strictObject({ title: text, href: z.string().min(1).max(500) }))
    .max(30)
    .optional(),
});
