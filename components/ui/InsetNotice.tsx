import type { ReactNode } from 'react';
import { Icon } from './Icon';
import type { IconName } from './icons';

type Tone = 'brand' | 'info' | 'success' | 'warning' | 'error';
type Props = Readonly<{
  tone?: Tone;
  title?: string;
  children: ReactNode;
  /** `status` or `alert` when the notice appears because of something the person did. */
  role?: 'status' | 'alert' | 'note';
}>;

const icons: Record<Tone, IconName> = {
  brand: 'info',
  info: 'info',
  success: 'check',
  warning: 'alert',
  error: 'alert',
};

/** A remark that belongs to the page: what changed, what is being waited for, what to mind. */
export const InsetNotice = ({ tone = 'brand', title, children, role }: Props) => (
  <div className="notice" data-tone={tone} role={role}>
    <Icon name={icons[tone]} />
    <div className="notice__body">
      {title ? <h2 className="notice__title">{title}</h2> : null}
      <div>{children}</div>
    </div>
  </div>
);
