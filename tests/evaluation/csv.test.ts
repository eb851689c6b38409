import { expect, test } from 'vitest';
import { fromCell, toCsv } from '../../src/evaluation/csv.ts';

test('a sheet has a mark, commas, and every line ends with CRLF', () => {
  expect(
    toCsv([
      ['a', 'b'],
      ['c', 12],
    ]),
  ).toBe('\uFEFFa,b\r\nc,12\r\n');
  expect(toCsv([])).toBe('\uFEFF');
});

test.each([
  ['a comma', 'a,b', '"a,b"'],
  ['a quote', 'a"b', '"a""b"'],
  ['a line break', 'a\nb', '"a\nb"'],
  ['a carriage return inside', 'a\rb', '"a\rb"'],
  ['Arabic', 'العربية', 'العربية'],
])('%s is written so that it comes back', (_, text, field) => {
  expect(toCsv([[text]])).toBe(`\uFEFF${field}\r\n`);
});

test.each([
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\tx',
  '\rx',
  ' =1',
  '\u200F=1',
  '\u2068=1',
  '\uFEFF=1',
  '＝1',
  '＋1',
  '－1',
  '＠x',
])('%j is text to a spreadsheet, behind an apostrophe', (text) => {
  expect(toCsv([[text]])).toMatch(/^\uFEFF"?'/);
});

test('numbers stay numbers, and signs within a text stay as they are', () => {
  expect(toCsv([[-5, 'rights-known', 'a=b']])).toBe('\uFEFF-5,rights-known,a=b\r\n');
});

test.each(['=1+1', " '=1", "'=1", "''=1", "'", "'n", '\u200f-1', '＝1', 'a=b', ''])(
  '%j comes back from its cell',
  (text) => {
    const cell = toCsv([[text]]).slice(1, -2);
    expect(fromCell(cell)).toBe(text);
  },
);
