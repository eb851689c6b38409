import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Cv } from '../../src/documents/cv.ts';
import { docxOf } from '../../src/documents/docx.ts';
import { CV_LANGUAGES, emptyCv, sampleCv, texts, wordsOf } from './samples.ts';

const partsOf = async (cv: Cv): Promise<Record<string, string>> =>
  Object.fromEntries(Object.entries(unzipSync(await docxOf(cv))).map(([name, part]) => [name, strFromU8(part)]));

const unescaped = (xml: string) =>
  xml
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

/** The paragraphs of a document: the name of their style, their text, and what is set for them. */
async function paragraphsOf(cv: Cv) {
  const { 'word/document.xml': xml = '' } = await partsOf(cv);
  return [...xml.matchAll(/<w:p>(.*?)<\/w:p>/gs)].map(([, inner = '']) => ({
    style: /<w:pStyle w:val="(\w+)"/.exec(inner)?.[1] ?? '',
    isRightToLeft: inner.includes('<w:bidi/>'),
    text: [...inner.matchAll(/<w:t[^>]*>(.*?)<\/w:t>/gs)].map(([, text = '']) => unescaped(text)).join(''),
    runs: [...inner.matchAll(/<w:r>(.*?)<\/w:r>/gs)].map(([, run = '']) => ({
      isRightToLeft: run.includes('<w:rtl/>'),
      text: unescaped(/<w:t[^>]*>(.*?)<\/w:t>/s.exec(run)?.[1] ?? ''),
    })),
  }));
}

describe.each(CV_LANGUAGES)('a CV in %s', (language) => {
  const isRightToLeft = texts.language(language).direction === 'rtl';

  test('has every word in order, in headings and lists', async () => {
    const cv = sampleCv(language);
    const paragraphs = await paragraphsOf(cv);
    const all = paragraphs.map(({ text }) => text).join('\n');
    let at = 0;
    for (const words of wordsOf(cv)) {
      const found = all.indexOf(words, at);
      expect(found, words).toBeGreaterThanOrEqual(at);
      at = found + words.length;
    }
    const styled = (style: string) => paragraphs.filter((each) => each.style === style).map(({ text }) => text);
    const { work, education, courses, languages, skills, strengths } = cv.labels;
    expect(styled('Title')).toEqual([cv.name]);
    expect(styled('Heading1')).toEqual([work, education, courses, languages, skills, strengths]);
    expect(styled('Heading2')).toHaveLength(5);
    expect(styled('ListParagraph')).toContain(cv.skills[0]?.text);
  });

  test('runs in its direction', async () => {
    const paragraphs = await paragraphsOf(sampleCv(language));
    expect(new Set(paragraphs.map((each) => each.isRightToLeft))).toEqual(new Set([isRightToLeft]));
    const phone = paragraphs.flatMap(({ runs }) => runs).find(({ text }) => text === '+49 30 1234 5678');
    expect(phone?.isRightToLeft).toBe(false);
  });

  test('tells neither author nor program nor time, and is the same bytes again', async () => {
    const cv = sampleCv(language);
    const parts = await partsOf(cv);
    expect(parts['docProps/core.xml']).not.toMatch(/creator|modified|created|title/i);
    const properties = ['docProps/core.xml', 'docProps/app.xml', 'docProps/custom.xml'].map((name) => parts[name]);
    expect(properties.join('')).not.toMatch(/>[^<\s]/);
    expect(Buffer.from(await docxOf(cv)).equals(await docxOf(cv))).toBe(true);
  });

  test('is set in fonts and a language that every program knows', async () => {
    const { 'word/styles.xml': styles = '' } = await partsOf(sampleCv(language));
    const fonts = [...styles.matchAll(/w:(?:ascii|hAnsi|cs|eastAsia)="([^"]+)"/g)].map(([, font]) => font);
    expect(new Set(fonts)).toEqual(new Set(['Arial']));
    expect(styles).toMatch(new RegExp(`<w:lang w:val="${new Intl.Locale(language).language}-[A-Z]{2}"`));
  });
});

test('a CV with a name alone is that name', async () => {
  expect((await paragraphsOf(emptyCv('de', 'N'))).map(({ text }) => text)).toEqual(['N']);
});

test('what a person writes is text and nothing else', async () => {
  const text = '<w:p>&amp; "quoted" \'s ]]> {{name}}';
  const [name, skills, skill] = await paragraphsOf({ ...emptyCv('de', text), skills: [{ text, isOwn: true }] });
  expect([name?.text, skills?.text, skill?.text]).toEqual([text, 'Kenntnisse', `${text} *`]);
  const [hidden] = await paragraphsOf(emptyCv('de', 'A\u202Em\u0000a\u200Bl\u2066'));
  expect(hidden?.text).toBe('Amal');
});

test('a range stands in the order of the words around it, its dates do not', async () => {
  const cv = {
    ...emptyCv('ar', 'أمل'),
    education: [{ title: { text: 'مدرسة' }, period: '03/2019 – 11/2021', tasks: [] }],
  };
  const period = (await paragraphsOf(cv)).at(-1);
  expect(period?.runs).toEqual([
    { text: '03/2019', isRightToLeft: false },
    { text: ' – ', isRightToLeft: true },
    { text: '11/2021', isRightToLeft: false },
  ]);
});
