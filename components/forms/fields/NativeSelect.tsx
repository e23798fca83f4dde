import { Icon } from '@/components/ui/Icon';
import { controlProps, type FieldProps } from '../field-props';
import type { FieldViewOption } from '../field-view';
import { FieldShell } from '../FieldShell';

type Props = FieldProps & Readonly<{ defaultValue?: string; options: readonly FieldViewOption[] }>;

/**
 * A list to choose one from, as the device shows it; options that name a group stand under it. The first entry is
 * empty, so nothing is chosen by accident.
 */
export const NativeSelect = ({ defaultValue = '', options, ...field }: Props) => (
  <FieldShell field={field}>
    <span className="select">
      <select {...controlProps(field)} className="input" defaultValue={defaultValue}>
        <option value="">{field.texts.choose}</option>
        {groupsOf(options).map(({ group, of }) =>
          group === undefined ? (
            <Options key="" options={of} />
          ) : (
            <optgroup key={group} label={group}>
              <Options options={of} />
            </optgroup>
          ),
        )}
      </select>
      <Icon name="chevronDown" />
    </span>
  </FieldShell>
);

const Options = ({ options }: Readonly<{ options: readonly FieldViewOption[] }>) =>
  options.map((option) => (
    <option key={option.value} value={option.value}>
      {option.label}
    </option>
  ));

/** The options by their headings, in the order in which these first come up. */
export function groupsOf(
  options: readonly FieldViewOption[],
): readonly Readonly<{ group: string | undefined; of: readonly FieldViewOption[] }>[] {
  const groups = new Map<string | undefined, FieldViewOption[]>();
  for (const option of options) {
    const known = groups.get(option.group);
    if (known) known.push(option);
    else groups.set(option.group, [option]);
  }
  return [...groups].map(([group, of]) => ({ group, of }));
}
