import { DataTable } from '@/components/ui/DataTable';
import { Ltr } from '@/components/ui/Ltr';
import { StatusTag } from '@/components/ui/StatusTag';

export type EffectRow = Readonly<{ kind: string; name: string; does: 'goes' | 'stays' }>;
type Props = Readonly<{
  rows: readonly EffectRow[];
  words: Readonly<{
    title: string;
    thing: string;
    kind: string;
    fate: string;
    empty: string;
    goes: string;
    stays: string;
  }>;
  kindOf: (kind: string) => string;
}>;

/** Each thing that goes or stays when a customer leaves: by its name, what it is, and what happens to it. */
export const EffectTable = ({ rows, words, kindOf }: Props) =>
  rows.length === 0 ? (
    <p className="muted">{words.empty}</p>
  ) : (
    <DataTable
      caption={words.title}
      columns={[
        { id: 'thing', label: words.thing },
        { id: 'kind', label: words.kind },
        { id: 'fate', label: words.fate },
      ]}
      rows={rows.map(({ kind, name, does }) => ({
        id: `${kind}-${name}`,
        cells: {
          thing: (
            <Ltr code wrap>
              {name}
            </Ltr>
          ),
          kind: kindOf(kind),
          fate: <StatusTag tone={does === 'goes' ? 'warning' : 'plain'}>{words[does]}</StatusTag>,
        },
      }))}
    />
  );
