import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** A table whose rows a narrow screen shows as cards. */
export interface Table {
  /** The id of the heading that names it. */
  labelledBy: string;
  /** The id of the element that explains it. */
  describedBy?: string;
  /**
   * The first column holds the headings of the rows. `name`: the column's class. `unseen`: the heading is for screen
   * readers alone.
   */
  columns: { name: string; label: string; unseen?: true }[];
  rows: Row[];
}

interface Row {
  /** One cell for each column. */
  cells: Cell[];
  /** A class of the row. */
  mark?: string | undefined;
}

/** The content of a cell; `mark` is a class beside that of its column. */
export type Cell = Html | string | { shows: Html | string; mark: string };

// The roles keep it a table for screen readers where a narrow screen shows the rows as cards.
export const table = ({ labelledBy, describedBy, columns, rows }: Table): Html =>
  html`<table role="table" aria-labelledby="${labelledBy}"${describedBy === undefined ? '' : html` aria-describedby="${describedBy}"`}><thead role="rowgroup"><tr role="row">${columns.map(
    ({ name, label, unseen }) =>
      html`<th role="columnheader" scope="col" class="${name}">${unseen ? html`<span class="unseen">${label}</span>` : label}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">${rows.map(
    ({ cells, mark }) =>
      html`<tr role="row"${mark === undefined ? '' : html` class="${mark}"`}>${cells.map((cell, i) => oneCell(cell, i, columns[i]?.name ?? ''))}</tr>`,
  )}</tbody></table>`;

function oneCell(cell: Cell, at: number, name: string): Html {
  const isMarked = typeof cell === 'object' && 'mark' in cell;
  const shows = isMarked ? cell.shows : cell;
  const names = isMarked ? `${name} ${cell.mark}` : name;
  return at === 0
    ? html`<th role="rowheader" scope="row" class="${names}">${shows}</th>`
    : html`<td role="cell" class="${names}">${shows}</td>`;
}
