import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { readSheet } from 'read-excel-file/node';
import writeSheet from 'write-excel-file/node';

export type Cells = Record<string, string>;

/** The rows of a sheet as a spreadsheet shows them, by their heads. */
export async function readRows(file: string): Promise<Cells[]> {
  if (file.endsWith('.csv')) return parse(readFileSync(file), { bom: true, columns: true });
  const [heads = [], ...rows] = await readSheet(readFileSync(file), { trim: false });
  return rows.map((cells) => Object.fromEntries(heads.map((head, i) => [String(head), String(cells[i] ?? '')])));
}

/** Saves rows as a spreadsheet would. */
export async function saveRows(file: string, rows: Cells[], delimiter = ','): Promise<void> {
  const heads = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => heads.map((head) => row[head] ?? ''));
  if (file.endsWith('.csv'))
    writeFileSync(file, stringify([heads, ...cells], { delimiter, record_delimiter: 'windows' }));
  else writeFileSync(file, await writeSheet([heads, ...cells]).toBuffer());
}

/** Changes cells of the rows with these keys. Returns the numbers of the rows, as a spreadsheet counts them. */
export function edit(rows: Cells[], changes: Record<string, Cells>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(changes).map(([key, cells]) => {
      const at = rows.findIndex((row) => row.key === key);
      const row = rows[at];
      if (row === undefined) throw new Error(`there is no row ${key}`);
      Object.assign(row, cells);
      return [key, at + 2];
    }),
  );
}
