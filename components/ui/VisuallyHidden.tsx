import type { ReactNode } from 'react';

/** Text for people who listen to the page. */
export const VisuallyHidden = ({ children }: Readonly<{ children: ReactNode }>) => (
  <span className="visually-hidden">{children}</span>
);
