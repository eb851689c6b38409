import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ROOT } from '../../src/root.ts';
import { fold, foldWords } from '../../src/text/fold.ts';
import { toLatin } from '../../src/text/latin.ts';

describe('fold', () => {
  it.each([
    ['case and spaces', ['Main menu', '  main   MENU ', 'main\nmenu'], 'main menu'],
    ['what stands around', ['Help', 'help!', '«Help»', '🆘 help 🆘', '...help?!', '- help -'], 'help'],
    ['a slash', ['/menu', '/Menu!', ' /MENU', '👉 /menu'], '/menu'],
    ['only the slash right before the word', ['/ menu', 'menu/'], 'menu'],
    ['numbers', ['2', '2.', '2)', '(2)', '#2', '٢', '۲', '2️⃣', '２', '②'], '2'],
    ['Serbian in both scripts', ['Помоћ', 'ПОМОЋ', 'Pomoć', 'pomoc', 'POMOĆ', 'pomoc\u0301'], 'pomoc'],
    ['đ in every way people type it', ['Грађанин', 'građanin', 'gradjanin', 'GRADJANIN', 'gradanin'], 'gradanin'],
    ['the digraphs', ['Џеп', 'džep', 'dzep', 'DŽEP', 'ǆep'], 'dzep'],
    ['lj and nj', ['Љубав и књига', 'LJUBAV I KNJIGA'], 'ljubav i knjiga'],
    ['harakat and tatweel', ['مُسَاعَدَة', 'مساعدة', 'مســـاعدة', 'مساعده'], 'مساعده'],
    ['forms of alef', ['أهلا', 'إهلا', 'آهلا', 'ٱهلا', 'اهلا'], 'اهلا'],
    ['alef maqsura', ['مقهى', 'مقهي', 'مقهی'], 'مقهي'],
    ['Arabic and Persian keyboards', ['كي', 'کی', 'كی', 'کي'], 'كي'],
    ['presentation forms', ['ﻻ', 'لا'], 'لا'],
    ['Persian with a joiner, a space or nothing', ['می\u200cخواهم', 'می\u200dخواهم', 'می خواهم', 'میخواهم'], 'ميخواهم'],
    ['heh of other keyboards', ['ماه', 'ماہ', 'ماھ', 'ماە', 'ماۀ', 'ماۂ', 'ماة', 'ماۃ'], 'ماه'],
    ['kaf, yeh and waw of other keyboards', ['ڪيو', 'کېۆ', 'كۍۇ', 'كئؤ', 'كےۋ'], 'كيو'],
    ['gaf of other keyboards', ['گل', 'ګل', 'ڭل'], 'گل'],
    ['a hamza that is left out', ['شيء', 'شي'], 'شي'],
    ['Arabic punctuation', ['نعم؟', '«نعم»', 'نعم،', '👍 نعم'], 'نعم'],
    ['German', ['Zurück', 'ZURÜCK', 'zuruck'], 'zuruck'],
    ['sharp s', ['Straße', 'STRASSE', 'strasse'], 'strasse'],
    ['Swedish and Italian', ['Hjälp, perché', 'hjalp, perche'], 'hjalp, perche'],
    ['Turkish i', ['YARDIM', 'yardım', 'yardim', 'YARDİM'], 'yardim'],
    [
      'apostrophes',
      ["I don't know", 'I don’t know', 'i dont know', 'I don`t know', 'I don´t know', 'I don＇t know'],
      'i dont know',
    ],
    ['bidi marks', ['\u200fstop\u200e', '\u2068STOP\u2069'], 'stop'],
    ['Bengali keeps its vowel signs', ['সাহায্য', 'সাহায্য!'], 'সাহায্য'],
    ['Korean stays composed', ['도움', '도움'.normalize('NFD')], '도움'],
    ['a sign alone stays itself', ['👍', ' 👍 '], '👍'],
    ['nothing', ['', '  ', '\u200b'], ''],
  ])('%s', (_, typed, folded) => {
    expect(typed.map(fold)).toEqual(typed.map(() => folded));
  });

  it.each([
    ['👍', '👎'],
    ['да', 'не'],
    ['/stop', 'stop'],
    ['1', '11'],
    ['yes, please', 'yes please'],
    ['کشت', 'گشت'],
    ['yes 2', 'yes2'],
    ['می 2', 'می2'],
  ])('keeps apart: %s, %s', (one, other) => {
    expect(fold(one)).not.toBe(fold(other));
  });

  it('keeps every space for whoever looks for words', () => {
    expect(foldWords('  مرا  می زند! ')).toBe('مرا مي زند');
  });

  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(..."dđjDĐЂђДЈљЏ/ \u0301\u0654\u200d\u0640ىیأےۀءé'´ß!") }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  );

  test('folding twice changes nothing more', () => {
    fc.assert(
      fc.property(text, (s) => {
        expect(fold(fold(s))).toBe(fold(s));
        expect(foldWords(foldWords(s))).toBe(foldWords(s));
      }),
      { numRuns: 5000 },
    );
  });

  test('folding twice changes nothing more, for every letter that Unicode decomposes or lowers', () => {
    const changed: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      const letter = String.fromCodePoint(point);
      if (letter.normalize('NFKD') === letter && letter.toLowerCase() === letter) continue;
      const s = `d${letter}j`;
      const folded = fold(s);
      if (fold(folded) !== folded) changed.push(s);
    }
    expect(changed).toEqual([]);
  });

  test('Serbian folds alike in both scripts and in capitals', () => {
    const serbian = fc.string({ unit: fc.constantFrom(...'абвгдђежзијклљмнњопрстћуфхцчџшАЂЉЊЏ .,') });
    fc.assert(
      fc.property(serbian, (s) => {
        expect(fold(toLatin(s))).toBe(fold(s));
        expect(fold(s.toUpperCase())).toBe(fold(s));
      }),
    );
  });
});

describe('the work of folding grows with the length of a text, not with its square', () => {
  /**
   * What a pattern has behind a part that may be repeated without end. A search that fails there goes back through all
   * that was repeated, and does so again from each place: that is the square. An optional group at the end cannot fail.
   */
  const behindRepeated = (pattern: string): string => {
    const plain = pattern
      .replace(/\\p\{[^}]*\}/g, 'x')
      .replace(/\\./g, 'x')
      .replace(/\[[^\]]*\]/g, 'x')
      .replace(/\(\?:[^()]*\)\?$/, '');
    return /(?:[*+]|\{\d+,\})[?+]?(.+)$/.exec(plain)?.[1] ?? '';
  };
  const literals = (source: string) =>
    [
      ...source.matchAll(
        /(?:[=(]|^) *\/((?:[^/\\\n[*]|\\.|\[(?:[^\]\\]|\\.)*\])(?:[^/\\\n[]|\\.|\[(?:[^\]\\]|\\.)*\])*)\/[a-z]*/gm,
      ),
    ].map(([, pattern = '']) => pattern);

  it('by every pattern that it uses', () => {
    const patterns = literals(readFileSync(join(ROOT, 'src/text/fold.ts'), 'utf8'));
    expect(patterns).toHaveLength(7);
    expect(patterns.filter((pattern) => behindRepeated(pattern) !== '')).toEqual([]);
    // As it once was: signs at the end, looked for from each sign.
    expect(behindRepeated('[^\\p{L}\\p{M}\\p{N}]+$')).toBe('$');
  });

  it.each([
    ['signs alone', '!'.repeat(65_536), '!'.repeat(65_536)],
    ['signs before a letter', `${'!'.repeat(65_535)}x`, 'x'],
    ['signs behind a letter', `x${'!'.repeat(65_535)}`, 'x'],
    ['signs between letters', `x${'!'.repeat(65_534)}y`, `x${'!'.repeat(65_534)}y`],
  ])('%s are folded whole', (_, typed, folded) => {
    expect(fold(typed) === folded).toBe(true);
  });
});
