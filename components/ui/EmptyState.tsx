import type { ReactNode } from 'react';
import { Arch } from './Arch';

type Props = Readonly<{ title: string; children: ReactNode; action?: ReactNode }>;

/** Where there is nothing yet: one sentence why, and one thing to do about it. */
export const EmptyState = ({ title, children, action }: Props) => (
  <div className="empty">
    <Arch />
    <h2>{title}</h2>
    <p>{children}</p>
    {action ? <div className="empty__action">{action}</div> : null}
  </div>
);
