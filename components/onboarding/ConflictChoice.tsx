import { InsetNotice } from '@/components/ui/InsetNotice';
import { hiddenName, type ConflictTexts, type ShownConflict } from './step-page';

type Props = Readonly<{ conflicts: readonly ShownConflict[]; texts: ConflictTexts }>;

/** Both answers of each conflict and the choice between them; one's own stays in its field below, to be edited. */
export const ConflictChoice = ({ conflicts, texts }: Props) => (
  <InsetNotice tone="warning" title={texts.title} role="alert">
    {conflicts.map(({ fieldId, sentence, stored, base }) => (
      <fieldset key={fieldId} className="fieldset">
        <legend className="field__label">{texts.question}</legend>
        <p>{sentence}</p>
        <p>
          <strong>{texts.stored}:</strong>{' '}
          {stored.map((line) => (
            <bdi key={line}>{line} </bdi>
          ))}
        </p>
        <input type="hidden" name={hiddenName.storedBase(fieldId)} value={base ?? ''} />
        <div className="choices" data-columns="2">
          {(['stored', 'mine'] as const).map((side) => (
            <label key={side} className="choice" htmlFor={`keep-${fieldId}-${side}`}>
              <input
                className="choice__input"
                type="radio"
                id={`keep-${fieldId}-${side}`}
                name={hiddenName.keep(fieldId)}
                value={side}
              />
              <span className="choice__title">{side === 'stored' ? texts.keepStored : texts.keepMine}</span>
            </label>
          ))}
        </div>
      </fieldset>
    ))}
  </InsetNotice>
);
