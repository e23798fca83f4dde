import type { ReactNode } from 'react';

export type Column = Readonly<{ id: string; label: string; numeric?: boolean }>;
export type Row = Readonly<{ id: string; cells: Readonly<Record<string, ReactNode>> }>;
type Props = Readonly<{
  caption: string;
  /** Hide the caption from view where a heading above says the same. */
  captionHidden?: boolean;
  columns: readonly Column[];
  rows: readonly Row[];
}>;

/**
 * A table with a caption; the first column names the row. On a narrow screen each row becomes a card whose cells
 * carry the names of their columns. The explicit roles survive the change of `display`, which takes a table's
 * meaning away in some browsers.
 */
export const DataTable = ({ caption, captionHidden = false, columns, rows }: Props) => (
  <div className="table-frame">
    <table className="table" data-cards="" role="table">
      <caption className={captionHidden ? 'visually-hidden' : undefined}>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.id} scope="col" role="columnheader" data-numeric={column.numeric ? '' : undefined}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={row.id} role="row">
            {columns.map((column, index) => (
              <Cell key={column.id} column={column} first={index === 0}>
                {row.cells[column.id]}
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Cell = ({ column, first, children }: Readonly<{ column: Column; first: boolean; children: ReactNode }>) => {
  if (first) {
    return (
      <th scope="row" role="rowheader">
        {children}
      </th>
    );
  }
  return (
    <td role="cell" data-numeric={column.numeric ? '' : undefined}>
      <span className="table__label" aria-hidden="true">
        {column.label}
      </span>
      <span>{children}</span>
    </td>
  );
};
