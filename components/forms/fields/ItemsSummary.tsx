import Link from 'next/link';
import { VisuallyHidden } from '@/components/ui/VisuallyHidden';
import type { FieldProps } from '../field-props';
import type { ItemsView } from '../field-view';
import { Fieldset } from '../Fieldset';
import { FieldName, FieldNotes, markOf } from '../FieldShell';
import { WhyDetails } from '../WhyDetails';

type Props = FieldProps & Readonly<{ list: ItemsView; more: string | undefined }>;

/** The name of the question whether there is another item to add. */
const moreName = (name: string) => `_more.${name}`;

/**
 * A repeatable list: what has been added so far, each item with a page of its own to change or remove it, and the
 * question whether there is another. Nothing is added by a script: a page for an item can be shared, reloaded, left.
 */
export const ItemsSummary = ({ list, more, ...field }: Props) => {
  const { texts } = field;
  const asksForMore = list.items.length > 0 && !list.isFull;
  return (
    <div className="field" role="group" aria-labelledby={`${field.id}-label`} {...markOf(field)}>
      <p className="field__label" id={`${field.id}-label`}>
        <FieldName field={field} />
      </p>
      {asksForMore ? null : <FieldNotes field={field} />}
      {list.items.length === 0 ? (
        <div className="items items--none">
          <p>{texts.itemsNone}</p>
        </div>
      ) : (
        <>
          <p className="items__count">{list.count}</p>
          <ul className="items">
            {list.items.map((item) => (
              <li key={item.id} className="items__item" id={`item-${item.id}`}>
                <div className="items__text">
                  <bdi className="items__name">{item.name}</bdi>
                  {item.lines.map((line, index) => (
                    <bdi key={index} className="items__line">
                      {line}
                    </bdi>
                  ))}
                </div>
                <span className="items__links">
                  <Link href={item.changeHref} prefetch={false}>
                    {texts.itemChange}
                    <VisuallyHidden> {item.name}</VisuallyHidden>
                  </Link>
                  <Link href={item.removeHref} prefetch={false}>
                    {texts.itemRemove}
                    <VisuallyHidden> {item.name}</VisuallyHidden>
                  </Link>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {list.items.length === 0 ? (
        <Link className="button" data-variant="secondary" href={list.addHref} prefetch={false} id={field.id}>
          {texts.itemAdd}
        </Link>
      ) : null}
      {list.isFull ? <p className="field__hint">{texts.itemsFull}</p> : null}
      {asksForMore ? <MoreQuestion field={field} more={more} /> : null}
      {field.why ? <WhyDetails summary={texts.why}>{field.why}</WhyDetails> : null}
    </div>
  );
};

/** Whether there is another one: its own small question, so that an error says what it is about. */
const MoreQuestion = ({ field, more }: Readonly<{ field: FieldProps; more: string | undefined }>) => {
  const name = moreName(field.name);
  const asked = { ...field, label: field.texts.itemsMore, required: true, later: false, source: undefined };
  return (
    <Fieldset field={{ ...asked, why: undefined, asHeading: false }} radios>
      <input type="hidden" name="_asks" value={field.name} />
      <div className="choices" data-columns="2">
        {(['yes', 'no'] as const).map((answer) => {
          const id = answer === 'yes' ? field.id : `${field.id}-no`;
          return (
            <label key={answer} className="choice" htmlFor={id}>
              <input
                className="choice__input"
                type="radio"
                id={id}
                name={name}
                value={answer}
                defaultChecked={more === answer}
              />
              <span className="choice__title">{field.texts[answer]}</span>
            </label>
          );
        })}
      </div>
    </Fieldset>
  );
};
