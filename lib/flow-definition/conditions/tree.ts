/** Where a condition may look: `answers.x`, `customer.x`, `flow.x`, `actions.action.output`, or `today` alone. */
export type ReferencePath = readonly [root: 'answers' | 'customer' | 'flow' | 'actions' | 'today', ...names: string[]];

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';
export type ArithmeticOperator = '+' | '-' | '*';

/**
 * The checked syntax tree of a condition or reference: plain JSON, stored with the published version and evaluated
 * alike by server and browser. Deliberately much smaller than CEL, so that proofs over it stay possible.
 */
export type Tree =
  | Readonly<{ op: 'value'; value: string | number | boolean }>
  | Readonly<{ op: 'ref'; path: ReferencePath }>
  | Readonly<{ op: 'has'; path: ReferencePath }>
  | Readonly<{ op: 'list'; items: readonly Tree[] }>
  | Readonly<{ op: 'not' | 'negative' | 'size'; of: Tree }>
  | Readonly<{ op: '&&' | '||' | ComparisonOperator | ArithmeticOperator; left: Tree; right: Tree }>
  | Readonly<{ op: 'if'; test: Tree; then: Tree; else: Tree }>;

/** `answers.region` as one string: the key by which references are compared and indexed. */
export const pathKey = (path: ReferencePath): string => path.join('.');
