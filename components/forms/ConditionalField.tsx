import type { ReactNode } from 'react';
import { conditionalCss, type ConditionalRule } from './conditional-css';

/** A question that another answer brings up. The id ties it to the rules of `ConditionalRules`. */
export const ConditionalField = ({ fieldId, children }: Readonly<{ fieldId: string; children: ReactNode }>) => (
  <div className="conditional" data-conditional={fieldId}>
    {children}
  </div>
);

type RulesProps = Readonly<{ rules: readonly ConditionalRule[]; nonce?: string }>;

/** The style element that shows and hides the page's conditional questions where no script runs. One per form. */
export const ConditionalRules = ({ rules, nonce }: RulesProps) => {
  const css = conditionalCss(rules);
  if (css === '') return null;
  return <style nonce={nonce} dangerouslySetInnerHTML={{ __html: css }} />;
};
