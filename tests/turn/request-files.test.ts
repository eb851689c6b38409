import { describe, expect, test } from 'vitest';
import type { Content } from '../../src/conversation/message.ts';
import { accountWho } from '../../src/store/accounts.ts';
import { OWNED } from '../../src/store/belongings.ts';
import { fetchFiles } from '../../src/turn/due/files.ts';
import { retain } from '../../src/turn/due/retention.ts';
import { join } from '../../src/turn/people/join.ts';
import {
  answerByStaff,
  closeByStaff,
  lookAtRequest,
  openFileByStaff,
  type Staff,
} from '../../src/turn/requests/by-staff.ts';
import { keepUpload } from '../../src/turn/requests/files.ts';
import { mediaTypeOf } from '../../src/turn/requests/media-type.ts';
import { DAY, MINUTE } from '../fakes/clock.ts';
import { EXE, JPEG, PDF, ZIP } from '../fakes/sent-files.ts';
import { ogg } from '../fakes/speech.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { copyFor, JOIN, labels } from './support.ts';

const ANA: Staff = { account: 'ana', role: 'counsellor', pilots: ['serbia'], who: accountWho('ana') };
const MOST = 10 * 1024 * 1024;
const MILAN: Staff = { ...ANA, pilots: ['milan'] };
const HTML = Buffer.from('<html><script>alert(1)</script>');

type Medium = Extract<Content, { kind: 'media' }>;
const voice = (ref = 'v1', more: Partial<Medium> = {}): Medium => ({
  kind: 'media',
  media: 'voice',
  file: { ref },
  ...more,
});
const photo = (ref: string, caption?: string): Medium => ({
  ...{ kind: 'media', media: 'photo', file: { ref } },
  ...(caption !== undefined && { caption }),
});
const pdf = (ref: string, more: Partial<Medium> = {}): Medium => ({
  ...{ kind: 'media', media: 'document', file: { ref } },
  ...more,
});
/** A document that staff cannot open, which no channel fetches. */
const docx = (caption?: string): Medium => ({
  ...{ kind: 'media', media: 'document' },
  ...(caption !== undefined && { caption }),
});

/** Somebody who has asked for a human and is asked what it is about. */
async function asking(stage: Stage, handle = '42'): Promise<string> {
  await stage.hear(handle, ...JOIN, 'human');
  return (await stage.rows('request')).at(-1)?.id ?? '';
}
const keeps = (stage: Stage, ref: string, bytes: Buffer) => stage.telegram.files.set(ref, { result: 'got', bytes });
const fetches = async (stage: Stage) => {
  const end = await fetchFiles(stage.world, new AbortController().signal);
  await stage.pump.settle();
  return end;
};
const threadOf = async (stage: Stage, id: string) => {
  const thread = (await lookAtRequest(stage.world, ANA, id))?.thread ?? [];
  return thread.map(({ words, file }) => [words, file?.media, file?.state]);
};
const played = async (stage: Stage, id: string, by = ANA) => {
  const [file] = await stage.rows('requestFile');
  return openFileByStaff(stage.world, by, id, file?.id ?? '');
};

describe.each(DIALECTS)('a file in a request on %s', (dialect) => {
  test.each<[string, Medium, Buffer, string, string]>([
    ['voice', voice(), ogg(), 'audio/ogg', 'OpusHead'],
    ['photo', photo('v1'), JPEG, 'image/jpeg', 'JFIF'],
    ['document', pdf('v1'), PDF, 'application/pdf', 'Catalog'],
  ])('(%s) is fetched, sealed, and opened for staff of the pilot alone', async (media, said, bytes, type, within) => {
    await using stage = await openStage(dialect);
    const id = await asking(stage);
    keeps(stage, 'v1', bytes);
    await stage.hear('42', said);
    expect(stage.texts('42').at(-1)).toContain('our team will read it');
    expect(await threadOf(stage, id)).toEqual([['', media, 'waiting']]);
    const [before] = await stage.rows('request');
    expect(await fetches(stage)).toBe('over');
    expect(await threadOf(stage, id)).toEqual([['', media, 'kept']]);
    const [request] = await stage.rows('request');
    expect(request?.version).toBeGreaterThan(before?.version ?? 0);
    const [file] = await stage.rows('requestFile');
    expect(file).toMatchObject({ channel: null, ref: null, type, bytes: bytes.length });
    expect([bytes.includes(within), file?.body?.includes(within)]).toEqual([true, false]);
    expect(await played(stage, id)).toEqual({ media, type, bytes });
    expect(await played(stage, id, MILAN)).toBeUndefined();
    expect((await stage.rows('log')).filter(({ what }) => what === 'request')).toHaveLength(1);
  });

  test('comes with its words, and as an answer to what staff wrote last', async () => {
    await using stage = await openStage(dialect);
    const id = await asking(stage);
    await stage.hear('42', 'Not now', 'Book an appointment');
    await answerByStaff(stage.world, ANA, id, { words: 'Show me the paper', language: 'en', seen: 0 });
    await stage.pump.settle();
    keeps(stage, 'p1', JPEG);
    keeps(stage, 'd1', PDF);
    await stage.hear('42', photo('p1', 'this one'), pdf('d1', { caption: 'and this' }), voice('v2'));
    await fetches(stage);
    expect(await threadOf(stage, id)).toEqual([
      ['Show me the paper', undefined, undefined],
      ['this one', 'photo', 'kept'],
      ['and this', 'document', 'kept'],
      ['', 'voice', 'lost'],
    ]);
  });

  test('that cannot be fetched is told of, and one that may come later is waited for', async () => {
    await using stage = await openStage(dialect);
    const id = await asking(stage);
    stage.telegram.files.set('v1', { result: 'retry', why: 'busy' });
    await stage.hear('42', voice());
    expect(await fetches(stage)).toBeUndefined();
    expect(await threadOf(stage, id)).toEqual([['', 'voice', 'waiting']]);
    const count = stage.texts('42').length;
    stage.telegram.files.set('v1', { result: 'never', why: 'gone' });
    expect(await fetches(stage)).toBeUndefined();
    stage.clock.now += MINUTE;
    expect(await fetches(stage)).toBe('over');
    expect(await threadOf(stage, id)).toEqual([['', 'voice', 'lost']]);
    expect(stage.texts('42')).toHaveLength(count + 1);
    expect(stage.texts('42').at(-1)).toContain('did not reach our team');
    expect(labels(stage.last('42'))).toContain('Answer');
    // What follows is for staff, without a button.
    await stage.hear('42', 'Then I write it');
    expect(await threadOf(stage, id)).toEqual([
      ['', 'voice', 'lost'],
      ['Then I write it', undefined, undefined],
    ]);
  });

  test('that fails for a day is given up', async () => {
    await using stage = await openStage(dialect);
    await asking(stage);
    stage.telegram.files.set('v1', { result: 'retry', why: 'busy' });
    await stage.hear('42', voice());
    let tries = 0;
    for (; (await fetches(stage)) === undefined && tries < 100; tries += 1) stage.clock.now += 60 * MINUTE;
    expect(tries).toBeLessThan(100);
    expect(await stage.rows('requestFile')).toMatchObject([{ state: 'lost', attempts: tries }]);
  });

  test.each<[string, Medium, Buffer]>([
    ['a page called a voice note', voice('x'), HTML],
    ['a page called a PDF', pdf('x'), HTML],
    ['a program called a PDF', pdf('x'), EXE],
    ['a program with a PDF behind its head', pdf('x'), Buffer.concat([EXE, PDF])],
    ['an archive with a PDF in it', pdf('x'), Buffer.concat([ZIP, PDF])],
    ['a page before a PDF', pdf('x'), Buffer.concat([Buffer.from('<!--'), PDF])],
    ['an empty file', pdf('x'), Buffer.alloc(0)],
  ])('that is something else (%s) is not kept, and its person is told', async (_, said, bytes) => {
    await using stage = await openStage(dialect);
    const id = await asking(stage);
    keeps(stage, 'x', bytes);
    await stage.hear('42', said);
    await fetches(stage);
    expect(await threadOf(stage, id)).toEqual([['', said.media, 'lost']]);
    expect(await played(stage, id)).toBeUndefined();
    expect(stage.texts('42').at(-1)).toMatch(/did not reach our team.*at most 10 megabytes.*could not be opened/s);
  });

  test('is what its first bytes tell, whatever its sender says and whatever follows them', async () => {
    await using stage = await openStage(dialect);
    const id = await asking(stage);
    keeps(stage, 'a', JPEG);
    keeps(stage, 'b', PDF);
    keeps(stage, 'c', Buffer.concat([PDF, ZIP, HTML]));
    await stage.hear('42', pdf('a'), photo('b'), pdf('c'));
    await fetches(stage);
    expect(await threadOf(stage, id)).toEqual([
      ['', 'photo', 'kept'],
      ['', 'document', 'kept'],
      ['', 'document', 'kept'],
    ]);
    expect((await stage.rows('requestFile')).map(({ type }) => type).sort()).toEqual([
      'application/pdf',
      'application/pdf',
      'image/jpeg',
    ]);
  });

  test.each<[string, Medium, RegExp]>([
    ['too large', voice('x', { file: { ref: 'x', bytes: MOST + 1 } }), /at most 10 megabytes/],
    ['a PDF that is too large', pdf('x', { file: { ref: 'x', bytes: MOST + 1 } }), /at most 10 megabytes/],
    ['of another kind', docx(), /a photo or a PDF.*bring it to an appointment/],
    ['a film', { kind: 'media', media: 'video' }, /a photo or a PDF.*bring it to an appointment/],
  ])('that is %s is refused at once, its words are passed on, and the question stays', async (_, said, told) => {
    await using stage = await openStage(dialect);
    const id = await asking(stage);
    await stage.hear('42', said);
    expect(stage.texts('42').at(-1)).toMatch(new RegExp(`${told.source}.*What is it about`, 's'));
    expect(await threadOf(stage, id)).toEqual([]);
    // What comes together is answered once.
    stage.clock.now += MINUTE;
    await stage.hear('42', { ...said, caption: 'my contract' });
    expect(stage.texts('42').at(-1)).toMatch(new RegExp(`${told.source}.*our team will read it`, 's'));
    // The answer to what follows is said once, but each file is answered.
    stage.clock.now += MINUTE;
    await stage.hear('42', { ...said, caption: 'it is old' });
    expect(stage.texts('42').at(-1)).toMatch(new RegExp(`${told.source}[^\\n]*$`));
    expect(await threadOf(stage, id)).toEqual([
      ['my contract', undefined, undefined],
      ['it is old', undefined, undefined],
    ]);
    expect(await stage.rows('requestFile')).toEqual([]);
  });

  test('is one of at most twenty', async () => {
    await using stage = await openStage(dialect);
    const id = await asking(stage);
    for (let i = 1; i <= 21; i += 1) await stage.hear('42', voice(`v${i}`));
    expect(stage.texts('42').at(-1)).toMatch(/I cannot pass on this file.*in words/s);
    await stage.hear('42', voice('v22'));
    // Every file is answered, and the question is put once.
    expect(stage.texts('42').at(-1)).toMatch(/I cannot pass on this file.*arrive\.$/s);
    expect(await threadOf(stage, id)).toHaveLength(20);
    await stage.hear('42', 'in words then');
    expect((await threadOf(stage, id)).at(-1)).toEqual(['in words then', undefined, undefined]);
  });

  test('goes with the request, and is not fetched any more', async () => {
    await using stage = await openStage(dialect);
    const id = await asking(stage);
    keeps(stage, 'v1', ogg());
    await stage.hear('42', voice());
    await closeByStaff(stage.world, ANA, id);
    expect(await stage.rows('requestFile')).toEqual([]);
    expect(await fetches(stage)).toBe('over');
    expect(stage.texts('42').join()).not.toContain('did not reach');
  });

  test('that comes after the close is passed on with a new request', async () => {
    await using stage = await openStage(dialect);
    const id = await asking(stage);
    await stage.hear('42', 'Help me');
    await closeByStaff(stage.world, ANA, id);
    keeps(stage, 'v1', ogg());
    await stage.hear('42', voice(), 'Yes, pass it on');
    await fetches(stage);
    const again = (await stage.rows('request')).find(({ state }) => state === 'open')?.id ?? '';
    expect(await threadOf(stage, again)).toEqual([['', 'voice', 'kept']]);
  });

  test('goes with its person', async () => {
    await using stage = await openStage(dialect);
    await asking(stage);
    keeps(stage, 'v1', ogg());
    await stage.hear('42', voice());
    await fetches(stage);
    await stage.hear('42', 'stop');
    expect(await stage.rows('requestFile')).toEqual([]);
    expect(OWNED).toContain('requestFile');
  });

  test('goes along where two people become one, and is fetched and played there', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('43', ...JOIN);
    const id = await asking(stage, '42');
    keeps(stage, 'v1', ogg());
    stage.telegram.files.set('v2', { result: 'retry', why: 'busy' });
    await stage.hear('42', voice('v1'), voice('v2'));
    await fetches(stage);
    const from = (await stage.rows('request'))[0]?.person ?? '';
    const to = (await stage.rows('person')).find((one) => one.id !== from)?.id ?? '';
    await stage.store.tx(async (q) => {
      for (const one of [from, to].sort()) await q.lockPerson(one);
      await join(stage.world, q, to, from);
    });
    expect((await stage.rows('requestFile')).map(({ person }) => person)).toEqual([to, to]);
    keeps(stage, 'v2', PDF);
    stage.clock.now += MINUTE;
    expect(await fetches(stage)).toBe('over');
    const played = await Promise.all(
      (await stage.rows('requestFile')).map(
        async (file) => (await openFileByStaff(stage.world, ANA, id, file.id))?.type,
      ),
    );
    expect(played.sort()).toEqual(['application/pdf', 'audio/ogg']);
  });

  test('is named in the copy of the data', async () => {
    await using stage = await openStage(dialect);
    await asking(stage);
    await stage.hear('42', photo('p1', 'my contract'), voice(), pdf('d1'));
    const threads = (await copied(stage))?.requests.map(({ thread }) => thread.map(({ words, file }) => [words, file]));
    expect(threads).toEqual([
      [
        ['my contract', 'photo'],
        ['', 'voice'],
        ['', 'document'],
      ],
    ]);
  });

  test('leaves nothing of itself in the inbox', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, voice('a-name-at-the-provider'), 'human', voice('another'));
    const { messages } = JSON.parse(JSON.stringify(await copied(stage)));
    expect(JSON.stringify(messages)).not.toMatch(/a-name-at-the-provider|another/);
    // The one outside the thread, whose words would be kept with it.
    expect(JSON.stringify(messages).match(/"media":"voice"/g)).toHaveLength(1);
  });
});

async function copied(stage: Stage) {
  const [request] = await stage.rows('request');
  return copyFor(stage, ANA, request?.id ?? '');
}

describe('beside a request', () => {
  test.each<[string, Medium, string]>([
    ['a voice note', voice(), 'I cannot listen to voice messages'],
    ['a photo', photo('p1'), 'I cannot look at pictures'],
    ['words beneath a photo', photo('p1', 'human'), 'What is it about?'],
    ['a PDF', pdf('d1'), 'I cannot look at pictures'],
    ['words beneath a PDF', pdf('d1', { caption: 'human' }), 'What is it about?'],
    ['a PDF that is too large', pdf('d1', { file: { ref: 'd1', bytes: MOST + 1 } }), 'I cannot look at pictures'],
    ['another document', docx(), 'I cannot look at pictures'],
    ['words beneath another document', docx('human'), 'What is it about?'],
  ])('%s are answered as ever, and nothing is fetched', async (_, said, expected) => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, said);
    expect(stage.texts('42').slice(-2).join()).toContain(expected);
    expect(await stage.rows('requestFile')).toEqual([]);
  });

  test.each<[string, (caption: string) => Medium]>([
    ['a photo', (caption) => photo('p1', caption)],
    ['a PDF', (caption) => pdf('d1', { caption })],
    ['another document', docx],
  ])('words of danger and STOP beneath %s count as if they were typed', async (_, sent) => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, sent('my husband beats me'));
    expect(stage.texts('42').at(-1)).toContain('Shall we show you important numbers');
    expect((await stage.rows('inbox')).at(-1)).toMatchObject({ body: null });
    await stage.hear('42', sent('STOP'));
    expect((await stage.rows('person')).map(({ consented }) => consented)).toEqual([false]);
  });
});

describe('in a request', () => {
  const TOO_LARGE = { ref: 'd1', bytes: MOST + 1 };

  test.each<[string, (caption: string) => Medium, number]>([
    ['a photo', (caption) => photo('p1', caption), 1],
    ['a PDF', (caption) => pdf('d1', { caption }), 1],
    ['a PDF that is too large', (caption) => pdf('d1', { caption, file: TOO_LARGE }), 0],
    ['another document', docx, 0],
  ])('words of danger beneath %s offer the card and reach the staff', async (_, sent, files) => {
    await using stage = await openStage('sqlite');
    const id = await asking(stage);
    const count = stage.texts('42').length;
    await stage.hear('42', sent('my husband beats me'));
    expect(stage.texts('42').slice(count).join()).toContain('Shall we show you important numbers');
    expect((await threadOf(stage, id)).map(([words]) => words)).toEqual(['my husband beats me']);
    expect(await stage.rows('requestFile')).toHaveLength(files);
  });

  test.each<[string, (caption: string) => Medium]>([
    ['a photo', (caption) => photo('p1', caption)],
    ['a PDF', (caption) => pdf('d1', { caption })],
    ['a PDF that is too large', (caption) => pdf('d1', { caption, file: TOO_LARGE })],
    ['another document', docx],
  ])('STOP beneath %s stops, and nothing more is said of the file', async (_, sent) => {
    await using stage = await openStage('sqlite');
    await asking(stage);
    const count = stage.texts('42').length;
    await stage.hear('42', sent('STOP'));
    expect((await stage.rows('person')).map(({ consented }) => consented)).toEqual([false]);
    expect(await stage.rows('requestFile')).toEqual([]);
    expect(stage.texts('42').slice(count).join()).not.toMatch(/file|PDF|megabytes/);
  });

  test('any other word beneath a document that is refused is answered, and so is the document', async () => {
    await using stage = await openStage('sqlite');
    await asking(stage);
    await stage.hear('42', docx('menu'));
    expect(stage.texts('42').at(-1)).toMatch(/a photo or a PDF/);
    expect(labels(stage.last('42'))).toContain('Book an appointment');
  });

  test('a document that is refused takes nothing from the answer that staff wait for', async () => {
    await using stage = await openStage('sqlite');
    const id = await asking(stage);
    await stage.hear('42', 'Not now', 'Book an appointment');
    await answerByStaff(stage.world, ANA, id, { words: 'Show me the paper', language: 'en', seen: 0 });
    await stage.pump.settle();
    await stage.hear('42', docx());
    expect(stage.texts('42').at(-1)).toMatch(/a photo or a PDF/);
    keeps(stage, 'd1', PDF);
    await stage.hear('42', pdf('d1'));
    await fetches(stage);
    expect((await threadOf(stage, id)).at(-1)).toEqual(['', 'document', 'kept']);
  });
});

describe('an upload in the web chat', () => {
  const HANDLE = 'w'.repeat(43);
  const write = async (stage: Stage, ...said: (string | Content)[]) => {
    for (const one of said) await stage.pump.receive([stage.incoming(HANDLE, one, 'web-chat')]);
  };

  test('is kept for the open request of its person, and attached by the message', async () => {
    await using stage = await openStage('sqlite');
    expect(await keepUpload(stage.world, 'web-chat', HANDLE, ogg())).toBe('unwanted');
    await write(stage, ...JOIN);
    expect(await keepUpload(stage.world, 'web-chat', HANDLE, ogg())).toBe('unwanted');
    await write(stage, 'human');
    for (const other of [ZIP, EXE, HTML, Buffer.concat([ZIP, PDF])])
      expect(await keepUpload(stage.world, 'web-chat', HANDLE, other)).toBe('refused');
    const kept = await keepUpload(stage.world, 'web-chat', HANDLE, ogg());
    const ref = typeof kept === 'string' ? '' : kept.id;
    await write(stage, voice(ref));
    const id = (await stage.rows('request'))[0]?.id ?? '';
    expect(await threadOf(stage, id)).toEqual([['', 'voice', 'kept']]);
    // The same name again, or another person's, leads to nothing.
    await write(stage, voice(ref), voice('somebody-elses'));
    expect(await threadOf(stage, id)).toHaveLength(1);
    const paper = await keepUpload(stage.world, 'web-chat', HANDLE, PDF);
    await write(stage, pdf(typeof paper === 'string' ? '' : paper.id));
    expect((await threadOf(stage, id)).at(-1)).toEqual(['', 'document', 'kept']);
  });

  test('that no message names is deleted after a day; three of the largest fill the room', async () => {
    await using stage = await openStage('sqlite');
    await write(stage, ...JOIN, 'human');
    const large = Buffer.concat([ogg(), Buffer.alloc(MOST - ogg().length)]);
    for (let i = 0; i < 3; i += 1)
      expect(await keepUpload(stage.world, 'web-chat', HANDLE, large)).toEqual({ id: expect.any(String) });
    expect(await keepUpload(stage.world, 'web-chat', HANDLE, ogg())).toBe('full');
    stage.clock.now += DAY + MINUTE;
    await retain(stage.world);
    expect(await stage.rows('requestFile')).toEqual([]);
  });
});

describe('the first bytes of a file', () => {
  test.each([
    ['ffd8ffe0', 'image/jpeg'],
    ['89504e470d0a1a0a0000', 'image/png'],
    ['524946460000000057454250', 'image/webp'],
    ['4f67675300', 'audio/ogg'],
    ['49443303', 'audio/mpeg'],
    ['fffb9064', 'audio/mpeg'],
    ['00000020667479704d344120', 'audio/mp4'],
    ['fff15080', 'audio/aac'],
    ['524946460000000057415645', 'audio/wav'],
    ['1a45dfa3', 'audio/webm'],
    ['2321414d520a', 'audio/amr'],
    ['000000206674797068656963', undefined],
    ['3c3f786d6c', undefined],
    ['3c68746d6c', undefined],
    ['255044462d312e37', 'application/pdf'],
    ['255044462d', 'application/pdf'],
    ['25504446', undefined],
    ['0a255044462d312e37', undefined],
    ['efbbbf255044462d', undefined],
    ['4d5a9000255044462d', undefined],
    ['504b0304255044462d', undefined],
    ['', undefined],
  ])('%s tell %s', (hex, type) => {
    expect(mediaTypeOf(Buffer.from(hex, 'hex'))?.type).toBe(type);
  });
});
