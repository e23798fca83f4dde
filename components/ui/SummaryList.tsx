import type { ReactNode } from 'react';
import { VisuallyHidden } from './VisuallyHidden';

export type SummaryRow = Readonly<{
  id: string;
  label: string;
  /** The answer; absent means that nothing was answered. */
  value?: ReactNode;
  note?: ReactNode;
  /** Where to change it. `about` completes the link's name for people who hear it without the row. */
  change?: Readonly<{ href: string; label: string; about: string }>;
  /** True for the row that was changed just now. */
  changed?: boolean;
}>;

type Props = Readonly<{ rows: readonly SummaryRow[]; notProvided: string }>;

/** Questions and answers to check or to read. Links are plain, so that the list works everywhere. */
export const SummaryList = ({ rows, notProvided }: Props) => (
  <dl className="summary-list">
    {rows.map((row) => (
      <div key={row.id} id={row.id} className="summary-list__row" data-changed={row.changed ? '' : undefined}>
        <dt>{row.label}</dt>
        <dd>
          {row.value === undefined ? (
            <span className="summary-list__missing">{notProvided}</span>
          ) : (
            <span className="summary-list__value">{row.value}</span>
          )}
          {row.note ? <span className="summary-list__note">{row.note}</span> : null}
        </dd>
        {row.change ? (
          <dd className="summary-list__action">
            <a href={row.change.href}>
              {row.change.label}
              <VisuallyHidden> {row.change.about}</VisuallyHidden>
            </a>
          </dd>
        ) : null}
      </div>
    ))}
  </dl>
);
