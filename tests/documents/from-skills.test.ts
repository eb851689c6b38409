import { afterAll, describe, expect, test } from 'vitest';
import { newSkills, type Skills } from '../../src/conversation/skills.ts';
import { cvOf } from '../../src/documents/from-skills.ts';
import { createDocuments } from '../../src/documents/make.ts';
import { createTypesetter } from '../../src/documents/typesetter.ts';
import { content } from '../fakes/parts.ts';
import { readPdf } from './pdf.ts';

const { texts } = content.model;
const typesetter = createTypesetter();
afterAll(() => typesetter.stop());
const documents = createDocuments(content.model, typesetter);

const SKILLS: Skills = {
  ...newSkills(),
  jobs: [
    { id: 1, kind: 'paid', words: 'sewed', occupation: 'tailor', where: 'Homs', from: '2012', to: '2015' },
    { id: 2, kind: 'family', words: 'I looked after three children', tasks: 'cooked, planned the days' },
    { id: 3, kind: 'unpaid', words: 'helped in a kitchen', occupation: 'kitchen-helper', from: '2024-03' },
  ],
  ...{ school: 'secondary', courses: ['First aid'], languages: { ar: 'first', en: 'b1' }, licence: 'car' },
  ...{ tools: 'sewing machine', name: 'Amal', phone: '+381 60 1234567', personal: { 'birth-date': '1.1.1990' } },
  wanted: { words: 'tailor', occupation: 'tailor' },
};
const made = (language: string, own: string, country: string, more = {}) =>
  ({ kind: 'cv', format: 'pdf', language, own, country, skills: SKILLS, ...more }) as const;

describe('a CV of somebody’s answers', () => {
  test('puts what goes on first, then what ended last, then what has no dates', () => {
    const cv = cvOf(SKILLS, {
      texts,
      language: 'en',
      own: 'en',
      country: 'DE',
      gender: undefined,
      strength: undefined,
    });
    expect(cv.work.map(({ title, period }) => [title.text, period])).toEqual([
      ['Kitchen helper', '03/2024 – today'],
      ['Tailor', '2012 – 2015'],
      ['I looked after three children', undefined],
    ]);
  });

  test('marks the own words where it is in another language, and nothing of ours', () => {
    const own = (language: string) =>
      cvOf(SKILLS, { texts, language, own: 'ar', country: 'DE', gender: 'woman', strength: 'patient' });
    const foreign = own('de');
    expect(foreign.work.map(({ title }) => [title.text, title.isOwn ?? false])).toEqual([
      [expect.any(String), false],
      ['Schneiderin', false],
      ['I looked after three children', true],
    ]);
    expect(foreign.strengths).toHaveLength(1);
    expect(foreign.strengths[0]?.isOwn).toBeUndefined();
    expect(own('ar').work[2]?.title.isOwn).toBe(false);
  });

  test('tells what is usual in a country only where that is so', () => {
    const personal = (country: string) =>
      cvOf(SKILLS, { texts, language: 'en', own: 'en', country, gender: undefined, strength: undefined }).personal;
    expect([personal('DE').length, personal('SE').length, personal('FR').length]).toEqual([1, 0, 0]);
  });

  test.each(
    texts.languages.flatMap(({ tag }) =>
      [
        ['it', 'IT'],
        ['de', 'DE'],
        ['de', 'AT'],
        ['sv', 'SE'],
        ['sr-Latn', 'RS'],
      ].map(([host = '', country = '']) => [tag, host, country] as const),
    ),
  )('of a person who speaks %s is a page in %s for %s', async (own, host, country) => {
    const { bytes } = await documents.make(made(host, own, country));
    const { pages, text } = await readPdf(bytes);
    expect(pages).toBe(1);
    for (const words of ['Amal', '+381 60 1234567', 'Homs', 'First aid', 'sewing machine'])
      expect(text).toContain(words);
    expect(text).toContain(texts.say(host, 'documents:cv.title') && texts.say(host, 'documents:cv.work'));
    expect(text).not.toMatch(/undefined|null|\{\{|documents:/);
  });

  test.each(texts.languages.map(({ tag }) => tag))('in %s is a page for the person, too, and a DOCX', async (own) => {
    const { bytes } = await documents.make(made(own, own, 'RS'));
    expect((await readPdf(bytes)).pages).toBe(1);
    const docx = await documents.make(made(own, own, 'RS', { format: 'docx' }));
    expect([docx.name, Buffer.from(docx.bytes.subarray(0, 2)).toString()]).toEqual(['cv.docx', 'PK']);
  });
});
