import { stringify } from 'csv-stringify/sync';

/** What a spreadsheet would run as a formula, also behind spaces and signs that nobody sees, and in fullwidth forms. */
const FORMULA = /^(?:[\t\r]|[\s\p{Cf}]*[=+\-@＝＋－＠])/u;

/**
 * A table as RFC 4180 has it, for spreadsheets too: a byte order mark, CRLF, and an apostrophe before what they would run
 * (https://owasp.org/www-community/attacks/CSV_Injection). Numbers stay numbers.
 */
export const toCsv = (rows: readonly (readonly (string | number)[])[]): string =>
  stringify([...rows], {
    bom: true,
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
    // The library's own escaping does not look behind spaces.
    cast: { string: (value) => (FORMULA.test(value) ? `'${value}` : value) },
  });
