import { Icon } from '@/components/ui/Icon';
import { VisuallyHidden } from '@/components/ui/VisuallyHidden';
import type { FormTexts } from './form-texts';

type Props = Readonly<{
  id: string;
  errors: readonly string[];
  warnings?: readonly string[];
  texts: Pick<FormTexts, 'errorPrefix' | 'warningPrefix'>;
}>;

/** What is wrong with one field, or looks so, at the field, in the words of the summary. The prefix is heard, not seen. */
export const ValidationDisplay = ({ id, errors, warnings = [], texts }: Props) => {
  const isWrong = errors.length > 0;
  const problems = isWrong ? errors : warnings;
  if (problems.length === 0) return null;
  return (
    <div id={`${id}-error`}>
      {problems.map((problem) => (
        <p key={problem} className="field__error" data-tone={isWrong ? undefined : 'warning'}>
          <Icon name="alert" />
          <span>
            <VisuallyHidden>{isWrong ? texts.errorPrefix : texts.warningPrefix} </VisuallyHidden>
            {problem}
          </span>
        </p>
      ))}
    </div>
  );
};
