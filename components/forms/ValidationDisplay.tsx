import { Icon } from '@/components/ui/Icon';
import { VisuallyHidden } from '@/components/ui/VisuallyHidden';

type Props = Readonly<{ id: string; errors: readonly string[]; prefix: string }>;

/** What is wrong with one field, at the field, in the words of the summary. `prefix` is heard, not seen. */
export const ValidationDisplay = ({ id, errors, prefix }: Props) => {
  if (errors.length === 0) return null;
  return (
    <div id={`${id}-error`}>
      {errors.map((error) => (
        <p key={error} className="field__error">
          <Icon name="alert" />
          <span>
            <VisuallyHidden>{prefix} </VisuallyHidden>
            {error}
          </span>
        </p>
      ))}
    </div>
  );
};
