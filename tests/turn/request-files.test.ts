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
import { ogg } from '../fakes/speech.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { JOIN, labels } from './support.ts';

const ANA: Staff = { account: 'ana', role: 'counsellor', pilots: ['serbia'], who: accountWho('ana') };
const MILAN: Staff = { ...ANA, pilots: ['milan'] };
const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex');

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

describe.each(DIALECTS)('a voice note or a photo in a request on %s', (dialect) => {
  test('is fetched, sealed, and played for staff of the pilot alone', async () => {
    await using stage = await openStage(dialect);
    const id = await asking(stage);
    keeps(stage, 'v1', ogg());
    await stage.hear('42', voice());
    expect(stage.texts('42').at(-1)).toContain('our team will read it');
    expect(await threadOf(stage, id)).toEqual([['', 'voice', 'waiting']]);
    const [before] = await stage.rows('request');
    expect(await fetches(stage)).toBe('over');
    expect(await threadOf(stage, id)).toEqual([['', 'voice', 'kept']]);
    const [request] = await stage.rows('request');
    expect(request?.version).toBeGreaterThan(before?.version ?? 0);
    const [file] = await stage.rows('requestFile');
    expect(file).toMatchObject({ channel: null, ref: null, type: 'audio/ogg', bytes: ogg().length });
    expect(file?.body?.includes('OpusHead')).toBe(false);
    expect(await played(stage, id)).toEqual({ type: 'audio/ogg', bytes: ogg() });
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
    await stage.hear('42', photo('p1', 'this one'), voice('v2'));
    await fetches(stage);
    expect(await threadOf(stage, id)).toEqual([
      ['Show me the paper', undefined, undefined],
      ['this one', 'photo', 'kept'],
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

  test('that is no picture and no recording is not kept, whatever it is called', async () => {
    await using stage = await openStage(dialect);
    const id = await asking(stage);
    keeps(stage, 'v1', Buffer.from('<html><script>alert(1)</script>'));
    await stage.hear('42', voice());
    await fetches(stage);
    expect(await threadOf(stage, id)).toEqual([['', 'voice', 'lost']]);
    expect(await played(stage, id)).toBeUndefined();
  });

  test('that is too large is refused at once, and the question stays', async () => {
    await using stage = await openStage(dialect);
    const id = await asking(stage);
    await stage.hear('42', voice('v1', { file: { ref: 'v1', bytes: 10 * 1024 * 1024 + 1 } }));
    expect(stage.texts('42').at(-1)).toMatch(/too big.*What is it about/s);
    expect(await threadOf(stage, id)).toEqual([]);
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
    keeps(stage, 'v2', JPEG);
    stage.clock.now += MINUTE;
    expect(await fetches(stage)).toBe('over');
    const played = await Promise.all(
      (await stage.rows('requestFile')).map(
        async (file) => (await openFileByStaff(stage.world, ANA, id, file.id))?.type,
      ),
    );
    expect(played.sort()).toEqual(['audio/ogg', 'image/jpeg']);
  });

  test('is named in the copy of the data', async () => {
    await using stage = await openStage(dialect);
    await asking(stage);
    await stage.hear('42', photo('p1', 'my contract'), voice());
    const threads = (await copied(stage))?.requests.map(({ thread }) => thread.map(({ words, file }) => [words, file]));
    expect(threads).toEqual([
      [
        ['my contract', 'photo'],
        ['', 'voice'],
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
  const { copyPerson } = await import('../../src/turn/people/copy-person.ts');
  const [request] = await stage.rows('request');
  return copyPerson(stage.world, ANA, { request: request?.id ?? '' });
}

describe('beside a request', () => {
  test.each<[string, Medium, string]>([
    ['a voice note', voice(), 'I cannot listen to voice messages'],
    ['a photo', photo('p1'), 'I cannot look at pictures'],
    ['words beneath a photo', photo('p1', 'human'), 'What is it about?'],
  ])('%s are answered as ever, and nothing is fetched', async (_, said, expected) => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, said);
    expect(stage.texts('42').slice(-2).join()).toContain(expected);
    expect(await stage.rows('requestFile')).toEqual([]);
  });

  test('words of danger and STOP beneath a photo count as if they were typed', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, photo('p1', 'my husband beats me'));
    expect(stage.texts('42').at(-1)).toContain('Shall we show you important numbers');
    expect((await stage.rows('inbox')).at(-1)).toMatchObject({ body: null });
    await stage.hear('42', photo('p2', 'STOP'));
    expect((await stage.rows('person')).map(({ consented }) => consented)).toEqual([false]);
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
    expect(await keepUpload(stage.world, 'web-chat', HANDLE, Buffer.from('%PDF-1.7'))).toBe('refused');
    const kept = await keepUpload(stage.world, 'web-chat', HANDLE, ogg());
    const ref = typeof kept === 'string' ? '' : kept.id;
    await write(stage, voice(ref));
    const id = (await stage.rows('request'))[0]?.id ?? '';
    expect(await threadOf(stage, id)).toEqual([['', 'voice', 'kept']]);
    // The same name again, or another person's, leads to nothing.
    await write(stage, voice(ref), voice('somebody-elses'));
    expect(await threadOf(stage, id)).toHaveLength(1);
  });

  test('that no message names is deleted after a day; three of the largest fill the room', async () => {
    await using stage = await openStage('sqlite');
    await write(stage, ...JOIN, 'human');
    const large = Buffer.concat([ogg(), Buffer.alloc(10 * 1024 * 1024 - ogg().length)]);
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
    ['255044462d', undefined],
    ['', undefined],
  ])('%s tell %s', (hex, type) => {
    expect(mediaTypeOf(Buffer.from(hex, 'hex'))?.type).toBe(type);
  });
});
