import type { ReactNode } from 'react';

export type TimelineItem = Readonly<{
  id: string;
  title: ReactNode;
  state: 'done' | 'current' | 'ahead' | 'problem';
  /** ISO time for machines and the same time written for the reader; absent for what has not happened. */
  time?: Readonly<{ iso: string; text: string }>;
  detail?: ReactNode;
  /** The state in a word when the title does not say it; read aloud only. */
  stateLabel?: string;
}>;

/** What happened and what comes, in order. */
export const Timeline = ({ items, label }: Readonly<{ items: readonly TimelineItem[]; label: string }>) => (
  <ol className="timeline" aria-label={label}>
    {items.map((item) => (
      <li
        key={item.id}
        className="timeline__item"
        data-state={item.state}
        aria-current={item.state === 'current' ? 'step' : undefined}
      >
        <span className="timeline__mark" aria-hidden="true" />
        <div>
          <div className="timeline__head">
            <span className="timeline__title">{item.title}</span>
            {item.time ? <time dateTime={item.time.iso}>{item.time.text}</time> : null}
          </div>
          {item.stateLabel ? <span className="visually-hidden">{item.stateLabel}</span> : null}
          {item.detail ? <div className="timeline__detail">{item.detail}</div> : null}
        </div>
      </li>
    ))}
  </ol>
);
