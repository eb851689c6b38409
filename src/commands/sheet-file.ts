import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import writeSheet from 'write-excel-file/node';
import { COLUMNS, READ_COLUMNS } from '../conversation/sheet.ts';
import type { SheetRow } from '../conversation/sheet-plan.ts';
import { UsageError } from '../errors.ts';
import { fromCell, toCsv } from '../evaluation/csv.ts';

const WIDTHS: Readonly<Record<(typeof COLUMNS)[number], number>> = {
  key: 32,
  place: 32,
  source: 60,
  translation: 60,
  limit: 8,
  state: 24,
  keep: 24,
};

/** Writes a translator's sheet, as CSV or as XLSX, by the file's ending. Throws a `UsageError` for any other ending. */
export async function writeSheetFile(file: string, rows: readonly (string | number)[][]): Promise<void> {
  const heads = [...COLUMNS];
  if (endingOf(file) === '.csv') return write(file, toCsv([heads, ...rows]));
  const cells = rows.map((row) => row.map((value) => ({ value, wrap: true, alignVertical: 'top' as const })));
  const data = [heads.map((value) => ({ value, fontWeight: 'bold' as const })), ...cells];
  const columns = COLUMNS.map((column) => ({ width: WIDTHS[column] }));
  write(file, await writeSheet(data, { columns, stickyRowsCount: 1 }).toBuffer());
}

function write(file: string, content: string | Buffer): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * Reads a sheet that came back. Row 1 holds the heads, as in a spreadsheet. Throws a `UsageError` for a file that is no
 * such sheet.
 */
export async function readSheetFile(file: string): Promise<SheetRow[]> {
  const ending = endingOf(file);
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
  const [heads = [], ...rows] = ending === '.csv' ? readCsv(file) : await readXlsx(file);
  const columns = READ_COLUMNS.map((name) => ({ name, at: heads.map((head) => head.trim()).indexOf(name) }));
  const lost = columns.filter(({ at }) => at < 0).map(({ name }) => name);
  if (lost.length > 0) throw new UsageError(`${file} has no column ${lost.join(', ')} in its first row`);
  return rows.flatMap((cells, i) => {
    if (cells.every((cell) => cell.trim() === '')) return [];
    const [key = '', source = '', translation = '', state = ''] = columns.map(({ at }) => cells[at] ?? '');
    return [{ row: i + 2, key: key.trim(), source, translation, state }];
  });
}

function endingOf(file: string): '.csv' | '.xlsx' {
  const ending = extname(file).toLowerCase();
  if (ending === '.csv' || ending === '.xlsx') return ending;
  throw new UsageError(`${file} must end in .csv or .xlsx`);
}

/** Excel ends lines within a cell as it likes. */
const withLineFeeds = (cell: string): string => cell.replace(/\r\n?/g, '\n');

function readCsv(file: string): string[][] {
  const text = decode(file);
  const [first = ''] = text.split('\n', 1);
  // Where the comma is the sign of decimals, a spreadsheet saves CSV with semicolons; others save it with tabs.
  const delimiter = [',', ';', '\t'].find((sign) => first.split(sign).length >= READ_COLUMNS.length) ?? ',';
  try {
    const rows: string[][] = parse(text, { bom: true, delimiter, relax_column_count: true });
    return rows.map((cells) => cells.map((cell) => withLineFeeds(fromCell(cell))));
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function decode(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch {
    throw new UsageError(`${file} is not in UTF-8: save it as "CSV UTF-8", or as .xlsx`);
  }
}

async function readXlsx(file: string): Promise<string[][]> {
  try {
    const rows = await readSheet(readFileSync(file), { trim: false, parseNumber: (digits) => digits });
    return rows.map((cells) => cells.map((cell) => withLineFeeds(String(cell ?? ''))));
  } catch {
    throw new UsageError(`${file} cannot be read: it is no XLSX`);
  }
}
