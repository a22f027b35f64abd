import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  /** Names the column, also for sorting. */
  name: string;
  title: ComponentChildren;
  cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the right, with figures of one width. */
  numeric?: boolean;
  /** Left out on a phone. */
  wideOnly?: boolean;
}

export interface TableProps<Row> {
  /** What the table lists, for screen readers. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  rowClass?: (row: Row) => string;
}

/** A table for tens of rows. Thousands are for a list that renders only what is seen. */
export function Table<Row>({ caption, columns, rows, keyOf, rowClass }: TableProps<Row>) {
  const classOf = ({ numeric, wideOnly }: Column<Row>) =>
    [numeric ? 'numeric' : '', wideOnly ? 'wide-only' : ''].join(' ').trim() || undefined;
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label={caption}>
      <table class="table">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" class={classOf(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} class={rowClass?.(row)}>
              {columns.map((column) => (
                <td key={column.name} class={classOf(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
