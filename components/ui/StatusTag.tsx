import type { ReactNode } from 'react';
import { Icon } from './Icon';

/**
 * What kind of news a status is: `done` and `plain` are quiet text, `waiting` is grey ("Cannot start yet"), the others
 * stand on a ground of their own colour.
 */
export type StatusTone = 'done' | 'plain' | 'waiting' | 'active' | 'new' | 'good' | 'warning' | 'problem';

type Props = Readonly<{ tone: StatusTone; children: ReactNode; id?: string }>;

/** A status as a word. Colour only repeats it. Give `id` when a link is described by it. */
export const StatusTag = ({ tone, children, id }: Props) => (
  <span className="status" data-tone={tone} id={id}>
    {tone === 'done' ? <Icon name="check" /> : null}
    {tone === 'problem' ? <Icon name="alert" /> : null}
    {children}
  </span>
);
