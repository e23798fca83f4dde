import type { FormTexts } from './form-texts';

type FieldElement = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type FieldEvent = Readonly<{ target: unknown; type?: unknown }>;

/** What `register` of React Hook Form returns: it listens to the native control and owns nothing of it. */
export type FieldRegistration = Readonly<{
  name: string;
  ref: (element: FieldElement | null) => void;
  onChange: (event: FieldEvent) => unknown;
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
  required: boolean;
  dir?: 'ltr' | 'rtl' | 'auto';
  autoComplete?: string;
  texts: FormTexts;
  /** True where the question is the heading of its page. */
  asHeading?: boolean;
  registration?: FieldRegistration;
}>;

/** The ids of hint and error, for `aria-describedby`; undefined when there is neither. */
export const describedBy = (field: Pick<FieldProps, 'id' | 'hint' | 'errors'>, ...more: string[]): string | undefined =>
  [field.hint ? `${field.id}-hint` : '', field.errors.length > 0 ? `${field.id}-error` : '', ...more]
    .filter(Boolean)
    .join(' ') || undefined;

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
