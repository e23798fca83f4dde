import type { ReactNode } from 'react';
import type { StepPageField, StepPageGroup } from './step-page';

type Props = Readonly<{
  fields: readonly StepPageField[];
  groups: readonly StepPageGroup[];
  question: (field: StepPageField) => ReactNode;
}>;

/** Beyond this many questions a page is laid out part by part, as the parts come near. */
const longFrom = 40;
const partSize = 25;

/**
 * The questions of a page in their order: those of a group in one field set under its title, the others as they come.
 * The parts of a long page are told to the browser, so that it lays out only what is near the reader.
 */
export const FieldParts = ({ fields, groups, question }: Props) => {
  const isLong = fields.length > longFrom;
  return partsOf(fields, isLong ? partSize : Infinity).map((part, index) => {
    const group = groups.find(({ id }) => id === part[0]?.group);
    const questions = part.map(question);
    const content = group ? <Group group={group}>{questions}</Group> : questions;
    if (isLong)
      return (
        <div key={index} className="field-part stack stack--wide">
          {content}
        </div>
      );
    return group ? (
      <Group key={index} group={group}>
        {questions}
      </Group>
    ) : (
      questions
    );
  });
};

const Group = ({ group, children }: Readonly<{ group: StepPageGroup; children: ReactNode }>) => (
  <fieldset className="field-group">
    <legend>
      <h2 className="field-group__title">{group.title}</h2>
      {group.hint ? <p className="field-group__hint">{group.hint}</p> : null}
    </legend>
    <div className="stack stack--wide">{children}</div>
  </fieldset>
);

/** Neighbours of the same group together, in parts of at most `size`. */
function partsOf(fields: readonly StepPageField[], size: number): readonly (readonly StepPageField[])[] {
  const parts: StepPageField[][] = [];
  for (const field of fields) {
    const last = parts.at(-1);
    if (last && last[0]?.group === field.group && (field.group !== undefined || last.length < size)) last.push(field);
    else parts.push([field]);
  }
  return parts;
}
