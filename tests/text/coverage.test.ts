import { readFileSync } from 'node:fs';
import { create } from 'fontkit';
import { describe, expect, test } from 'vitest';
import { FONT_FILES } from '../../src/documents/fonts.ts';
import { cleanInput } from '../../src/text/clean.ts';
import { uncovered } from '../../src/text/coverage.ts';
import { texts } from '../documents/samples.ts';

const charactersOf = (style: string): Set<number> =>
  new Set(
    FONT_FILES.filter((file) => file.includes(style)).flatMap((file) => {
      const font = create(readFileSync(file));
      return 'characterSet' in font ? font.characterSet : [];
    }),
  );

test.each(['400Regular', '700Bold'])('the list is what the font files have: %s', (style) => {
  const has = charactersOf(style);
  const wrong: string[] = [];
  for (let point = 0; point <= 0x1ffff; point += 1) {
    const character = String.fromCodePoint(point);
    // What is never drawn, or is another character once it is cleaned.
    if (/[\s\p{C}\p{Default_Ignorable_Code_Point}]/u.test(character) || cleanInput(character) !== character) continue;
    if ((uncovered(character).length === 0) !== has.has(point)) wrong.push(point.toString(16));
  }
  expect(wrong).toEqual([]);
});

describe('the letters of', () => {
  test.each(texts.languages.map(({ tag }) => tag))('every text in %s', (tag) => {
    const all = texts.keys(tag).map((key) => texts.raw(tag, key) ?? '');
    // Messages of the chat have emoji; documents have none.
    const drawn = all.join(' ').replace(/[^\p{L}\p{M}\p{N}\p{P}\s]/gu, '');
    expect(drawn.length).toBeGreaterThan(10_000);
    expect(uncovered(drawn)).toEqual([]);
  });

  /** The alphabets of languages in which people write their names and words, beyond A to Z. */
  test.each([
    ['ar', 'ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةى ًٌٍَُِّْ ٠١٢٣٤٥٦٧٨٩ ،؛؟'],
    ['fa', 'آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءأؤئۀة ۀٔ ۰۱۲۳۴۵۶۷۸۹'],
    ['prs', 'آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیءئ'],
    ['ps', 'آابپتټثجځچڅحخدډذرړزژږسشښصضطظعغفقکګلمنڼوهیېۍئيى'],
    ['ckb', 'ئاآبپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆهەیێ'],
    ['ur', 'آابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوؤہۂھءیئےۓ'],
    ['ti', 'ሀሁሂሃሄህሆለሐመሠረሰሸቀቈቐቘበቨተቸኀነኘአከኰኸወዐዘዠየደጀገጐጠጨጰጸፀፈፐ፡።፣፤'],
    ['am', 'ሀለሐመሠረሰሸቀቋበተቸኀነኘአከኸወዐዘዠየደጀገጠጨጰጸፀፈፐ'],
    ['bn', 'অআইঈউঊঋএঐওঔকখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহড়ঢ়য়ৎংঃঁািীুূৃেৈোৌ্০১২৩৪৫৬৭৮৯'],
    ['uk', 'абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯʼ'],
    ['ru', 'абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ'],
    ['sr', 'абвгдђежзијклљмнњопрстћуфхцчџшАБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШčćžšđČĆŽŠĐ'],
    ['tr', 'çğıiöşüÇĞIİÖŞÜâîû'],
    ['sq', 'çëÇË'],
    ['ro', 'ăâîșțĂÂÎȘȚşţ'],
    ['ku', 'çêîşûÇÊÎŞÛ'],
    ['fr', 'àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ'],
    ['es', 'áéíñóúüÁÉÍÑÓÚÜ¿¡'],
    ['de', 'äöüßÄÖÜẞ„“‚‘'],
    ['it', 'àèéìíîòóùúÀÈÉÌÍÎÒÓÙÚ'],
    ['sv', 'åäöéÅÄÖÉ'],
    ['en', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?"\'()[]&@#%*+-–—/’‘“”…€£'],
    ['pl', 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ'],
    ['so', 'abcdefghijklmnopqrstuvwxyz'],
    ['vi', 'ăâđêôơưàảãáạằẳẵắặầẩẫấậ'],
    ['el', 'αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ'],
    ['hi', 'अआइईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह़ािीुूृेैोौ्'],
  ])('%s', (_, alphabet) => {
    expect(uncovered(alphabet)).toEqual([]);
  });
});

test('tells each character without a letter once, in order', () => {
  expect(uncovered('სა中 Ana ს 😀😀')).toEqual(['ს', 'ა', '中', '😀']);
  expect(uncovered('A\u200Bn\u202Ea\nمی\u200Cشود')).toEqual([]);
});
