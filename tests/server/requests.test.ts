import { describe, expect, test } from 'vitest';
import type { FileMedia } from '../../src/store/codes.ts';
import { fetchFiles } from '../../src/turn/due/files.ts';
import { DAY } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { JPEG, PDF } from '../fakes/sent-files.ts';
import { ogg } from '../fakes/speech.ts';
import { accountOf, faultsOf, type Office, openOffice } from './office.ts';

const LIST = '/staff/requests';
const asks = async (office: Office, words = 'My boss does not pay me', handle = 'amal'): Promise<string> => {
  await office.hear(handle, 'hello', 'English', 'Serbia', 'human', words);
  return (await office.rows('request')).find(({ state }) => state === 'open')?.id ?? '';
};
const entryCount = async (office: Office) => (await office.rows('requestEntry')).length;

describe('the page of requests', () => {
  test('shows who waits, since when, in which language and pilot, and who has it', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    expect((await office.page(LIST, cookie)).html).toContain('Nobody is waiting.');
    const id = await asks(office);
    const { html } = await office.page(LIST, cookie);
    expect(faultsOf(html)).toEqual([]);
    for (const words of [`request-${id}`, 'Waiting for 1 minute', 'English', 'Serbia']) expect(html).toContain(words);
    expect(html).not.toContain('boss');
    await office.send(`${LIST}/${id}`, { do: 'take' }, cookie);
    expect((await office.page(LIST, cookie)).html).toContain('You have it');
    const other = await office.cookie('counsellor');
    expect((await office.page(LIST, other)).html).toContain(`${accountOf(cookie)}`);
    expect((await office.page(LIST, await office.cookie('counsellor', ['milan']))).html).not.toContain(id);
  });

  test('puts the languages that somebody speaks first, and names interpreters where nobody does', async () => {
    await using office = await openOffice();
    await office.counsellor('eva', 'Eva');
    await office.hear('one', 'hello', 'العربية', 'صربيا', 'شخص');
    await office.execute(`update request set language = 'ti'`);
    const cookie = await office.cookie('counsellor', ['serbia'], 'eva');
    const { html } = await office.page(LIST, cookie);
    expect(html).toContain('In other languages');
    expect(html).toMatch(/Nobody here speaks it/);
    await asks(office);
    const both = (await office.page(LIST, cookie)).html;
    expect(both.indexOf('In your languages')).toBeLessThan(both.indexOf('In other languages'));
    expect(both.indexOf('In your languages')).toBeGreaterThan(0);
  });

  test('shows complaints, and what is late, to coordinators alone', async () => {
    await using office = await openOffice();
    const late = await asks(office);
    await office.hear('zoja', 'hello', 'English', 'Serbia', 'human', 'I have a complaint', 'He laughed');
    office.clock.now += 4 * DAY;
    const { freeLateRequests } = await import('../../src/turn/due/requests.ts');
    await freeLateRequests(office.world);
    const complaint = (await office.rows('request')).find(({ kind }) => kind === 'complaint')?.id ?? '';
    const [counsellor, coordinator] = [await office.cookie('counsellor'), await office.cookie('coordinator')];
    const seen = (await office.page(LIST, counsellor)).html;
    expect([seen.includes(late), seen.includes(complaint), seen.includes('Waiting too long')]).toEqual([
      true,
      false,
      false,
    ]);
    expect((await office.page(`${LIST}/${complaint}`, counsellor)).status).toBe(404);
    expect((await office.send(`${LIST}/${complaint}`, { do: 'close' }, counsellor)).headers.get('location')).toContain(
      'gone',
    );
    const all = (await office.page(LIST, coordinator)).html;
    for (const words of [late, complaint, 'Waiting too long', 'Complaint']) expect(all).toContain(words);
  });

  test('is shut for evaluators', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('evaluator');
    for (const path of [LIST, `${LIST}/x`, `${LIST}/events`])
      expect((await office.page(path, cookie)).status).toBe(403);
  });
});

describe('the page of one request', () => {
  test('shows the thread, and sends an answer that the person answers', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    const id = await asks(office);
    const path = `${LIST}/${id}`;
    const { html } = await office.page(path, cookie);
    expect(faultsOf(html)).toEqual([]);
    expect(html).toContain('My boss does not pay me');
    const sent = await office.send(path, { do: 'answer', words: 'Come tomorrow', language: 'en', seen: '1' }, cookie);
    expect(sent.headers.get('location')).toBe(`${path}?notice=sent`);
    await office.pump.settle();
    expect(office.texts('amal').at(-1)).toContain('Come tomorrow');
    await office.hear('amal', 'Thank you, at nine?');
    expect((await office.page(path, cookie)).html).toContain('Thank you, at nine?');
    expect((await office.rows('log')).map(({ what }) => what)).toContain('request');
  });

  test('keeps the words where a colleague has written, and where a colleague has taken it', async () => {
    await using office = await openOffice();
    const [ana, bojan] = [await office.cookie('counsellor'), await office.cookie('counsellor')];
    const id = await asks(office);
    const path = `${LIST}/${id}`;
    await office.send(path, { do: 'note', words: 'I know this firm' }, bojan);
    const behind = await office.send(path, { do: 'answer', words: 'My <long> answer', language: 'ar', seen: '1' }, ana);
    const kept = await behind.text();
    expect(faultsOf(kept)).toEqual([]);
    for (const words of [
      'a colleague has written',
      'I know this firm',
      'My &lt;long&gt; answer',
      'name="seen" id="seen" value="2"',
    ])
      expect(kept).toContain(words);
    expect(kept).toContain('<option value="ar" selected>');
    await office.send(path, { do: 'take' }, bojan);
    const taken = await (await office.send(path, { do: 'answer', words: 'Mine', seen: '2' }, ana)).text();
    expect(taken).toContain('a colleague has taken this request');
    expect(taken).toMatch(/>Mine<\/textarea>/);
    expect(taken).not.toContain('value="answer"');
    const over = await (await office.send(path, { do: 'take-over', words: 'Mine', seen: '2' }, ana)).text();
    expect([over.includes('It is yours now.'), over.includes('>Mine</textarea>')]).toEqual([true, true]);
    expect((await office.send(path, { do: 'answer', words: 'Mine', seen: '2' }, ana)).status).toBe(303);
    expect(await entryCount(office)).toBe(3);
  });

  test('inserts prepared answers in her language into what was written', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    await office.hear('amal', 'hello', 'Deutsch', 'Berlin', 'Mensch');
    const admin = await office.cookie('counsellor', ['berlin']);
    const [request] = await office.rows('request');
    const path = `${LIST}/${request?.id}`;
    const html = await (await office.send(path, { do: 'insert-city', words: 'Guten Tag.' }, admin)).text();
    expect(html).toContain(`Guten Tag.\n\n${content.model.texts.say('de', 'answers:city')}</textarea>`);
    expect((await office.send(path, { do: 'insert-city', words: '' }, cookie)).status).toBe(404);
  });

  test('puts off, hands on, hands back and closes, each on record', async () => {
    await using office = await openOffice();
    const [ana, bojan] = [await office.cookie('counsellor'), await office.cookie('counsellor')];
    const id = await asks(office);
    const path = `${LIST}/${id}`;
    const act = async (form: Record<string, string>) =>
      (await office.send(path, form, ana)).headers.get('location')?.split('notice=')[1];
    expect(await act({ do: 'snooze-1' })).toBe('snoozed');
    expect((await office.rows('request'))[0]?.snoozedUntil).toBe(Date.UTC(2026, 10, 25, 7));
    expect(await act({ do: 'snooze-3' })).toBe('snoozed');
    expect((await office.page(LIST, ana)).html).toContain('Put off');
    expect(await act({ do: 'hand-on', to: '', why: '' })).toBe('nobody');
    expect(await act({ do: 'hand-on', to: `account:${accountOf(bojan)}`, why: 'She speaks Arabic' })).toBe('handedOn');
    const seen = (await office.page(path, bojan)).html;
    for (const words of ['She speaks Arabic', 'You have it']) expect(seen).toContain(words);
    expect(await act({ do: 'answer', words: '', seen: '9' })).toBe('empty');
    expect(await act({ do: 'dance' })).toBe('gone');
    expect(await act({ do: 'hand-back', step: 'cv' })).toBe('handedBack');
    await office.pump.settle();
    expect(office.texts('amal').at(-1)).toContain('suggests this step');
    expect(await act({ do: 'close' })).toBe('gone');
    const next = await asks(office, 'Again', 'zoja');
    await office.send(`${LIST}/${next}`, { do: 'answer-close', words: 'Bye', language: 'en', seen: '1' }, ana);
    await office.pump.settle();
    expect(office.texts('zoja').at(-1)).toBe('A counsellor writes:\n\nBye');
    expect((await office.rows('request')).map(({ state }) => state).sort()).toEqual(['answered', 'unanswered']);
    expect(await entryCount(office)).toBe(0);
    const deeds = new Set((await office.rows('log')).map(({ what }) => what));
    for (const deed of [
      'request-snoozed',
      'request-handed-on',
      'request-handed-back',
      'request-answered',
      'request-closed',
    ])
      expect([...deeds]).toContain(deed);
  });
});

describe('open pages', () => {
  const opened = async (office: Office, cookie: string, version: string) => {
    const path = `${LIST}/events?version=${version}`;
    const answer = await office.routes.request(path, { headers: { cookie, accept: 'text/event-stream' } });
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    const next = async () => new TextDecoder().decode((await reader.read()).value);
    return { answer, next, leave: () => reader.cancel() };
  };
  const versionIn = (html: string) => /data-live="([^"]*)"/.exec(html)?.[1] ?? '';

  test('are told of every change, also of one before they were connected', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    const before = versionIn((await office.page(LIST, cookie)).html);
    await asks(office);
    const stream = await opened(office, cookie, before);
    expect(stream.answer.headers.get('content-type')).toContain('text/event-stream');
    const first = await stream.next();
    expect(first).toContain('event: changed');
    const now = versionIn((await office.page(LIST, cookie)).html);
    expect(first).toContain(`id: ${now}`);
    await office.hear('amal', 'One more line');
    expect(await stream.next()).toContain('event: changed');
    await stream.leave();
  });

  test('hear nothing of complaints that their reader may not see', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    await office.hear('amal', 'hello', 'English', 'Serbia', 'human', 'I have a complaint');
    const before = versionIn((await office.page(LIST, cookie)).html);
    await office.hear('amal', 'He laughed at me');
    expect(versionIn((await office.page(LIST, cookie)).html)).toBe(before);
  });

  test('are told when the session has ended, and a stream keeps none open', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    const stream = await opened(office, cookie, versionIn((await office.page(LIST, cookie)).html));
    await office.send('/staff/leave', {}, cookie);
    expect(await stream.next()).toContain('event: ended');
  });
});

describe('a file of a request', () => {
  /** A request with a file in it that was fetched, and the address of that file. */
  async function sent(office: Office, media: FileMedia, bytes: Buffer, before = 'Help me') {
    const id = await asks(office, before);
    office.telegram.files.set('x', { result: 'got', bytes });
    await office.hear('amal', { kind: 'media', media, file: { ref: 'x' } });
    await fetchFiles(office.world, new AbortController().signal);
    const page = `${LIST}/${id}`;
    return { page, file: `${page}/files/${(await office.rows('requestFile'))[0]?.id}` };
  }
  const fetched = async (office: Office, path: string, cookie: string) =>
    office.routes.request(path, { headers: { cookie } });

  test.each<[FileMedia, Buffer, string, string | null, RegExp]>([
    ['voice', ogg(), 'audio/ogg', null, /^default-src 'none'; script-src 'self'/],
    ['photo', JPEG, 'image/jpeg', null, /^default-src 'none'; script-src 'self'/],
    [
      'document',
      PDF,
      'application/pdf',
      'attachment; filename="document.pdf"',
      /^sandbox; default-src 'none'; frame-ancestors 'none'$/,
    ],
  ])('(%s) is given whole, kept by nobody on the way, and a document is only saved', async (media, bytes, ...said) => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    const { file } = await sent(office, media, bytes);
    const answer = await fetched(office, file, cookie);
    expect([answer.status, Buffer.from(await answer.arrayBuffer())]).toEqual([200, bytes]);
    const [type, disposition, policy] = said;
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('content-disposition')).toBe(disposition);
    expect(answer.headers.get('content-security-policy')).toMatch(policy);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await office.rows('log')).filter(({ what }) => what === 'request')).toHaveLength(1);
  });

  test('that is a document is a link on the page, with a word of warning, and nothing that shows it', async () => {
    await using office = await openOffice();
    const cookie = await office.cookie('counsellor');
    const { page, file } = await sent(office, 'document', PDF);
    const { html } = await office.page(page, cookie);
    expect(faultsOf(html)).toEqual([]);
    expect(html).toContain(`<a href="${file}">PDF from this person: save the file</a>`);
    expect(html).toContain('This file comes from outside: open it with care. Delete it from this computer');
    expect(html).not.toMatch(/<(embed|object|iframe|img|audio)/);
  });

  test('is for those alone who may read the request', async () => {
    await using office = await openOffice();
    const { file } = await sent(office, 'document', PDF);
    const statusFor = async (cookie: string) => (await fetched(office, file, cookie)).status;
    expect(await statusFor('')).toBe(401);
    expect(await statusFor(await office.cookie('evaluator'))).toBe(403);
    expect(await statusFor(await office.cookie('counsellor', ['milan']))).toBe(404);
    for (const role of ['counsellor', 'coordinator', 'admin'] as const)
      expect(await statusFor(await office.cookie(role)), role).toBe(200);
  });

  test('of a complaint is not for counsellors', async () => {
    await using office = await openOffice();
    const { file } = await sent(office, 'document', PDF, 'I have a complaint');
    expect((await fetched(office, file, await office.cookie('counsellor'))).status).toBe(404);
    expect((await fetched(office, file, await office.cookie('coordinator'))).status).toBe(200);
  });
});
