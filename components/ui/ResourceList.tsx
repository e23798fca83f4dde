import type { ReactNode } from 'react';
import { Icon } from './Icon';
import type { IconName } from './icons';
import { StatusTag, type StatusTone } from './StatusTag';

export type ResourceState = 'waiting' | 'working' | 'done' | 'failed' | 'undone';
export type Resource = Readonly<{
  id: string;
  title: ReactNode;
  state: ResourceState;
  /** The state as a word in the reader's language. */
  stateLabel: string;
  detail?: ReactNode;
}>;

const icons: Record<ResourceState, IconName> = {
  waiting: 'clock',
  working: 'arch',
  done: 'check',
  failed: 'alert',
  undone: 'undo',
};
const tones: Record<ResourceState, StatusTone> = {
  waiting: 'waiting',
  working: 'active',
  done: 'plain',
  failed: 'problem',
  undone: 'warning',
};

/** What a provisioning run makes, one thing after the other, each with its state in a word. */
export const ResourceList = ({ items, label }: Readonly<{ items: readonly Resource[]; label: string }>) => (
  <ol className="resources" aria-label={label}>
    {items.map((item) => (
      <li key={item.id} className="resources__item" data-state={item.state}>
        <span className="resources__mark">
          <Icon name={icons[item.state]} />
        </span>
        <div>
          <div className="resources__head">
            <span className="resources__title">{item.title}</span>
            <StatusTag tone={tones[item.state]}>{item.stateLabel}</StatusTag>
          </div>
          {item.detail ? <div className="resources__detail">{item.detail}</div> : null}
        </div>
      </li>
    ))}
  </ol>
);
