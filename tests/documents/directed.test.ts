import fc from 'fast-check';
import { expect, test } from 'vitest';
import { directed, withIsolates } from '../../src/documents/directed.ts';

/** The parts of one line from left to right, in brackets. */
const leftToRight = (text: string, language: string) =>
  directed(text, language).flatMap(({ runs }) => runs.filter(({ rightToLeft }) => !rightToLeft).map((run) => run.text));

test.each([
  ['هاتف +49 30 1234-5678 مساءً', ['+49 30 1234-5678']],
  ['هاتف (030) 1234567', ['(030) 1234567']],
  ['تلفن: 0049 (0)30 123456', ['0049 (0)30 123456']],
  ['من 03/2019 – 11/2021', ['03/2019', '11/2021']],
  ['حتى 2026-11-29 فقط', ['2026-11-29']],
  ['إلى 29.11.2026. هنا', ['29.11.2026.']],
  ['إلى 2026-11. نهاية', ['2026-11']],
  ['من 2019-2021 هناك', []],
  ['2019 – 2021', []],
  ['از ۱۳۹۸ تا ۱۴۰۰، ۱۳۹۸-۱۴۰۰', []],
  ['من ٠٣/٢٠١٩', []],
  ['عمر 12 سنة، 3 أطفال.', []],
  ['بريد amal.h@example.org هنا', ['amal.h@example.org']],
  ['صفحة https://example.org/a/ هنا', ['https://example.org/a/']],
])('in Arabic script, %s', (text, wanted) => {
  expect(leftToRight(text, 'ar')).toEqual(wanted);
});

test('a document from left to right needs no isolates, but around other scripts', () => {
  expect(withIsolates('Küche, 03/2019 – 11/2021, +49 30 1', 'de')).toBe('Küche, 03/2019 – 11/2021, +49 30 1');
  expect(withIsolates('Küche مطبخ 12', 'de')).toBe('\u2066Küche مطبخ 12\u2069');
  expect(withIsolates('مطبخ 2019-05', 'de')).toBe('\u2067مطبخ \u20662019-05\u2069\u2069');
});

test('a document from right to left has its direction, and other scripts theirs', () => {
  expect(withIsolates('مطبخ', 'ar')).toBe('\u2067مطبخ\u2069');
  expect(withIsolates('12 – 13', 'fa')).toBe('\u206712 – 13\u2069');
  expect(withIsolates('Musterstraße 12', 'fa')).toBe('\u2066Musterstraße 12\u2069');
  expect(withIsolates('', 'fa')).toBe('');
});

test('each line is directed by itself', () => {
  expect(withIsolates('مطبخ\nKüche', 'ar')).toBe('\u2067مطبخ\u2069\n\u2066Küche\u2069');
});

test('no character is lost, and none of the text reorders what stands beside it', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'aب۴1-/.+() \u202E\u2066\u2069\n@س') }),
      fc.constantFrom('ar', 'de', 'fa'),
      (text, language) => {
        const lines = directed(text, language).map(({ runs }) => runs.map((run) => run.text).join(''));
        expect(lines.join('\n')).toBe(text.replace(/[\u202E\u2066\u2069]/g, '').trim());
        const isolated = withIsolates(text, language);
        expect(isolated.match(/[\u2066-\u2068]/g)?.length).toBe(isolated.match(/\u2069/g)?.length);
        expect(isolated.replace(/[\u2066-\u2069]/g, '')).toBe(lines.join('\n'));
      },
    ),
  );
});
