import { afterAll, describe, expect, test } from 'vitest';
import type { Cv } from '../../src/documents/cv.ts';
import { referenceForm } from '../../src/documents/reference.ts';
import { createTypesetter } from '../../src/documents/typesetter.ts';
import { openWorker } from '../../src/foreign/worker.ts';
import { readPdf } from './pdf.ts';
import { CV_LANGUAGES, emptyCv, sampleCv, texts, wordsOf } from './samples.ts';

const typesetter = createTypesetter();
afterAll(() => typesetter.stop());

const set = async (cv: Cv) => readPdf(await typesetter.cv(cv));
const spaced = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Where each text stands behind the one before it. */
function expectInOrder(text: string, parts: readonly string[]) {
  let at = 0;
  for (const part of parts) {
    const found = text.indexOf(spaced(part), at);
    expect(found, `"${part}" behind "${text.slice(Math.max(0, at - 40), at)}"`).toBeGreaterThanOrEqual(at);
    at = found + part.length;
  }
}

describe.each(CV_LANGUAGES)('a typical CV in %s', (language) => {
  const isRightToLeft = texts.language(language).direction === 'rtl';

  test('is one page of real text, within its margins', async () => {
    const { pages, edges } = await set(sampleCv(language));
    expect(pages).toBe(1);
    expect(edges.left).toBeGreaterThan(45);
    expect(edges.right).toBeLessThan(595 - 45);
  });

  test.runIf(!isRightToLeft)('reads in order, letter by letter', async () => {
    const cv = sampleCv(language);
    const { text } = await set(cv);
    expectInOrder(text, wordsOf(cv));
  });

  // Readers swap lam and alef, take a mark for a letter of its own, and read a joiner into every heh of a Persian text.
  const MISREAD = /\u0644[\u0622\u0623\u0625\u0627]|[\u0622-\u0626]|\u200C|\p{M}/u;
  test.runIf(isRightToLeft)('has the words that readers can take out', async () => {
    const cv = sampleCv(language);
    const { text } = await set(cv);
    const words = wordsOf(cv)
      .flatMap((each) => each.match(/[\p{L}\p{M}\u200C]+/gu) ?? [])
      .filter((word) => !MISREAD.test(word) && !(language === 'fa' && word.includes('\u0647')));
    expect(words.length).toBeGreaterThan(40);
    expect(words.filter((word) => !text.includes(word))).toEqual([]);
  });

  test('tells neither its author nor a time', async () => {
    const cv = sampleCv(language, { name: 'Nobody Inparticular' });
    const pdf = await typesetter.cv(cv);
    const { info } = await readPdf(pdf);
    expect(info).toMatchObject({ Title: cv.labels.title, Creator: expect.stringMatching(/^Typst [\d.]+$/) });
    for (const name of ['Author', 'Producer', 'CreationDate', 'ModDate', 'Keywords', 'Subject'])
      expect(info[name], name).toBeUndefined();
    const raw = Buffer.from(pdf).toString('latin1');
    expect(/<x:xmpmeta.*<\/x:xmpmeta>/s.exec(raw)?.[0]).toMatch(/^(?!.*(?:Inparticular|Date>|dc:creator))/s);
    expect(raw).not.toMatch(/saputnik|\.typ\b|D:20|file:/i);
  });
});

test('the same data are the same bytes, whatever was set before', async () => {
  const first = await typesetter.cv(sampleCv('de'));
  await typesetter.cv(sampleCv('ar'));
  const another = createTypesetter();
  expect(Buffer.from(await another.cv(sampleCv('de'))).equals(first)).toBe(true);
  await another.stop();
});

describe('what a person writes is text and nothing else', () => {
  const MARKUP = [
    '#import "@preview/cetz:0.4.0": *',
    '#read("/etc/passwd")',
    '#{ panic() }',
    '$ x^2 $ and $y$',
    '*bold* _slanted_ `raw`',
    'back\\slash \\u{41} \\',
    '<script>alert(1)</script> <label> @label',
    '= Heading',
    '- item + item / term: 1. item',
    '// comment /* comment */',
    '"quoted" \'quoted\' -- --- ... ~ [x] {y} (z)',
    '{{name}} %s %{name} &amp; &#65;',
  ];

  test.each(MARKUP)('%s', async (markup) => {
    const cv = everywhere(sampleCv('de'), markup);
    const { text } = await set(cv);
    // A line may end within.
    const solid = (each: string) => each.replaceAll(' ', '');
    expect(solid(text).split(solid(markup)).length - 1).toBe(wordsOf(cv).filter((each) => each === markup).length);
  });

  test('what nobody sees is not there', async () => {
    const { text } = await set(sampleCv('de', { name: 'A\u202Em\u200Ba\u2066l\u0000 \uFEFFH\u200Ba\u00AD' }));
    expect(text).toMatch(/^Amal Ha /);
  });

  test('letters in two parts become one', async () => {
    const { text } = await set(sampleCv('de', { name: 'Zoe\u0308 Mu\u0308ller' }));
    expect(text).toMatch(/^Zoë Müller /);
  });

  /** The CV with this text in every place where a person writes. */
  function everywhere(cv: Cv, text: string): Cv {
    const entry = { title: { text }, kind: text, where: { text, isOwn: true }, period: text, tasks: [{ text }] };
    return {
      ...cv,
      ...{ name: text, wanted: { text }, contact: [{ label: text, text }], personal: [{ label: text, text }] },
      ...{ work: [entry], education: [entry], courses: [entry], languages: [{ label: text, text }] },
      ...{ skills: [{ text }], licence: text, strengths: [{ text }], closing: [text] },
    };
  }
});

describe('a CV of another length', () => {
  test('that is a little too long is set smaller', async () => {
    const cv = sampleCv('de');
    const [first] = cv.work;
    const long = { ...cv, work: [...cv.work, ...(first ? [first, first] : [])] };
    const { pages, text } = await set(long);
    expect(pages).toBe(1);
    expectInOrder(text, wordsOf(long));
  });

  test('with forty entries goes on over pages with numbers, and loses no word', async () => {
    const cv = sampleCv('de');
    const work = Array.from({ length: 40 }, (_, i) => ({
      title: { text: `Stelle ${i} von vierzig` },
      period: '2019 – 2020',
      tasks: [
        {
          text: `Aufgabe ${i}, die eine ganze Zeile füllt und noch eine, weil sie so viel zu erzählen hat, dass es dauert`,
        },
      ],
    }));
    const { pages, text } = await set({ ...cv, work });
    expect(pages).toBeGreaterThan(1);
    for (const { title, tasks } of work) {
      expect(text).toContain(title.text);
      expect(text.replaceAll(/\d+ \/ \d+ /g, '')).toContain(tasks[0]?.text);
    }
    expect(text).toContain(`1 / ${pages}`);
  });

  test('goes on where there is room, and takes no short sections along to the next page', async () => {
    const cv = sampleCv('de');
    const work = Array.from({ length: 21 }, (_, i) => cv.work[i % 3]).filter((entry) => entry !== undefined);
    const { text } = await set({ ...cv, work });
    const [before = ''] = text.split('2 / 3');
    expect(before).toContain(cv.labels.education);
    expect(before).toContain(cv.labels.courses);
  });

  test('with a name of one letter and nothing else has no heading', async () => {
    const { pages, text } = await set(emptyCv('de', 'N'));
    expect([pages, text]).toEqual([1, 'N']);
  });

  test.each(['de', 'ar'])('breaks words that are longer than a line (%s)', async (language) => {
    const long = 'Donaudampfschifffahrtsgesellschaft'.repeat(8);
    const cv = sampleCv(language, { name: long, skills: [{ text: long }], personal: [{ label: long, text: long }] });
    const { edges, text } = await set(cv);
    // A letter may stand in the margin, but every printer reaches it.
    expect(edges.left).toBeGreaterThan(25);
    expect(edges.right).toBeLessThan(595 - 25);
    expect(text.replaceAll(' ', '').split(long).length - 1).toBe(4);
  });
});

test.each([
  ['Arabic', 'محمد'],
  ['Ethiopic', 'ሰላማዊት'],
  ['Bengali', 'আমিনা'],
  ['Cyrillic', 'Оксана'],
  ['Hindi', 'आशा'],
])('a name in %s script stands on a German CV', async (_, name) => {
  const cv = sampleCv('de', { name });
  const { text } = await set(cv);
  const letters = name.match(/\p{L}/gu) ?? [];
  expect(letters.filter((letter) => !text.slice(0, 40).includes(letter))).toEqual([]);
  expectInOrder(text, wordsOf(cv).slice(1));
});

test('words of her own have a sign, and a note what it means', async () => {
  const cv = sampleCv('de', { skills: [{ text: 'خياطة', isOwn: true }] });
  const { text } = await set(cv);
  expect(text).toContain(`* ${cv.labels['own-words']}. ${cv.labels['ask-counsellor']}`);
  expect((await set(sampleCv('de'))).text).not.toContain('*');
});

const OFFERED = texts.languages.map(({ tag }) => tag);

describe.each(OFFERED)('the reference form in %s', (language) => {
  test.each(OFFERED)('with %s beside is one page, with or without a name', async (own) => {
    for (const name of [undefined, 'Amal Haddad']) {
      const form = referenceForm(texts, language, own, name);
      const { pages, text, info } = await readPdf(await typesetter.reference(form));
      expect(pages).toBe(1);
      expect(info.Title).toBe(form.words.title);
      expect(text.includes('Amal Haddad')).toBe(name !== undefined);
      for (const each of [form, ...(form.beside === undefined ? [] : [form.beside])]) {
        if (texts.language(each.language).direction === 'rtl') continue;
        for (const words of Object.values(each.words)) expect(text).toContain(words);
      }
    }
  });
});

describe('the thread', () => {
  const HOSTILE = new URL('./hostile-typesetter.ts', import.meta.url);
  const open = (milliseconds: number) => createTypesetter(openWorker(HOSTILE, { milliseconds, megabytes: 32 }));
  const named = (name: string) => emptyCv('de', name);
  const answerOf = async (asked: Promise<Uint8Array>) => new TextDecoder().decode(await asked);

  test('takes one document at a time, in order, and each gets its own', async () => {
    const slow = open(3_600_000);
    const names = Array.from({ length: 20 }, (_, i) => `N${i}`);
    expect(await Promise.all(names.map((name) => answerOf(slow.cv(named(name)))))).toEqual(names);
    await slow.stop();
  });

  test('is replaced when a document takes too long or fails, and the next one is set', async () => {
    const slow = open(2000);
    const late = slow.cv(named('loop'));
    const failed = slow.cv(named('throw'));
    const next = answerOf(slow.cv(named('next')));
    await expect(late).rejects.toThrow('too-much (time)');
    await expect(failed).rejects.toThrow('unreadable');
    expect(await next).toBe('next');
    await slow.stop();
  });

  test('ends with what is under way and what waits, and takes no more', async () => {
    const slow = open(3_600_000);
    const asked = [slow.cv(named('loop')), slow.cv(named('next'))];
    const told = Promise.allSettled(asked);
    await slow.stop();
    expect((await told).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(slow.cv(named('after'))).rejects.toThrow('unreadable (stopped)');
  });
});
