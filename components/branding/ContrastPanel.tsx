import { DataTable } from '@/components/ui/DataTable';
import { Ltr } from '@/components/ui/Ltr';
import { StatusTag } from '@/components/ui/StatusTag';
import type { BrandPair } from '@/lib/branding';

type Props = Readonly<{
  pairs: readonly BrandPair[];
  /** A ratio as the reader writes numbers. */
  format: (ratio: number) => string;
  texts: Readonly<
    Record<
      BrandPair['pair'] | BrandPair['scheme'] | 'caption' | 'what' | 'where' | 'ratio' | 'least' | 'result' | 'pass',
      string
    >
  >;
}>;

/** The numbers behind a brand: what stands on what, how well it can be read, and the least that is allowed. */
export const ContrastPanel = ({ pairs, format, texts }: Props) => (
  <DataTable
    caption={texts.caption}
    columns={[
      { id: 'what', label: texts.what },
      { id: 'where', label: texts.where },
      { id: 'ratio', label: texts.ratio, numeric: true },
      { id: 'least', label: texts.least, numeric: true },
      { id: 'result', label: texts.result },
    ]}
    rows={pairs.map((pair) => ({
      id: `${pair.scheme}-${pair.pair}`,
      cells: {
        what: texts[pair.pair],
        where: texts[pair.scheme],
        ratio: <Ltr>{format(pair.ratio)}</Ltr>,
        least: <Ltr>{format(pair.target)}</Ltr>,
        result: <StatusTag tone="done">{texts.pass}</StatusTag>,
      },
    }))}
  />
);
