import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { cleanInput } from '../../src/text/clean.ts';
import { asciiDigits } from '../../src/text/digits.ts';

/** Strings of any UTF-16 units, with what is troublesome far more often than chance would have it. */
const anything = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom('\u200c', '\u200d', '\u200e', '\u202e', '\u2066', '\u2069', '\ufeff', '\u034f', '\u0301', '\t'),
      fc.constantFrom('e', 'می', '👩', '👧', '\ufe0f', ' ', '\r', '\n', '\ud83d', '\udc69', '\u{e0067}', '\u0000'),
    ),
  )
  .map((parts) => parts.join(''));

describe('cleanInput', () => {
  it.each([
    ['ASCII', 'I need a job', 'I need a job'],
    ['spaces at the ends', '  Ana \n', 'Ana'],
    ['a line break in the middle', 'Ana\r\nMarija\rSara\u2028Leyla', 'Ana\nMarija\nSara\nLeyla'],
    ['a tab', 'Ana\tMarija', 'Ana Marija'],
    ['NUL and other controls', 'A\u0000n\u001ba\u007f\u0085', 'Ana'],
    ['a lone surrogate', 'Ana \ud83d!', 'Ana \ufffd!'],
    ['decomposed letters', 'Zes\u030cic\u0301', 'Zešić'],
    ['decomposed, held apart by something invisible', 'Zes\u200b\u030ci\u0107', 'Zešić'],
    ['an override that hides a link', 'see \u202egpj.exe\u202c', 'see gpj.exe'],
    ['marks', '\u200e+381 11\u200f \u061c123', '+381 11 123'],
    ['embeddings', '\u202aa\u202bb\u202cc\u202dd', 'abcd'],
    ['isolates', '\u2066a\u2067b\u2068c\u2069', 'abc'],
    ['BOM, zero-width space, word joiner, soft hyphen', '\ufeffda\u200b \u2060n\u00ade', 'da ne'],
    ['Persian with a ZWNJ in the word', 'می\u200cخواهم کار کنم', 'می\u200cخواهم کار کنم'],
    ['a ZWNJ at the end of a word', 'خانه\u200c بزرگ', 'خانه بزرگ'],
    ['a run of joiners', 'می\u200c\u200d\u200cخواهم', 'می\u200cخواهم'],
    ['Sinhala', 'ශ්\u200dරී ලංකා', 'ශ්\u200dරී ලංකා'],
    ['an emoji family', 'we: 👩\u200d👧\u200d👦', 'we: 👩\u200d👧\u200d👦'],
    ['an emoji with selector and joiner', '🏳\ufe0f\u200d🌈 🤷🏽\u200d♀\ufe0f', '🏳\ufe0f\u200d🌈 🤷🏽\u200d♀\ufe0f'],
    [
      'a flag made of tags',
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    ],
    ['annotations', '\ufff9a\ufffab\ufffb', 'ab'],
    ['nothing but the invisible', '\u200b\u200d\ufeff\u2069', ''],
  ])('%s', (_, typed, cleaned) => {
    expect(cleanInput(typed)).toBe(cleaned);
  });

  test('is idempotent, well-formed, NFC, trimmed, and free of bidi and control characters, whatever was typed', () => {
    fc.assert(
      fc.property(anything, (typed) => {
        const cleaned = cleanInput(typed);
        expect(cleanInput(cleaned)).toBe(cleaned);
        expect(cleaned.isWellFormed()).toBe(true);
        expect(cleaned.normalize('NFC')).toBe(cleaned);
        expect(cleaned.trim()).toBe(cleaned);
        expect(cleaned).not.toMatch(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]/);
        expect(cleaned.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      }),
      { numRuns: 3000 },
    );
  });

  test('leaves letters, digits and marks of ordinary text alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abcžšđЉћабвىيکة0٣۴ ,.!?') }), (text) => {
        expect(cleanInput(text)).toBe(text.trim());
      }),
    );
  });
});

describe('asciiDigits', () => {
  it.each([
    ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
    ['۰۱۲۳۴۵۶۷۸۹', '0123456789'],
    ['الساعة ١٠:٣٠', 'الساعة 10:30'],
    ['room 12', 'room 12'],
  ])('%s -> %s', (typed, ascii) => {
    expect(asciiDigits(typed)).toBe(ascii);
  });
});
