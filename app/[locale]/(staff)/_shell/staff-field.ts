/** One field of a staff form, as plain data with every text in the reader's language. */
export type StaffField = Readonly<{
  name: string;
  /** What is typed into a `secret` is never shown again. */
  type: 'text' | 'email' | 'select' | 'radios' | 'textarea' | 'secret' | 'file';
  label: string;
  hint?: string;
  required?: boolean;
  options?: readonly Readonly<{ value: string; label: string; hint?: string }>[];
  /** For a file: what the device offers to choose from. */
  accept?: string;
  dir?: 'ltr' | 'auto';
  autoComplete?: string;
  /** Letters of equal width, no corrections by the keyboard. */
  code?: boolean;
  width?: 'full' | 'medium' | 'short';
  defaultValue?: string;
  /** Starts a group of fields under this heading. */
  heading?: string;
}>;
