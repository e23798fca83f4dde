/** A text in the languages of a template: locale → ICU MessageFormat. */
export type LocalizedText = Readonly<Record<string, string>>;

/** A condition or derived value in CEL over `answers.*`, `customer.*`, `flow.*` and `today`. */
export type Cel = string;

export type FieldType =
  | 'text'
  | 'longText'
  | 'number'
  | 'yesNo'
  | 'choice'
  | 'choices'
  | 'date'
  | 'email'
  | 'phone'
  | 'url'
  | 'country'
  | 'identifier'
  | 'list'
  | 'secret'
  | 'consent'
  | 'currency'
  | 'timeZone'
  | 'language'
  | 'address'
  | 'items'
  | 'upload'
  | 'resources'
  | 'slot'
  | 'typedConfirmation';

export type FieldOption = Readonly<{
  id: string;
  label: LocalizedText;
  hint?: LocalizedText;
  when?: Cel;
  /** What choosing it brings with it, shown beside the choice and on the page that checks the answers. */
  consequence?: LocalizedText;
  /** For `resources`: where the material is, and how long it takes. */
  href?: string;
  minutes?: number;
}>;

/** Bounds by type: lengths in characters, `min`/`max` as numbers or ISO dates, `itemsMax` for lists and choices. */
export type FieldRules = Readonly<{
  minLength?: number;
  maxLength?: number;
  min?: number | string;
  max?: number | string;
  integer?: boolean;
  itemsMin?: number;
  itemsMax?: number;
  itemType?: 'text' | 'email' | 'url';
  /** What a text, or each item of a list, must match as a whole; the field's `invalid` says so in words. */
  pattern?: string;
  /** For `upload`: the media types that are taken, and the largest file in bytes. How many is `itemsMax`. */
  mediaTypes?: readonly string[];
  fileBytesMax?: number;
  /** For `slot`: which times are offered, in the customer's own zone. Weekdays count from Monday, 1, to Sunday, 7. */
  slots?: Readonly<{
    durationMinutes: number;
    weekdays: readonly number[];
    fromHour: number;
    toHour: number;
    leadDays: number;
    days: number;
  }>;
}>;

export type FieldDefinition = Readonly<{
  id: string;
  type: FieldType;
  label: LocalizedText;
  hint?: LocalizedText;
  why?: LocalizedText;
  required: boolean | Cel;
  visible?: Cel;
  class: 'plain' | 'pii' | 'secret';
  due: 'now' | 'later';
  semantic?: string;
  options?: readonly FieldOption[];
  rules?: FieldRules;
  /** For `identifier`: the id of the rule in the template's `identifiers`. */
  identifier?: string;
  /** For `consent`: the version of the text that is agreed to. */
  consentVersion?: string;
  default?: string | number | boolean | readonly string[];
  dir?: 'ltr' | 'rtl' | 'auto';
  /** The group of the step that the field stands in. */
  group?: string;
  /** Computed from earlier answers: shown, never asked. */
  derive?: Cel;
  /** For `items`: what is asked about each item, one page for an item. The first field names the item in lists. */
  fields?: readonly FieldDefinition[];
  /** What to say when the pattern is not met. */
  invalid?: LocalizedText;
  /** For `typedConfirmation`: what must be typed, a text with `${…}` references. */
  phrase?: string;
  /** For `consent`: the whole text that is agreed to. */
  text?: LocalizedText;
}>;

export type IdentifierRule = Readonly<{
  id: string;
  system: string;
  label: LocalizedText;
  pattern: string;
  minLength: number;
  maxLength: number;
  suggestFrom?: string;
  uniqueIn: 'owner';
  /** Endings of names from an earlier arrangement: what stands before one of them is the identifier now. */
  retiredEndings?: readonly string[];
}>;

/** The kinds of step that people answer on a page. They share everything but how the page looks and what it must hold. */
export type FormKind =
  | 'form'
  | 'choice-cards'
  | 'list'
  | 'upload'
  | 'consent'
  | 'residency'
  | 'invite'
  | 'training'
  | 'meeting'
  | 'manual'
  | 'destructive';

export type FieldGroup = Readonly<{ id: string; title: LocalizedText; hint?: LocalizedText }>;

/** A page that people answer. A `manual` step is a task outside the product, with its proof as fields. */
export type FormStep = Readonly<{
  id: string;
  kind: FormKind;
  title: LocalizedText;
  help?: LocalizedText;
  why?: LocalizedText;
  when?: Cel;
  fields: readonly FieldDefinition[];
  groups?: readonly FieldGroup[];
  /** What happens, in plain words, before something that cannot be taken back (`destructive`). */
  consequences?: readonly LocalizedText[];
}>;

/** A task of the partner's own: the customer sees that it is with them, staff mark it as done with a note. */
export type PartnerTaskStep = Readonly<{
  id: string;
  kind: 'partner-task';
  title: LocalizedText;
  help?: LocalizedText;
  when?: Cel;
  /** What staff must write down as proof. */
  proof?: LocalizedText;
  /** Days after submission, or after the milestone `anchor`, within which it should be done. */
  dueDays?: number;
  anchor?: string;
  /** For a task that comes back: so many days after it was last done it is due again. */
  everyDays?: number;
}>;

export type OnLaterFailure = 'undo' | 'keep-and-hold' | 'ignore' | 'block';

/** One thing that provisioning does; `with` maps argument names to constants or `${CEL}` references. */
export type ActionDefinition = Readonly<{
  id: string;
  uses: string;
  title: LocalizedText;
  with: Readonly<Record<string, string | number | boolean>>;
  when?: Cel;
  needs?: readonly string[];
  onLaterFailure: OnLaterFailure | Readonly<Record<string, OnLaterFailure>>;
  nonBlocking?: boolean;
  retry?: Readonly<{ attemptsMax: number; backoffMs: number }>;
  produces?: Readonly<Record<string, 'string' | 'boolean' | 'stringList' | 'secret'>>;
}>;

export type ProvisionStep = Readonly<{
  id: string;
  kind: 'provision';
  title: LocalizedText;
  help?: LocalizedText;
  when?: Cel;
  actions: readonly ActionDefinition[];
}>;

/** Shows a produced secret once to one role. `what` is `actionId.output`. */
export type RevealStep = Readonly<{
  id: string;
  kind: 'reveal';
  title: LocalizedText;
  help?: LocalizedText;
  when?: Cel;
  what: string;
  once: true;
  to: 'owner' | 'contributor';
}>;

/** Arguments of a check, an action or a hook: constants or `${CEL}` references. */
export type Arguments = Readonly<Record<string, string | number | boolean>>;

/** What to do about a failure of a check, in words, the likeliest first. */
export type Remedy = Readonly<{ on: readonly string[]; text: LocalizedText }>;

/**
 * Asks for the secret of another system, tries it live, and keeps it only when it works. Not part of the answers: the
 * value goes to the vault under `storeName`, and the walk knows `checked:<step>`, or `skipped:<step>` where it may be left out.
 */
export type CredentialStep = Readonly<{
  id: string;
  kind: 'credential';
  title: LocalizedText;
  help?: LocalizedText;
  why?: LocalizedText;
  when?: Cel;
  /** The credential's name within the flow; what actions ask the vault for. */
  credential: string;
  /** Its parts, one input each; the id is the name of the part. */
  parts: readonly Readonly<{ id: string; label: LocalizedText; hint?: LocalizedText; multiline?: boolean }>[];
  /** A text with `${…}` references. */
  storeName: string;
  /** The check that tries it, by name. */
  check: string;
  with: Arguments;
  /** What each result of the check means to people, by its id. */
  asks: Readonly<Record<string, LocalizedText>>;
  remedies: readonly Remedy[];
  optional?: boolean;
  rotateDays?: number;
  /** Smallest set of rights that is asked for, as the other system writes them. */
  scopes?: readonly string[];
}>;

/** Looks whether another system can be reached and lets us do what we need; nothing is kept but what was found. */
export type ConnectStep = Readonly<{
  id: string;
  kind: 'connect';
  title: LocalizedText;
  help?: LocalizedText;
  why?: LocalizedText;
  when?: Cel;
  check: string;
  with: Arguments;
  /** The credential of this flow that the check uses. */
  credential?: string;
  asks: Readonly<Record<string, LocalizedText>>;
  remedies: readonly Remedy[];
}>;

/**
 * How a customer sets up deliveries to us in their own system, and the wait for the first one that is signed. The hook
 * is made by the action `action` of a provision step; the walk knows `delivered:<step>`.
 */
export type WebhookStep = Readonly<{
  id: string;
  kind: 'webhook';
  title: LocalizedText;
  help?: LocalizedText;
  when?: Cel;
  action: string;
  /** What to do in the other system, in order. */
  guide: readonly LocalizedText[];
  remedies: readonly Remedy[];
}>;

/**
 * A list of things that must be so: `action` is proved by the receipt of an action, `check` by a live look that may be
 * repeated, `person` by somebody who says so with a note. The walk knows `validated:<step>` once all hold.
 */
export type VerifyStep = Readonly<{
  id: string;
  kind: 'verify';
  title: LocalizedText;
  help?: LocalizedText;
  when?: Cel;
  checks: readonly VerifyItem[];
}>;

export type VerifyItem = Readonly<
  { id: string; title: LocalizedText; help?: LocalizedText } & (
    | { by: 'action'; action: string }
    | { by: 'check'; check: string; with: Arguments; credential?: string; remedies?: readonly Remedy[] }
    | { by: 'person'; proof?: LocalizedText }
  )
>;

export type StepDefinition =
  FormStep | PartnerTaskStep | ProvisionStep | RevealStep | CredentialStep | ConnectStep | WebhookStep | VerifyStep;

export type TaskDefinition = Readonly<{
  id: string;
  title: LocalizedText;
  hint?: LocalizedText;
  minutes?: number;
  owner: 'owner' | 'contributor';
  dependsOn?: readonly string[];
  when?: Cel;
  steps: readonly StepDefinition[];
}>;

export type SectionDefinition = Readonly<{
  id: string;
  title: LocalizedText;
  when?: Cel;
  tasks: readonly TaskDefinition[];
}>;

/**
 * Onboarding by one call of a program, without the wizard. `input`: member of the body → field that it answers;
 * `answers`: what is taken as said beforehand; `output`: member of the answer → where it comes from: `answers.<field>`,
 * `actions.<action>` (true once it is verified) or `actions.<action>.<output>`; `message`: said to whoever called, with
 * the members of the body as arguments.
 */
export type DirectOnboarding = Readonly<{
  input: Readonly<Record<string, string>>;
  answers: Answers;
  output: Readonly<Record<string, string>>;
  message: LocalizedText;
}>;

/** A published version: the stricter, executable strength of the template document. Immutable. */
export type FlowDefinition = Readonly<{
  schema: 'portico/flow@1';
  key: string;
  version: number;
  title: LocalizedText;
  summary: LocalizedText;
  locales: readonly string[];
  metadata: Readonly<{
    author: string;
    severity?: string;
    source?: string;
    reviewed?: string;
    status?: string;
    documentVersion?: string;
    documentDate?: string;
  }>;
  estimatedMinutes: number;
  firstValue: string;
  identifiers: readonly IdentifierRule[];
  lifecycle: readonly Readonly<{ from: string; to: string; when: string }>[];
  /** What people need at hand before they start; shown on the invitation. */
  prerequisites?: readonly LocalizedText[];
  /** The words of the declaration at submission. */
  declaration: LocalizedText;
  direct?: DirectOnboarding;
  /** A short, skippable tour of what awaits the customer, one page each. */
  tutorial?: readonly Readonly<{ id: string; title: LocalizedText; text: LocalizedText }>[];
  sections: readonly SectionDefinition[];
  /** Shapes of tables that actions make, by the name that their argument `schema` gives. */
  tables?: Readonly<Record<string, readonly TableSchema[]>>;
  /** The ways to end the customer's use of what was set up; what exists is known from the inventory. */
  offboarding?: readonly OffboardingOption[];
  diagnostics?: readonly Diagnostic[];
  /** Commands for whoever looks after it, in the variants of an answer or of an environment. */
  commands?: readonly CommandHelp[];
  related?: readonly Readonly<{ title: LocalizedText; href: string }>[];
}>;

export type TableColumn = Readonly<{
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'timestamp' | 'json' | 'bytes';
  required?: boolean;
}>;
export type TableSchema = Readonly<{ name: string; columns: readonly TableColumn[] }>;

/**
 * One way of offboarding. Everything in the inventory is taken away in reverse order and looked for afterwards, but what
 * is of a kind in `keeps`. `destructive` asks for the typed phrase and for the approval of a second person.
 */
export type OffboardingOption = Readonly<{
  id: string;
  title: LocalizedText;
  consequences: readonly LocalizedText[];
  keeps: readonly string[];
  destructive: boolean;
  /** What must be typed, a text with `${…}` references; the customer's name when absent. */
  phrase?: string;
  /** The customer's status afterwards. */
  ends: string;
}>;

/** A guided look for a cause: what it is for, what is looked at by itself, and what to try, the likeliest first. */
export type Diagnostic = Readonly<{
  id: string;
  /** Failure codes that lead here. */
  on: readonly string[];
  title: LocalizedText;
  probes: readonly Readonly<{
    id: string;
    title: LocalizedText;
    check: string;
    with: Arguments;
    credential?: string;
  }>[];
  remedies: readonly LocalizedText[];
}>;

/** One command, written out for each variant. `text` may hold `${…}` references; never a secret. */
export type CommandHelp = Readonly<{
  id: string;
  title: LocalizedText;
  variants: readonly Readonly<{ id: string; label: LocalizedText; when?: Cel; text: string }>[];
}>;

/** An answer as conditions and pages see it. A secret is only ever known to be there. */
export type AnswerValue =
  string | number | boolean | readonly string[] | SecretPresence | AddressValue | readonly ItemAnswer[];

/** An address: `country` and the parts that the country's form of address has (`lines`, `locality`, `region`, `postalCode`). */
export type AddressValue = Readonly<Record<string, string>>;

/** One item of a repeatable list; its id is given when it is added and never changes. */
export type ItemAnswer = Readonly<{
  id: string;
  values: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}>;
export type SecretPresence = Readonly<{ sealed: true }>;

/** All answers ever given, by field id: what was said, whether or not it counts now. */
export type Answers = Readonly<Record<string, AnswerValue>>;

/** What the walk may know besides the answers. Times and dates are passed in; nothing here reads a clock. */
export type Facts = Readonly<{
  /** Step id → ISO time of its last accepted Continue. */
  continued: Readonly<Record<string, string>>;
  /** Milestone name → ISO time, such as `submitted`, `provisioned`, `secret_revealed`. */
  milestones: Readonly<Record<string, string>>;
  customer: Readonly<Record<string, string>>;
  flow: Readonly<Record<string, string>>;
  /** The date in the customer's zone, `YYYY-MM-DD`. */
  today: string;
  /** The customer's IANA zone; UTC when absent. */
  timeZone?: string;
}>;

export type StepStatus = 'not_started' | 'in_progress' | 'completed';
export type TaskStatus = 'cannot_start' | 'not_started' | 'in_progress' | 'completed' | 'with_us';

export type WalkedStep = Readonly<{
  step: StepDefinition;
  sectionId: string;
  taskId: string;
  status: StepStatus;
  /** Ids of the fields that are visible now, in order. */
  visibleFields: readonly string[];
  /** Those of the visible fields that must be answered as things stand. */
  requiredFields: readonly string[];
  /** Visible fields that keep the step from being done: required without an answer, or with one that no longer fits. */
  missing: readonly string[];
  /** Visible fields that are due later, must be answered in the end and have no good answer yet. */
  later: readonly string[];
}>;
export type WalkedTask = Readonly<{
  task: TaskDefinition;
  sectionId: string;
  status: TaskStatus;
  steps: readonly WalkedStep[];
  blockedBy: readonly string[];
}>;
export type WalkedSection = Readonly<{ section: SectionDefinition; tasks: readonly WalkedTask[]; completed: boolean }>;

/** Where a customer stands: computed on every request, stored nowhere. */
export type Walk = Readonly<{
  sections: readonly WalkedSection[];
  /** All steps on the path, in order. */
  steps: readonly WalkedStep[];
  /** Answers on the path taken: what counts. */
  counting: Answers;
  /** The first form step that is not completed and may be started, else null. */
  nextStepId: string | null;
  /** True when every form step on the path is completed, so the flow may be submitted. */
  readyToSubmit: boolean;
}>;

export type Progress = Readonly<{
  tasksCompleted: number;
  tasksTotal: number;
  sectionIndex: number;
  sectionsTotal: number;
  sectionId: string | null;
  minutesLeft: number;
}>;

/** What is wrong with one answer: the key of its message (`field.*`) and the values that the message needs. */
export type FieldError = Readonly<{ code: string; args: Readonly<Record<string, string | number | boolean>> }>;
export type ParsedAnswers =
  | Readonly<{
      ok: true;
      values: Answers;
      erased: readonly string[];
      /** What looks wrong without being impossible: shown once, accepted when the person says so. */
      warnings: Readonly<Record<string, readonly FieldError[]>>;
    }>
  | Readonly<{
      ok: false;
      errors: Readonly<Record<string, readonly FieldError[]>>;
      values: Answers;
      revealed: readonly string[];
    }>;

export type Finding = Readonly<{
  severity: 'error' | 'warning';
  /** Its text is under `check.<code>`. */
  code: string;
  /** JSON path in the document, `sections[0].tasks[1].steps[0].fields[2].visible`. */
  path: string;
  args: Readonly<Record<string, string | number | boolean>>;
}>;
