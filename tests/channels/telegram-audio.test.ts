import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createTelegram } from '../../src/channels/telegram.ts';
import { render } from '../../src/channels/telegram-render.ts';
import type { Reply } from '../../src/conversation/message.ts';
import { START } from '../fakes/clock.ts';
import { mp3, ogg, withAudio } from '../fakes/speech.ts';
import { openStage } from '../fakes/stage.ts';
import { startFakeTelegram } from '../fakes/telegram.ts';

const listen = { id: 's.listen.main_menu', label: '🔊 Listen' };
const audio = { file: 'en/main.menu.mp3', version: 'v1', listen };

test('the way to hear a text comes first, under its last part', () => {
  const shown = { language: 'en', text: 'Hello', audio };
  const rows = (reply: Extract<Reply, { kind: 'text' | 'choice' }>) =>
    render(reply).map(({ reply_markup }) => reply_markup?.inline_keyboard.flat().map(({ text }) => text));
  expect(rows({ kind: 'text', ...shown })).toEqual([['🔊 Listen']]);
  const options = [{ id: 'a.1.1', label: 'Yes' }];
  expect(rows({ kind: 'choice', ...shown, options, from: 1 })).toEqual([['🔊 Listen', 'Yes']]);
  expect(rows({ kind: 'text', ...shown, text: 'word '.repeat(1000) })).toEqual([undefined, ['🔊 Listen']]);
  expect(rows({ kind: 'text', language: 'en', text: 'Hello' })).toEqual([undefined]);
});

/** The channel by itself, with a person who has written. */
async function setUp() {
  const spoken = await withAudio({ 'en/audio/main.menu.mp3': mp3(), 'en/audio/work.offer.ogg': ogg() });
  const telegram = await startFakeTelegram({ clock: () => START });
  const channel = createTelegram({
    token: telegram.token,
    apiRoot: telegram.apiRoot,
    recordings: spoken.content.audio,
    clock: () => START,
    log: pino({ level: 'silent' }),
    wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
  });
  const amal = telegram.user(7);
  return {
    spoken,
    telegram,
    channel,
    amal,
    play: (file: string) =>
      channel.send(
        '7',
        { kind: 'audio', language: 'en', text: 'x', audio: { ...audio, file } },
        { earlier: [], heardAt: null },
      ),
    async [Symbol.asyncDispose]() {
      await channel.stop?.();
      await telegram.stop();
      await spoken[Symbol.asyncDispose]();
    },
  };
}

test.each([
  ['en/main.menu.mp3', mp3()],
  ['en/work.offer.ogg', ogg()],
])('%s goes out as a voice message, without saying what it is about', async (file, bytes) => {
  await using s = await setUp();
  s.amal.say('hello');
  const sent = await s.play(file);
  const [voice] = s.telegram.chat(7).slice(-1);
  expect(sent).toEqual({ result: 'sent', externalIds: [String(voice?.id)] });
  expect(voice).toMatchObject({ from: 'bot', voice: bytes.length, text: '', buttons: [] });
  expect(s.telegram.calls('sendVoice')).toHaveLength(1);
});

test('what goes wrong with it is told as with any other reply', async () => {
  await using s = await setUp();
  s.amal.say('hello');
  expect(await s.play('en/gone.step.mp3')).toEqual({ result: 'never', why: 'the recording is gone' });
  s.telegram.failNext(1, { status: 429, retryAfter: 7, method: 'sendVoice' });
  expect(await s.play('en/main.menu.mp3')).toMatchObject({ result: 'retry', at: START + 7000 });
  s.telegram.failNext(1, { status: 'cut', method: 'sendVoice' });
  expect(await s.play('en/main.menu.mp3')).toMatchObject({ result: 'retry' });
  s.telegram.failNext(1, { status: 400, description: 'Bad Request: VOICE_MESSAGES_FORBIDDEN', method: 'sendVoice' });
  expect(await s.play('en/main.menu.mp3')).toEqual({ result: 'never', why: 'Bad Request: VOICE_MESSAGES_FORBIDDEN' });
  s.amal.block();
  expect(await s.play('en/main.menu.mp3')).toMatchObject({ result: 'never', blocked: true });
  expect(s.telegram.chat(7).filter(({ voice }) => voice !== undefined)).toEqual([]);
});

test('a press plays it, and the person goes on where she was', async () => {
  await using s = await setUp();
  await using stage = await openStage('sqlite', { content: s.spoken.content, channels: [s.channel] });
  await stage.pump.start();
  const newest = () => s.telegram.chat(7).at(-1);
  const until = (label: string) => s.telegram.waitFor(() => newest()?.buttons.some((button) => button.label === label));
  s.amal.say('hello');
  for (const label of ['English', 'Serbia', 'Yes, I agree']) {
    await until(label);
    s.amal.tap(label);
  }
  await s.telegram.waitFor(() => newest()?.from === 'bot' && newest()?.buttons.length);
  const asked = newest()?.buttons[0]?.label ?? '';
  expect(asked).not.toBe('');
  s.amal.say('menu');
  await until('🔊 Listen');
  const menu = newest();
  expect(menu?.buttons[0]).toEqual({ label: '🔊 Listen', data: 's.listen.main_menu' });
  const before = await stage.rows('event');
  for (const nth of [1, 2]) {
    s.amal.tap('🔊 Listen');
    await s.telegram.waitFor(() => s.telegram.calls('sendVoice').length === nth && newest()?.voice === mp3().length);
  }
  expect(await stage.rows('event')).toEqual(before);
  s.amal.tap(menu?.buttons[1]?.label ?? '');
  await s.telegram.waitFor(() => newest()?.voice === undefined && newest()?.from === 'bot');
  await s.telegram.waitFor(() => s.telegram.unanswered().length === 0);
});
