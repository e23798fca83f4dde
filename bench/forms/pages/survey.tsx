import { createRoot } from 'react-dom/client';
import { Model } from 'survey-core';
import 'survey-core/survey-core.min.css';
import { Survey } from 'survey-react-ui';
import type { WorkField } from '../workload';
import { asked, isShown, present, valueOf } from './bench-page';

/** The workload in SurveyJS, as its documentation shows such a form: one page, panels, `visibleIf`. */
const work = asked();
const model = new Model({
  showQuestionNumbers: 'off',
  clearInvisibleValues: 'onHidden',
  textUpdateMode: 'onTyping',
  pages: [
    {
      name: 'all',
      elements: work.sections.map(({ id, title, fields }) => ({
        type: 'panel',
        name: id,
        title,
        elements: fields.map(element),
      })),
    },
  ],
});
createRoot(document.body.appendChild(document.createElement('main'))).render(<Survey model={model} />);
present({
  find: (id) => control(id),
  isVisible: (id) => isShown(control(id)),
  value: (id) => valueOf(control(id)),
});

function element(field: WorkField): object {
  const visibleIf = field.showIf
    .map(
      ({ field: on, is, value }) =>
        `{${on}} ${is === 'equal' ? '=' : '<>'} ${typeof value === 'boolean' ? value : `'${value}'`}`,
    )
    .join(' and ');
  const shared = {
    ...{ name: field.id, title: field.label, isRequired: field.required, defaultValue: field.initial },
    ...(visibleIf !== '' && { visibleIf }),
  };
  if (field.type === 'boolean') return { ...shared, type: 'boolean', renderAs: 'checkbox' };
  if (field.type === 'select') return { ...shared, type: 'dropdown', renderAs: 'select', choices: field.options };
  if (field.type === 'number') return { ...shared, type: 'text', inputType: 'number', min: 0, max: 1_000_000 };
  return { ...shared, type: 'text', maxLength: field.maxLength };
}

function control(id: string): HTMLElement | null {
  const question = model.getQuestionByName(id);
  return question?.isVisible ? document.querySelector<HTMLElement>(`[data-name="${id}"] :is(input, select)`) : null;
}
