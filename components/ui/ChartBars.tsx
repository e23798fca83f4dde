import { DataTable } from './DataTable';

export type Bar = Readonly<{
  id: string;
  label: string;
  value: number;
  /** The value written for the reader. */
  valueText: string;
  /** A second figure, such as the share that went on; already written for the reader. */
  shareText?: string;
  highlight?: boolean;
}>;
type Props = Readonly<{
  /** What the picture shows, in one sentence: the name of the picture and the caption of the table. */
  title: string;
  bars: readonly Bar[];
  tableToggle: string;
  columns: Readonly<{ label: string; value: string; share?: string }>;
}>;

/**
 * Bars from zero, drawn on the server, with their figures written beside them, and the same as a table for everyone
 * who would rather read.
 */
export const ChartBars = ({ title, bars, tableToggle, columns }: Props) => {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const shares = bars.some((bar) => bar.shareText !== undefined);
  return (
    <figure>
      <ul className="bars" aria-label={title}>
        {bars.map((bar) => (
          <li key={bar.id} className="bars__row" data-highlight={bar.highlight ? '' : undefined}>
            <span>{bar.label}</span>
            <svg className="bars__track" viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true">
              <rect className="bars__ground" width="1000" height="24" />
              <rect className="bars__bar" width={Math.round((bar.value / most) * 1000)} height="24" />
            </svg>
            <span className="bars__value">
              {bar.valueText} {bar.shareText ? <span className="bars__share">{bar.shareText}</span> : null}
            </span>
          </li>
        ))}
      </ul>
      <details className="why">
        <summary>
          <span className="why__text">{tableToggle}</span>
        </summary>
        <DataTable
          caption={title}
          columns={[
            { id: 'label', label: columns.label },
            { id: 'value', label: columns.value, numeric: true },
            ...(shares && columns.share ? [{ id: 'share', label: columns.share, numeric: true }] : []),
          ]}
          rows={bars.map((bar) => ({
            id: bar.id,
            cells: { label: bar.label, value: bar.valueText, share: bar.shareText ?? '' },
          }))}
        />
      </details>
    </figure>
  );
};
