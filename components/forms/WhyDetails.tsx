import type { ReactNode } from 'react';
import { Icon } from '@/components/ui/Icon';

/** "Why we ask": closed until asked for, and openable without a script. */
export const WhyDetails = ({ summary, children }: Readonly<{ summary: string; children: ReactNode }>) => (
  <details className="why">
    <summary>
      <Icon name="chevron" />
      <span className="why__text">{summary}</span>
    </summary>
    <div className="why__body">{children}</div>
  </details>
);
