import { controlProps, type FieldProps } from '@/components/forms/field-props';
import { FieldShell } from '@/components/forms/FieldShell';

/** A file that is read and not kept: the device's own control. */
export const FileField = ({ accept, ...field }: FieldProps & Readonly<{ accept: string }>) => (
  <FieldShell field={field}>
    <input {...controlProps(field)} type="file" className="input" accept={accept} />
  </FieldShell>
);
