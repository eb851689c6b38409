import { describe, expect, test } from 'vitest';
import type { Content, MediaKind } from '../../src/conversation/message.ts';
import { MINUTE } from '../fakes/clock.ts';
import { kindWorld, model } from './deployed.ts';
import { Talk, WITH_BUTTONS, WITHOUT_BUTTONS } from './talk.ts';

type Medium = Extract<Content, { kind: 'media' }>;
const SECOND = 1_000;
const BIG = { ref: 'x', bytes: 20 * 1024 * 1024 };

/** Somebody at the menu. */
const arrived = (setting = WITH_BUTTONS): Talk =>
  new Talk(model, { world: kindWorld, setting }).open().choose('en', 'serbia', 'agree', 'woman');

/** Somebody who is asked what a request for a human is about. */
const asking = (): Talk => arrived().say('human');

/** Sends media one after the other; returns how many replies each got. */
const send = (talk: Talk, ...media: Partial<Medium>[]): number[] =>
  media.map((medium) => talk.content({ kind: 'media', media: 'photo', ...medium }).turn.replies.length);

const PICTURES = 'I cannot look at pictures';

describe('several pictures at once', () => {
  test.each([
    ['with buttons', WITH_BUTTONS],
    ['with numbers', WITHOUT_BUTTONS],
  ])('get one answer, %s', (_, setting) => {
    const talk = arrived(setting);
    const [first, ...others] = send(talk, ...Array(5).fill({ album: 'A' }));
    expect(first).toBeGreaterThan(0);
    expect(others).toEqual([0, 0, 0, 0]);
    expect(talk.say('what').said).toContain(model.texts.say('en', 'main:menu.text'));
  });

  test('of an album get one answer, however late they come and whatever was said between', () => {
    const talk = arrived();
    send(talk, { album: 'A', sentAt: 0 });
    talk.wait(5 * MINUTE).say('menu');
    expect(send(talk, { album: 'A', sentAt: 2 * SECOND }, { album: 'A' })).toEqual([0, 0]);
    talk.wait(40 * MINUTE);
    expect(send(talk, { album: 'A', sentAt: 3 * SECOND })).toEqual([0]);
    expect(send(talk, { album: 'B', sentAt: 90 * MINUTE })).toEqual([1]);
  });

  test('of an album that come after half an hour leave the numbers on the screen as they are', () => {
    const talk = arrived(WITHOUT_BUTTONS);
    send(talk, { album: 'A' });
    const place = talk.labels.indexOf('My data');
    const number = String((talk.question?.from ?? 0) + place);
    talk.wait(40 * MINUTE);
    expect(send(talk, { album: 'A' })).toEqual([0]);
    expect(talk.say(number).at).toBe('my-data:kept');
  });

  test('that no channel calls an album belong together where they were sent within half a minute of one another', () => {
    const talk = arrived();
    const seconds = [0, 29, 59, 60, 91];
    // They may come late, and in another order.
    talk.wait(10 * MINUTE);
    expect(send(talk, ...seconds.map((at) => ({ sentAt: at * SECOND })))).toEqual([1, 0, 0, 0, 1]);
    expect(send(talk, { sentAt: 80 * SECOND })).toEqual([0]);
  });

  test('do not belong together where the person has said something between, or where nobody knows when they were sent', () => {
    const talk = arrived();
    for (const say of [() => talk.say('what'), () => talk.choose('data'), () => talk.open()]) {
      expect(send(talk, { sentAt: 0 })).toEqual([expect.any(Number)]);
      expect(talk.said).toContain(PICTURES);
      say();
    }
    expect(send(talk, {}, {}).every((count) => count > 0)).toBe(true);
  });

  test('of more than one album, sent at once, get one answer', () => {
    const albums = ['A', 'A', 'B', 'B', undefined];
    const media = albums.map((album, i) => ({ sentAt: i * SECOND, ...(album !== undefined && { album }) }));
    expect(send(arrived(), ...media)).toEqual([1, 0, 0, 0, 0]);
  });

  test('with words beneath one of them get the answer to the words', () => {
    const talk = arrived();
    expect(send(talk, { album: 'A', caption: 'my data' }, { album: 'A' }, { album: 'A' })).toEqual([1, 0, 0]);
    expect(talk.at).toBe('my-data:kept');
    const later = arrived();
    expect(send(later, { album: 'A' }, { album: 'A', caption: 'STOP' }, { album: 'A' })).toEqual([1, 1, 0]);
    expect(later.c.consent).toBe(null);
  });

  test('and voice notes are two things to say, and each voice note is answered but for those of an album', () => {
    const talk = arrived();
    const kinds: MediaKind[] = ['photo', 'video', 'voice', 'voice', 'photo'];
    const counts = send(talk, ...kinds.map((media, i) => ({ media, sentAt: i * SECOND })));
    expect(counts.map((count) => count > 0)).toEqual([true, false, true, true, true]);
    expect(send(talk, { media: 'voice', album: 'A' }, { media: 'voice', album: 'A' })).toEqual([expect.any(Number), 0]);
  });

  test('from somebody new get one answer', () => {
    expect(send(new Talk(model), { album: 'A' }, { album: 'A' })).toEqual([1, 0]);
  });
});

describe('several pictures at once for staff', () => {
  const passed = (talk: Talk): string[] => {
    const files: string[] = [];
    talk.world = (asks, nth) => {
      if (asks.action === 'thread.say') files.push(String(asks.vars.file));
      return kindWorld(asks, nth);
    };
    return files;
  };
  const album = ['1', '2', '3'].map((ref, i) => ({ album: 'A', sentAt: i, file: { ref } }));

  test('are all passed on, and answered once', () => {
    const talk = asking();
    const files = passed(talk);
    expect(send(talk, ...album)).toEqual([1, 0, 0]);
    expect([...new Set(files)]).toEqual(['1', '2', '3']);
    expect(talk.at).toBe('thread:more');
  });

  test('are all passed on where staff wrote last, in the midst of something else', () => {
    const talk = arrived().choose('talk');
    talk.due('answer', { target: 'REQUEST-1.1', words: 'Show me the papers' });
    const files = passed(talk);
    expect(send(talk, ...album)).toEqual([1, 0, 0]);
    expect([...new Set(files)]).toEqual(['1', '2', '3']);
  });

  test('are passed on with the words beneath them', () => {
    const talk = asking();
    const files = passed(talk);
    const [first, ...others] = album;
    expect(send(talk, { ...first, caption: 'my papers' }, ...others)).toEqual([1, 0, 0]);
    expect([...new Set(files)]).toEqual(['1', '2', '3']);
  });

  test('that are too big are told of once, and the others passed on', () => {
    const talk = asking();
    const files = passed(talk);
    const big = { album: 'A', file: BIG };
    const counts = send(talk, { album: 'A', file: { ref: '1' } }, big, big, { album: 'A', file: { ref: '2' } });
    expect(counts.map((count) => count > 0)).toEqual([true, true, false, false]);
    expect([...new Set(files)]).toEqual(['1', '2']);
  });
});

describe('words beneath a file that is too big for staff', () => {
  const big = (caption: string) => asking().content({ kind: 'media', media: 'document', caption, file: BIG });
  const TOO_BIG = 'This file is too big for me';

  test('count all the same', () => {
    const stopped = big('STOP');
    expect(stopped.c.consent).toBe(null);
    // Who stops is told of nothing else.
    expect(stopped.said).not.toContain(TOO_BIG);
    expect(big('he hits me').said).toContain('Shall we show you important numbers');
    const talk = big('my contract');
    expect([talk.at, talk.said]).toEqual(['thread:more', expect.stringContaining(TOO_BIG)]);
  });
});
