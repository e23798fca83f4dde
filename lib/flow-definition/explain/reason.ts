import type { AnswerValue } from '../types';

/** How an answer, or a fact about the customer, met a condition. */
export type ReasonOperator =
  | 'is'
  | 'isNot'
  | 'isOneOf'
  | 'isNoneOf'
  | 'includes'
  | 'excludes'
  | 'isGiven'
  | 'isNotGiven'
  | 'lessThan'
  | 'atMost'
  | 'moreThan'
  | 'atLeast';

type Compared = Readonly<{
  operator: ReasonOperator;
  /** What it was compared with: option ids, numbers, dates, texts, yes and no. Empty for presence. */
  values: readonly (string | number | boolean)[];
  /** True when not the value was compared but how many it holds. */
  counted?: true;
}>;

/** One thing that decided, without words: ids to be put into words by whoever shows it. */
export type ReasonPart =
  | Readonly<{ kind: 'all' | 'any'; parts: readonly ReasonPart[] }>
  | (Readonly<{
      kind: 'answer';
      fieldId: string;
      /** The part of an address that was looked at. */
      member?: string;
      /** What is answered now; never the text of a secret. */
      answer?: AnswerValue;
    }> &
      Compared)
  | (Readonly<{ kind: 'fact'; name: string; value?: string }> & Compared)
  /** A comparison of answers with each other or with a calculation: only what took part in it is said. */
  | Readonly<{ kind: 'answers'; fieldIds: readonly string[] }>;

/** Why something is there: for everybody, or because of what decided. */
export type Reason = Readonly<{ kind: 'always' }> | Readonly<{ kind: 'because'; of: ReasonPart }>;
