import type { ReactNode } from 'react';

type Props = Readonly<{ children: ReactNode; code?: boolean; wrap?: boolean }>;

/**
 * Data made for machines (identifiers, keys, addresses, phone numbers) in an isolate of its own, because in an Arabic
 * sentence `+1 555-123` would otherwise be shown as another number. `wrap` for values that may break over lines.
 */
export const Ltr = ({ children, code = false, wrap = false }: Props) => (
  <bdi dir="ltr" className={`ltr${wrap ? '' : ' ltr--short'}${code ? ' code' : ''}`}>
    {children}
  </bdi>
);
