import { WhyDetails } from '@/components/forms/WhyDetails';
import type { Why } from '@/lib/onboarding';

/** Why a page is asked at all: closed until asked for, one sentence, or one that leads a list. */
export const WhyAsked = ({ title, why }: Readonly<{ title: string; why: Why | null }>) =>
  why === null ? null : (
    <WhyDetails summary={title}>
      <Reasons why={why} />
    </WhyDetails>
  );

const Reasons = ({ why }: Readonly<{ why: Why }>) => (
  <>
    {why.sentence}
    {why.items.length > 0 ? (
      <ul>
        {why.items.map((item) => (
          <li key={item.sentence}>
            <Reasons why={item} />
          </li>
        ))}
      </ul>
    ) : null}
  </>
);
