import type { ReactNode } from 'react';
import { ConditionalRules } from '@/components/forms/ConditionalField';
import { DynamicForm } from './DynamicForm';
import type { FormAction } from './form-state';
import { StepNavigation } from './StepNavigation';
import type { StepPage, StepTexts } from './step-page';

type Props<T> = Readonly<{
  back: Readonly<{ href: string; label: string }>;
  head: ReactNode;
  /** What there is to say before the questions, such as typing that was kept. */
  notice?: ReactNode;
  page: StepPage;
  texts: StepTexts;
  action: FormAction<T>;
  /** The nonce of this document's content policy, for the rules that stand in for a script; absent where one runs. */
  nonce: string | undefined;
}>;

/** One page of questions: the way back, what it asks, and the form. What is wrong stands above everything else. */
export const OnboardingWizard = <T,>({ back, head, notice, page, texts, action, nonce }: Props<T>) => {
  const rules = page.fields.flatMap(({ id, condition }) => (condition ? [{ fieldId: id, condition }] : []));
  return (
    <>
      <StepNavigation {...back} />
      {notice}
      {nonce === undefined ? null : <ConditionalRules rules={rules} nonce={nonce} />}
      <DynamicForm action={action} page={page} texts={texts} head={head} />
    </>
  );
};
