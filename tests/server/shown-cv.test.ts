import { afterAll, describe, expect, test } from 'vitest';
import { createDocuments } from '../../src/documents/make.ts';
import { createTypesetter } from '../../src/documents/typesetter.ts';
import { nameInLog } from '../../src/store/log.ts';
import { readPdf } from '../documents/pdf.ts';
import { content, testVault } from '../fakes/parts.ts';
import { CV, inWords, SKILLS } from '../turn/cv-walk.ts';
import { press } from '../turn/support.ts';
import { type Office, openOffice } from './office.ts';

const typesetter = createTypesetter();
afterAll(() => typesetter.stop());
const documents = createDocuments(content.model, typesetter);

const READY = [press('way'), 'CV', 'Make my CV'];
const SHOW = [...READY, 'Show a counsellor', 'Yes, show it'];
const HIDE = [...READY, 'Show a counsellor', 'No'];

/** Somebody with a talk and a CV, and how a counsellor sees them. */
async function withCv(office: Office) {
  const reference = await office.book('42', { day: 2 });
  await office.hear(
    '42',
    press('way'),
    'What I can do',
    ...inWords(SKILLS),
    press('way'),
    'CV',
    ...inWords(CV.slice(0, -1)),
    'Not now',
  );
  const talk = (await office.rows('appointment')).find((one) => one.reference === reference);
  const path = `/staff/appointments/${talk?.id}`;
  const cookie = await office.cookie('counsellor');
  const file = (how: string, by = cookie) => office.routes.request(`${path}/cv${how}`, { headers: { cookie: by } });
  const links = async () =>
    [...(await office.page(path, cookie)).html.matchAll(/href="([^"]+)" download>([^<]+)</g)].map(
      ([, href = '', name]) => [href.replaceAll('&amp;', '&').slice(path.length), name],
    );
  return { talk, path, cookie, file, links };
}

const LINKS = [
  ['/cv?for=host&as=pdf', 'Serbian (Latin): PDF'],
  ['/cv?for=host&as=docx', 'Serbian (Latin): Word'],
  ['/cv?for=own&as=pdf', 'English: PDF'],
  ['/cv?for=own&as=docx', 'English: Word'],
];

describe('the CV of a person with a talk', () => {
  test('is seen by a counsellor from her yes on, until she takes it back', async () => {
    await using office = await openOffice({ documents });
    const { file, links } = await withCv(office);
    expect([await links(), (await file('')).status]).toEqual([[], 404]);
    await office.hear('42', ...SHOW);
    expect(await links()).toEqual(LINKS);
    const pdf = await file('?for=own&as=pdf');
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(pdf.headers.get('content-disposition')).toBe('attachment; filename="cv.pdf"');
    expect(pdf.headers.get('cache-control')).toContain('no-store');
    const { text } = await readPdf(new Uint8Array(await pdf.arrayBuffer()));
    for (const words of ['Amal Haddad', 'Dressmaker', 'Homs', '+381 60 1234567']) expect(text).toContain(words);
    const word = await file('?for=host&as=docx');
    expect(word.headers.get('content-disposition')).toBe('attachment; filename="cv.docx"');
    await office.hear('42', ...HIDE);
    expect([await links(), (await file('')).status]).toEqual([[], 404]);
  });

  test('is the one of today', async () => {
    await using office = await openOffice({ documents });
    const { file } = await withCv(office);
    await office.hear(
      '42',
      ...SHOW,
      press('way'),
      'What I can do',
      'Begin',
      'Tailor',
      'Change the words',
      'Wedding gowns',
    );
    const { text } = await readPdf(new Uint8Array(await (await file('?for=own&as=pdf')).arrayBuffer()));
    expect(text).toContain('Wedding gowns');
  });

  test('is asked about before a talk that is booked for it', async () => {
    await using office = await openOffice({ documents });
    const { links } = await withCv(office);
    await office.hear('42', ...READY, 'Make the file', 'For employers', 'PDF, to send', 'At an appointment');
    expect(office.texts('42').at(-1)).toContain('May the counsellors see this CV');
    await office.hear('42', 'Yes, show it');
    expect(await links()).toEqual(LINKS);
  });

  test('is a look into the record, which is written down', async () => {
    await using office = await openOffice({ documents });
    const { file, talk } = await withCv(office);
    await office.hear('42', ...SHOW);
    await file('');
    expect(await office.rows('log')).toMatchObject([
      { what: 'appointment-cv', target: nameInLog(testVault(), talk?.id ?? ''), pilot: 'serbia' },
    ]);
  });

  test('is seen by nobody of another pilot, by no evaluator and by no stranger', async () => {
    await using office = await openOffice({ documents });
    const { file } = await withCv(office);
    await office.hear('42', ...SHOW);
    for (const [by, status] of [
      [await office.cookie('counsellor', ['milan']), 404],
      [await office.cookie('evaluator'), 403],
      ['', 401],
    ] as const) {
      const answer = await file('', by);
      expect([answer.status, answer.headers.get('content-disposition')]).toEqual([status, null]);
    }
  });

  test.each([
    ['the consent ends', ['stop']],
    ['the name is deleted', [...READY, 'Delete the name']],
  ])('is gone when %s', async (_, said) => {
    await using office = await openOffice({ documents });
    const { file } = await withCv(office);
    await office.hear('42', ...SHOW);
    expect((await file('')).status).toBe(200);
    await office.hear('42', ...said);
    expect((await file('')).status).toBe(404);
  });

  test('is gone when the talk is called off', async () => {
    await using office = await openOffice({ documents });
    const { file, path, cookie, links } = await withCv(office);
    await office.hear('42', ...SHOW);
    await office.send(path, { do: 'off' }, cookie);
    expect([await links(), (await file('')).status]).toEqual([[], 404]);
  });
});
