import { createRoot } from 'react-dom/client';
import '@/app/globals.css';
import { DynamicForm } from '@/components/onboarding/DynamicForm';
import type { FormState } from '@/components/onboarding/form-state';
import type { StepPage, StepTexts } from '@/components/onboarding/step-page';
import { isShown, present } from './bench-page';

/** The workload drawn by the product's own form, from the page that the harness made of a flow definition. */
const { page, texts } = JSON.parse(document.getElementById('page')?.textContent ?? '{}') as Readonly<{
  page: StepPage;
  texts: StepTexts;
}>;
const types = new Map(page.fields.map(({ id, type }) => [id, type]));
const action = (state: FormState<unknown>): Promise<FormState<unknown>> => Promise.resolve(state);
createRoot(document.body.appendChild(document.createElement('main'))).render(
  <DynamicForm action={action} page={page} texts={texts} head={<h1>{page.title}</h1>} />,
);
present({
  find,
  isVisible: (id) => isShown(controlsOf(id)[0] ?? null),
  value,
  renders: () => window.__renders ?? 0,
});

declare global {
  interface Window {
    __renders?: number;
  }
}

function controlsOf(id: string): readonly (HTMLInputElement | HTMLSelectElement)[] {
  return [...document.getElementsByName(id)].filter(
    (element) => element instanceof HTMLInputElement || element instanceof HTMLSelectElement,
  );
}

/** The control to type into; of a question with two answers the one that is not chosen, so that a press changes it. */
function find(id: string): HTMLElement | null {
  const controls = controlsOf(id);
  return (
    controls.find((control) => control instanceof HTMLInputElement && control.type === 'radio' && !control.checked) ??
    controls[0] ??
    null
  );
}

function value(id: string): string | boolean | undefined {
  const controls = controlsOf(id);
  const chosen = controls.find(
    (control) => control instanceof HTMLInputElement && control.type === 'radio' && control.checked,
  );
  if (types.get(id) === 'yesNo') return chosen?.value === 'yes';
  return controls[0] instanceof HTMLInputElement && controls[0].type === 'radio' ? chosen?.value : controls[0]?.value;
}
