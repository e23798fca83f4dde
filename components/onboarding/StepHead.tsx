import type { ReactNode } from 'react';
import { FormStepper } from '@/components/forms/FormStepper';
import { WhyDetails } from '@/components/forms/WhyDetails';

type Props = Readonly<{
  /** The section and task that the page belongs to. */
  caption: string;
  title: string;
  help: string | null;
  why: Readonly<{ label: string; text: string }> | null;
  /** "Question 2 of 3", only where no condition can change it. */
  position: string | null;
  /** Why the page is asked at all. */
  asked?: ReactNode;
}>;

/** What a page asks and where it belongs. */
export const StepHead = ({ caption, title, help, why, position, asked }: Props) => (
  <div className="step-head">
    <p className="page-caption">{caption}</p>
    <h1 tabIndex={-1}>{title}</h1>
    {position ? <FormStepper text={position} /> : null}
    {help ? <p>{help}</p> : null}
    {why ? <WhyDetails summary={why.label}>{why.text}</WhyDetails> : null}
    {asked}
  </div>
);
