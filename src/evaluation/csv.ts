import { stringify } from 'csv-stringify/sync';

/**
 * Text that a spreadsheet would run as a formula, also behind spaces and invisible signs, and in fullwidth forms; or
 * that would look like one made harmless.
 */
const FORMULA = /^'*(?:[\t\r]|[\s\p{Cf}]*[=+\-@＝＋－＠])/u;

/**
 * Writes a table as CSV (RFC 4180) that is safe in spreadsheets: a byte order mark, CRLF, and an apostrophe before text
 * that they would run (https://owasp.org/www-community/attacks/CSV_Injection). Numbers stay numbers.
 */
export const toCsv = (rows: readonly (readonly (string | number)[])[]): string =>
  stringify([...rows], {
    bom: true,
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
    // The library's own escaping does not look behind spaces.
    cast: { string: (value) => (FORMULA.test(value) ? `'${value}` : value) },
  });

/** The text of a cell that `toCsv` wrote, without the apostrophe that made it harmless. */
export const fromCell = (cell: string): string => (cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell);
