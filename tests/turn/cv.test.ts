import { afterAll, describe, expect, test } from 'vitest';
import { createDocuments } from '../../src/documents/make.ts';
import { createTypesetter } from '../../src/documents/typesetter.ts';
import { runJobs } from '../../src/turn/due/jobs.ts';
import { readPdf } from '../documents/pdf.ts';
import { HOUR, MINUTE } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { opened, sealedIn } from '../fakes/sealed.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { type Answer, CV, inWords, SKILLS } from './cv-walk.ts';
import { conversationOf, copyFor, JOIN, labels, press } from './support.ts';

const typesetter = createTypesetter();
afterAll(() => typesetter.stop());
const documents = createDocuments(content.model, typesetter);

const onWay = (stage: Stage, handle = '42') => stage.hear(handle, press('way'));

async function answered(stage: Stage, step: string, answers: readonly Answer[]): Promise<void> {
  await onWay(stage);
  await stage.hear('42', step, ...inWords(answers));
}
/** Somebody whose CV is ready, and goes out with the next answer. */
async function allButSent(stage: Stage): Promise<void> {
  await stage.hear('42', ...JOIN);
  await answered(stage, 'What I can do', SKILLS);
  await answered(stage, 'CV', CV.slice(0, -1));
}
/** The columns in which words stand, once they are opened. */
async function whereIsRead(stage: Stage, words: RegExp): Promise<string[]> {
  const keys = (await stage.rows('personKey')).map(({ wrapped }) => wrapped);
  const read = opened(await sealedIn(stage.store.read), keys).filter(({ text }) => words.test(text));
  return [...new Set(read.map(({ place }) => place.split(':').slice(0, 2).join(':')))].sort();
}
const fileOf = (stage: Stage) => stage.telegram.sent.findLast(({ file }) => file !== undefined)?.file;

describe.each(DIALECTS)('a CV on %s', (dialect) => {
  test('is made from nothing, in the language of employers', async () => {
    await using stage = await openStage(dialect, { documents });
    await stage.hear('42', ...JOIN);
    await answered(stage, 'What I can do', SKILLS);
    await answered(stage, 'CV', CV);
    expect(stage.texts('42').at(-1)).toBe('What next?');
    const file = fileOf(stage);
    expect(file).toMatchObject({ name: 'cv.pdf', type: 'application/pdf' });
    const { text, pages } = await readPdf(file?.bytes ?? new Uint8Array());
    expect(pages).toBe(1);
    for (const words of [
      'Amal Haddad',
      '+381 60 1234567',
      'Homs',
      '2015. – 2019.',
      'Srednja škola',
      'first aid, Red Cross',
    ])
      expect(text).toContain(words);
    expect(text).not.toContain('Tailor');
    expect(await stage.rows('document')).toEqual([]);
  });

  test('leaves the name and the number in no message, also where they are no answer', async () => {
    await using stage = await openStage(dialect, { documents });
    await stage.hear('42', ...JOIN);
    await answered(stage, 'What I can do', SKILLS);
    await onWay(stage);
    const [begin = '', name = '', ...others] = inWords(CV);
    const at = others.indexOf('+381 60 1234567');
    await stage.hear('42', 'CV', begin, 'Amal Haddad '.repeat(8), '阿 Amal', name);
    await stage.hear('42', ...others.slice(0, at), '+381 60 12345', ...others.slice(at));
    expect(await whereIsRead(stage, /Amal|60 12345/)).toEqual(['person:conversation']);
    await stage.hear('42', 'Go on', press('way'), 'CV', 'Make my CV', 'Delete the name');
    expect(await whereIsRead(stage, /Amal|60 12345/)).toEqual([]);
    // The control: what she wrote of her work is a message like any other.
    expect(await whereIsRead(stage, /sewed dresses/)).toEqual(['inbox:body', 'person:conversation']);
  });

  test('keeps answers alone, and what only the CV needs goes at a word', async () => {
    await using stage = await openStage(dialect, { documents });
    await stage.hear('42', ...JOIN);
    await answered(stage, 'What I can do', SKILLS);
    await answered(stage, 'CV', CV);
    expect((await conversationOf(stage)).skills).toMatchObject({
      name: 'Amal Haddad',
      phone: '+381 60 1234567',
      jobs: [
        { kind: 'paid', occupation: 'tailor', from: '2015', to: '2019' },
        { kind: 'family' },
        { occupation: 'cook' },
      ],
      passing: [],
    });
    await stage.hear('42', 'Go on', press('way'), 'CV', 'Make my CV', 'Delete the name');
    const { skills } = await conversationOf(stage);
    expect([skills?.name, skills?.phone, skills?.wanted, skills?.jobs.length]).toEqual([
      undefined,
      undefined,
      undefined,
      3,
    ]);
  });

  test('goes on where it was left, after every answer', async () => {
    await using stage = await openStage(dialect, { documents });
    await stage.hear('42', ...JOIN, press('way'), 'What I can do');
    for (const said of inWords(SKILLS.slice(0, -1))) {
      await stage.hear('42', said, '/menu', press('way'), 'What I can do');
      expect(stage.texts('42').at(-1)).toContain('You were here');
    }
    await stage.hear('42', 'It is right');
    expect((await conversationOf(stage)).skills?.jobs.map(({ kind }) => kind)).toEqual(['paid', 'family', 'unpaid']);
  });

  test('that cannot be sent comes by a link that opens once, within an hour', async () => {
    await using stage = await openStage(dialect, { documents });
    await allButSent(stage);
    stage.telegram.outcomes.push({ result: 'never', why: 'too large' });
    await stage.hear('42', 'Send it here');
    expect(stage.texts('42').at(-1)).toContain('I could not send the file here');
    const [, path = ''] = /(\/documents\/[\w-]+)/.exec(stage.texts('42').at(-1) ?? '') ?? [];
    const open = (method: string) =>
      stage.routes.request(path, {
        method,
        headers: { origin: 'http://localhost' },
        ...(method === 'POST' && { body: '' }),
      });
    for (let i = 0; i < 2; i += 1) expect((await open('GET')).headers.get('content-type')).toContain('text/html');
    const first = await open('POST');
    expect(first.headers.get('content-disposition')).toBe('attachment; filename="cv.pdf"');
    expect((await readPdf(new Uint8Array(await first.arrayBuffer()))).text).toContain('Amal Haddad');
    expect((await open('POST')).status).toBe(404);
    expect(await stage.rows('document')).toEqual([]);
  });

  test('whose link nobody opened is gone after an hour', async () => {
    await using stage = await openStage(dialect, { documents });
    await allButSent(stage);
    stage.telegram.outcomes.push({ result: 'never', why: 'too large' });
    await stage.hear('42', 'Send it here');
    expect(await stage.rows('document')).toHaveLength(1);
    const [, path = ''] = /(\/documents\/[\w-]+)/.exec(stage.texts('42').at(-1) ?? '') ?? [];
    stage.clock.now += HOUR;
    const late = await stage.routes.request(path, {
      method: 'POST',
      headers: { origin: 'http://localhost' },
      body: '',
    });
    expect(late.status).toBe(404);
    await runJobs(stage.world);
    expect(await stage.rows('document')).toEqual([]);
  });

  test('that waits goes with its consent, and with its person', async () => {
    await using stage = await openStage(dialect, { documents });
    await allButSent(stage);
    stage.telegram.outcomes.push({ result: 'retry', at: stage.clock.now + MINUTE, why: 'busy' });
    await stage.hear('42', 'Send it here');
    const [row] = await stage.rows('document');
    expect(row?.body.includes('Amal')).toBe(false);
    await stage.hear('42', 'stop');
    expect(await stage.rows('document')).toEqual([]);
    expect((await conversationOf(stage)).skills).toBeUndefined();
    const sent = stage.telegram.sent.length;
    stage.clock.now += 2 * MINUTE;
    await stage.pump.settle();
    expect(stage.telegram.sent.slice(sent).filter(({ file }) => file !== undefined)).toEqual([]);
  });

  test('asks for a name in other letters where its fonts lack some', async () => {
    await using stage = await openStage(dialect, { documents });
    await stage.hear('42', ...JOIN);
    await answered(stage, 'What I can do', SKILLS);
    await answered(stage, 'CV', CV.slice(0, 1));
    await stage.hear('42', '阿 Amal');
    expect(stage.texts('42').at(-1)).toContain('阿');
    await stage.hear('42', 'Amal');
    expect((await conversationOf(stage)).skills?.name).toBe('Amal');
  });
});

/** A CV of which nothing is to be kept, up to the last answer. */
const ONCE = ['Make my CV', 'Keep nothing', ...inWords(SKILLS.slice(1)), ...inWords(CV.slice(1, -1))];
const LOOK = ['hello', 'English', 'Serbia', 'Just look around'];
/** Words of hers that stand nowhere but in what she says. */
const HERS = ['Amal', 'Homs', '1234567', 'dresses', 'Red Cross', 'tailor'];
const hersIn = (kept: unknown): string[] => HERS.filter((word) => JSON.stringify(kept).includes(word));

describe.each(DIALECTS)('a CV of which nothing is kept, on %s', (dialect) => {
  test.each([
    ['looks around', LOOK],
    ['has agreed', JOIN],
  ])('is made all the same, for somebody who %s', async (_, begin) => {
    await using stage = await openStage(dialect, { documents });
    await stage.hear('42', ...begin);
    const before = (await stage.rows('event')).length;
    await onWay(stage);
    await stage.hear('42', 'CV', ...ONCE);
    expect(hersIn(await conversationOf(stage))).toEqual(HERS);
    await stage.hear('42', 'Send it here');
    expect((await readPdf(fileOf(stage)?.bytes ?? new Uint8Array())).text).toContain('Amal Haddad');
    await stage.hear('42', 'Go on');
    expect(stage.texts('42').join('\n')).toContain('Your answers are deleted.');
    const c = await conversationOf(stage);
    expect([hersIn(c), c.skills]).toEqual([[], undefined]);
    expect(await stage.rows('document')).toEqual([]);
    // What she said, and what repeats it, is in no message; what was counted names no part of it.
    expect((await stage.rows('inbox')).slice(begin.length + 4).filter(({ body }) => body !== null)).toEqual([]);
    const events = (await stage.rows('event')).slice(before).map(({ kind, data }) => JSON.stringify([kind, data]));
    expect(events.filter((event) => /skill|cv-/.test(event))).toEqual([]);
    expect((await stage.rows('tally')).map(({ kind, count }) => [kind, count])).toEqual([['cv-once', 1]]);
  });

  test('goes with half an hour of silence, and with STOP', async () => {
    await using stage = await openStage(dialect, { documents });
    await stage.hear('42', ...JOIN);
    await onWay(stage);
    await stage.hear('42', 'CV', ...ONCE);
    expect((await stage.rows('person'))[0]?.lapseAt).toBe(stage.clock.now + 30 * MINUTE);
    stage.clock.now += 31 * MINUTE;
    await stage.pump.settle();
    expect(hersIn(await conversationOf(stage))).toEqual([]);
    await stage.hear('42', 'hello');
    await onWay(stage);
    await stage.hear('42', 'CV', ...ONCE);
    expect(hersIn(await conversationOf(stage))).toEqual(HERS);
    await stage.hear('42', 'stop');
    expect(hersIn(await conversationOf(stage))).toEqual([]);
  });

  test('leaves the answers alone that are kept', async () => {
    await using stage = await openStage(dialect, { documents });
    await stage.hear(
      '42',
      ...JOIN,
      press('way'),
      'CV',
      'Make my CV',
      'Keep nothing',
      'Yes',
      'I sewed dresses',
      'Tailor',
    );
    expect(hersIn(await conversationOf(stage))).toEqual(['dresses', 'tailor']);
    await stage.hear('42', '/menu');
    expect(hersIn(await conversationOf(stage))).toEqual([]);
    await answered(stage, 'What I can do', SKILLS);
    expect((await conversationOf(stage)).skills?.jobs).toHaveLength(3);
  });

  test('goes on after a word that may be said at any time', async () => {
    await using stage = await openStage(dialect, { documents });
    await stage.hear('42', ...LOOK, press('way'), 'CV', ...ONCE.slice(0, 4), 'help', 'Tailor');
    expect(hersIn(await conversationOf(stage))).toEqual(['dresses', 'tailor']);
  });
});

test('the copy of the data holds what is written down, and who sees it', async () => {
  await using stage = await openStage('sqlite', { documents });
  await allButSent(stage);
  await stage.hear('42', 'Not now', 'human', 'A word');
  const [request] = await stage.rows('request');
  const by = { role: 'admin', pilots: ['serbia'], who: 'account:a', account: 'a' } as const;
  expect(hersIn(await copyFor(stage, by, request?.id ?? ''))).toEqual(HERS);
});

test('without consent nothing is written down', async () => {
  await using stage = await openStage('sqlite', { documents });
  await stage.hear('42', 'hello', 'English', 'Serbia', 'Just look around', press('way'), 'What I can do', 'Begin');
  expect(stage.texts('42').join('\n')).toContain('we have to keep your answers');
  await stage.hear('42', 'Just look around');
  expect((await conversationOf(stage)).skills).toBeUndefined();
});

test('somebody who agreed to an earlier notice agrees to the one about the name where she gives it', async () => {
  await using stage = await openStage('sqlite', { documents });
  await stage.hear('42', ...JOIN);
  expect((await conversationOf(stage)).consent?.notice).toBe(2);
});

test('the lines of a summary are corrected one by one', async () => {
  await using stage = await openStage('sqlite', { documents });
  await stage.hear('42', ...JOIN);
  await answered(stage, 'What I can do', SKILLS);
  await onWay(stage);
  await stage.hear('42', 'What I can do');
  const shown = labels(stage.last('42'));
  expect(shown).toContain('Begin');
  await stage.hear('42', 'Begin', 'Tailor', 'Change the words', 'Sewing wedding dresses');
  expect((await conversationOf(stage)).skills?.jobs[0]).toMatchObject({ words: 'Sewing wedding dresses' });
  expect((await conversationOf(stage)).skills?.jobs[0]?.occupation).toBeUndefined();
  await stage.hear('42', 'English', 'Delete this line');
  expect((await conversationOf(stage)).skills?.languages).toEqual({ ar: 'first' });
});
