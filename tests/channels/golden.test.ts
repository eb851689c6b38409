import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { render as telegram } from '../../src/channels/telegram-render.ts';
import { render as whatsapp } from '../../src/channels/whatsapp-cloud-render.ts';
import { CHANNELS, type ChannelName, type Reply } from '../../src/conversation/message.ts';
import { numbered } from '../../src/conversation/numbered.ts';
import { ROOT } from '../commands/process.ts';
import { content } from '../fakes/parts.ts';

type Said = Extract<Reply, { kind: 'text' | 'choice' }>;
const { model } = content;
const LANGUAGES = model.texts.languages.map(({ tag }) => tag);

/** What each channel is given to show; the web chat's page shows a reply as it is. */
const RENDER: Record<ChannelName, (reply: Said) => unknown> = {
  'web-chat': (reply) => reply,
  telegram,
  'whatsapp-cloud': (reply) => whatsapp(reply, model.texts.say(reply.language, 'common:choose')),
  'whatsapp-web': numbered,
  terminal: numbered,
};

/** Written here, so that a change of what people read is no change of how it is shown. */
const SENTENCES: Record<string, string> = {
  en: 'The talk is on Wednesday. Bring the papers that you have.',
  'sr-Cyrl': 'Разговор је у среду. Понеси папире које имаш.',
  'sr-Latn': 'Razgovor je u sredu. Ponesi papire koje imaš.',
  de: 'Das Gespräch ist am Mittwoch. Bringen Sie mit, was Sie an Papieren haben.',
  it: 'Il colloquio è mercoledì. Porti i documenti che ha.',
  sv: 'Samtalet är på onsdag. Ta med de papper som du har.',
  ar: 'الموعد يوم الأربعاء. أحضري الأوراق التي لديك.',
  fa: 'گفتگو روز چهارشنبه است. مدارکی را که دارید بیاورید.',
};

/** A text with a time, a question with few options, one with ten, and a text that is too long for one message. */
function samples(language: string): Record<string, Said> {
  const sentence = SENTENCES[language] ?? '';
  const time = model.texts.say(language, 'reminder:discreet.text', {
    clock: '10:00',
    day: { text: 'common:tomorrow' },
  });
  const options = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: `a.7.${i + 1}`, label: `${sentence.split(' ')[1]} ${i + 1}` }));
  const long = Array.from({ length: 8 }, (_, i) => `${i + 1}. ${`${sentence} `.repeat(12).trim()}`).join('\n\n');
  const listen = { id: 's.listen.main_start', label: model.texts.say(language, 'common:listen') };
  const audio = { file: `${language}/main.start.ogg`, version: 'v1', listen };
  return {
    time: { kind: 'text', language, text: time },
    few: { kind: 'choice', language, text: sentence, options: options(2), from: 5, audio },
    ten: { kind: 'choice', language, text: sentence, options: options(10), from: 1 },
    long: { kind: 'choice', language, text: long, options: options(3), from: 1 },
  };
}

/** What cannot be seen is written out. */
const visible = (text: string) =>
  text.replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);

test('every language has its sentence', () => {
  expect(Object.keys(SENTENCES).sort()).toEqual([...LANGUAGES].sort());
});

test('there is no golden file of what is not shown any more', () => {
  const wanted = CHANNELS.flatMap((channel) => LANGUAGES.map((tag) => `${channel}.${tag}.json`));
  expect(readdirSync(join(ROOT, 'tests/channels/golden')).sort()).toEqual(wanted.sort());
});

describe.each(CHANNELS)('on %s', (channel) => {
  test.each(LANGUAGES)('%s is shown as it was', async (language) => {
    const shown = Object.entries(samples(language)).map(([name, reply]) => [name, RENDER[channel](reply)]);
    const golden = `${visible(JSON.stringify(Object.fromEntries(shown), null, 2))}\n`;
    await expect(golden).toMatchFileSnapshot(`golden/${channel}.${language}.json`);
  });
});
