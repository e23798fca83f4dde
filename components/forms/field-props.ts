import type { FormTexts } from './form-texts';

type FieldElement = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type FieldEvent = Readonly<{ target: unknown; type?: unknown }>;

/** What `register` of React Hook Form returns: it listens to the native control and owns nothing of it. */
export type FieldRegistration = Readonly<{
  name: string;
  ref: (element: FieldElement | null) => void;
  onBlur: (event: FieldEvent) => unknown;
}>;

/**
 * What every field takes. Fields are native and uncontrolled, so that they work before and without any script;
 * errors are sentences in the reader's language, the same as in the error summary.
 */
export type FieldProps = Readonly<{
  id: string;
  name: string;
  label: string;
  hint?: string;
  why?: string;
  errors: readonly string[];
  /** What looks wrong without being impossible. */
  warnings?: readonly string[];
  required: boolean;
  /** True where the answer may come later. */
  later?: boolean;
  /** Where a value that nobody typed here comes from. */
  source?: string;
  dir?: 'ltr' | 'rtl' | 'auto';
  autoComplete?: string;
  texts: FormTexts;
  /** True where the question is the heading of its page. */
  asHeading?: boolean;
  registration?: FieldRegistration;
}>;

type Described = Pick<FieldProps, 'id' | 'hint' | 'errors' | 'warnings' | 'source'>;

/** The ids of a field's notes and problems, for `aria-describedby`; undefined when there are none. */
export const describedBy = (field: Described, ...more: string[]): string | undefined =>
  [
    field.hint ? `${field.id}-hint` : '',
    field.source ? `${field.id}-source` : '',
    hasProblem(field) ? `${field.id}-error` : '',
    ...more,
  ]
    .filter(Boolean)
    .join(' ') || undefined;

/** Whether there is something to say about a field's answer: that it is wrong, or that it looks so. */
export const hasProblem = ({ errors, warnings = [] }: Pick<FieldProps, 'errors' | 'warnings'>): boolean =>
  errors.length > 0 || warnings.length > 0;

/** The attributes that every single control of a field shares. */
export const controlProps = (field: FieldProps, ...describedByMore: string[]) => ({
  ...field.registration,
  id: field.id,
  name: field.name,
  dir: field.dir,
  autoComplete: field.autoComplete,
  'aria-describedby': describedBy(field, ...describedByMore),
  'aria-invalid': field.errors.length > 0 ? true : undefined,
  'aria-required': field.required ? true : undefined,
});
