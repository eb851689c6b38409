import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createTelegram } from '../../src/channels/telegram.ts';
import { telegramWords } from '../../src/connect.ts';
import { INTERRUPTS } from '../../src/conversation/flow.ts';
import { readInterrupt } from '../../src/conversation/interrupt.ts';
import { fold } from '../../src/text/fold.ts';
import { START } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { openStage } from '../fakes/stage.ts';
import { startFakeTelegram } from '../fakes/telegram.ts';

/** A whole instance on Telegram, by polling. */
async function atWork() {
  const telegram = await startFakeTelegram({ clock: () => START });
  const channel = createTelegram({
    token: telegram.token,
    apiRoot: telegram.apiRoot,
    words: telegramWords(content.model),
    clock: () => START,
    log: pino({ level: 'silent' }),
    wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
  });
  const stage = await openStage('sqlite', { channels: [channel] });
  await stage.pump.start();
  return {
    telegram,
    pump: stage.pump,
    contacts: () => stage.rows('contact'),
    shown: (chat: number) => telegram.chat(chat).map(({ text }) => text),
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]();
      await telegram.stop();
    },
  };
}

describe('the menu of commands', () => {
  test('is made in every language, of words that are understood in all of them', async () => {
    await using s = await atWork();
    const codes = ['', ...new Set(content.model.texts.languages.map(({ tag }) => tag.slice(0, 2)))];
    await s.telegram.waitFor(() => codes.every((code) => s.telegram.commands(code) !== undefined));
    for (const code of codes) {
      const commands = s.telegram.commands(code) ?? [];
      // `enough` is understood, but nobody is to choose it.
      expect(commands.map(({ command }) => command)).toEqual(INTERRUPTS.filter((word) => word !== 'enough'));
      for (const { command, description } of commands) {
        expect(readInterrupt(content.model.words, fold(`/${command}`))).toBe(command);
        expect(readInterrupt(content.model.words, fold(description))).toBe(command);
      }
    }
    expect(s.telegram.commands('ar')?.[0]?.description).toMatch(/\p{Script=Arabic}/u);
    expect(s.telegram.commands('sr')?.[0]?.description).toMatch(/\p{Script=Cyrillic}/u);
  });
});

describe('somebody who blocks the bot', () => {
  test('is written to no more, until they lift the block, on a desktop without a word, or write again', async () => {
    await using s = await atWork();
    const amal = s.telegram.user(7);
    amal.say('/start');
    await s.telegram.waitFor(() => s.shown(7).some((text) => text.includes('Choose your language')));
    amal.block();
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    expect((await s.contacts()).map(({ blocked }) => blocked)).toEqual([true]);
    amal.unblock();
    await s.telegram.waitFor(() => s.telegram.pending().length === 0);
    expect((await s.contacts()).map(({ blocked }) => blocked)).toEqual([false]);
    expect(s.shown(7)).toHaveLength(2);
    await s.pump.receive([], { blocks: [{ channel: 'telegram', handle: '7', isLifted: false }] });
    expect((await s.contacts()).map(({ blocked }) => blocked)).toEqual([true]);
    amal.say('English');
    await s.telegram.waitFor(() =>
      s.shown(7).some((text) => text.includes('Which city or country do you need information for?')),
    );
    expect((await s.contacts()).map(({ blocked }) => blocked)).toEqual([false]);
  });

  test('who never wrote leaves no trace', async () => {
    await using s = await atWork();
    s.telegram.user(7).say('/start');
    await s.telegram.waitFor(() => s.shown(7).length > 1);
    await s.pump.receive([], { blocks: [{ channel: 'telegram', handle: '8', isLifted: false }] });
    expect(await s.contacts()).toHaveLength(1);
  });
});

test('a group is told in one line, in the language of whoever added the bot, and left alone', async () => {
  await using s = await atWork();
  s.telegram.addTo(-100123, 'de');
  s.telegram.addTo(-100124, 'tlh');
  await s.telegram.waitFor(() => s.telegram.left.length === 2);
  expect(s.shown(-100123)).toEqual([expect.stringContaining('Ich schreibe nicht in Gruppen')]);
  expect(s.shown(-100124)).toEqual([expect.stringContaining('I do not write in groups')]);
  expect(await s.contacts()).toEqual([]);
});
