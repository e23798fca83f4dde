import { DataTable } from '@/components/ui/DataTable';
import { StatusTag } from '@/components/ui/StatusTag';

type StageFigures = Readonly<{
  stage: string;
  flows: number;
  conversion: number | null;
  dropOff: number;
  share: number | null;
}>;

type Props = Readonly<{
  stages: readonly StageFigures[];
  /** Shares of fewer than this many are not shown: they would say more than is known. */
  ratesFrom: number;
  nameOf: (stage: string) => string;
  number: (value: number) => string;
  percent: (value: number) => string;
  texts: Readonly<
    Record<'title' | 'table' | 'stage' | 'flows' | 'conversion' | 'dropOff' | 'share' | 'unknown' | 'largest', string>
  >;
}>;

/** The funnel as bars with their figures, and the same with losses as a table. The stage that loses most stands out. */
export const FunnelChart = ({ stages, ratesFrom, nameOf, number, percent, texts }: Props) => {
  const most = Math.max(1, ...stages.map(({ flows }) => flows));
  const lossMax = Math.max(0, ...stages.map(({ dropOff }) => dropOff));
  const worst = lossMax > 0 ? stages.find(({ dropOff }) => dropOff === lossMax)?.stage : undefined;
  const base = (index: number): number => stages[index - 1]?.flows ?? 0;
  const rate = (value: number | null, of: number): string =>
    value === null || of < ratesFrom ? texts.unknown : percent(value);
  return (
    <>
      <figure className="funnel">
        <figcaption className="visually-hidden">{texts.title}</figcaption>
        <ul className="bars" aria-label={texts.title}>
          {stages.map(({ stage, flows, conversion }, index) => (
            <li key={stage} className="bars__row" data-highlight={stage === worst ? '' : undefined}>
              <span>{nameOf(stage)}</span>
              <svg className="bars__track" viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true">
                <rect className="bars__ground" width="1000" height="24" />
                <rect className="bars__bar" width={Math.round((flows / most) * 1000)} height="24" />
              </svg>
              <span className="bars__value">
                {number(flows)}{' '}
                {conversion !== null && base(index) >= ratesFrom ? (
                  <span className="bars__share">{percent(conversion)}</span>
                ) : null}
              </span>
            </li>
          ))}
        </ul>
      </figure>
      <DataTable
        caption={texts.table}
        columns={[
          { id: 'stage', label: texts.stage },
          { id: 'flows', label: texts.flows, numeric: true },
          { id: 'conversion', label: texts.conversion, numeric: true },
          { id: 'dropOff', label: texts.dropOff, numeric: true },
          { id: 'share', label: texts.share, numeric: true },
        ]}
        rows={stages.map(({ stage, flows, conversion, dropOff, share }, index) => ({
          id: stage,
          cells: {
            stage: (
              <span className="cluster">
                {nameOf(stage)}
                {stage === worst ? <StatusTag tone="warning">{texts.largest}</StatusTag> : null}
              </span>
            ),
            flows: number(flows),
            conversion: index === 0 ? texts.unknown : rate(conversion, base(index)),
            dropOff: index === 0 ? texts.unknown : number(dropOff),
            share: rate(share, stages[0]?.flows ?? 0),
          },
        }))}
      />
    </>
  );
};
