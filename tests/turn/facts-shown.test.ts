import { describe, expect, test } from 'vitest';
import type { Reply } from '../../src/conversation/message.ts';
import type { Contact } from '../../src/pilot/pilot.ts';
import { content } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';

const { texts } = content.model;
const PILOTS = Object.values(content.pilots);

/** Six digits and more, whatever stands between them. Dates are told apart by how they are written. */
const PHONE = /\+?\d(?:[ ()./-]*\d){5,}/g;
const DATE = /\b\d{1,2}\.\d{1,2}\.\d{4}\b/g;
/** Three digits and more in a row that are no year. */
const SHORT = /(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{3,}/g;
const LINK = /https?:|www\.|[\w-]+\.(?:org|com|net|info|eu|de|at|it|se|rs)\b|\S+@\S+/i;
const digits = (text: string) => text.replace(/\D/g, '');
const withLatinDigits = (text: string) => text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) % 16));
const without = (text: string, parts: (string | undefined)[]) =>
  parts.reduce<string>((rest, part) => (part ? rest.replaceAll(part, ' ') : rest), text);

describe.each(texts.languages.map(({ tag }) => tag))('what is written in %s', (tag) => {
  const written = texts.keys(tag).flatMap((key) => {
    const raw = texts.raw(tag, key);
    return raw === undefined ? [] : [{ key, raw: withLatinDigits(raw) }];
  });

  test('has no phone number and no link: those are in the services files', () => {
    expect(written.length).toBeGreaterThan(300);
    const found = written.filter(({ key, raw }) => {
      const numbers = raw.replace(DATE, '').match(PHONE);
      return LINK.test(raw) || (numbers !== null && !isLaw(key));
    });
    expect(found).toEqual([]);
  });

  test('has no address, number or link of a service', () => {
    const values = PILOTS.flatMap(({ services }) => services.flatMap(({ contacts }) => contacts.map(essence)));
    const repeated = written.filter(({ raw }) => values.some((value) => raw.toLowerCase().includes(value)));
    expect(repeated).toEqual([]);
  });

  test('names no short number but years: the emergency numbers are in the services files too', () => {
    const short = new Set(written.flatMap(({ key, raw }) => (isLaw(key) ? [] : (raw.match(SHORT) ?? []))));
    expect([...short]).toEqual([]);
  });
});

/** The name of a law has a number. */
const isLaw = (key: string) => /^pilots:[\w-]+\.law$/.test(key);
/** The part of a contact that would give it away: of an address, street and house without the postcode. */
const essence = ({ kind, value }: Contact) => (kind === 'address' ? (value.split(',')[0] ?? '') : value).toLowerCase();

/** The number under which a reply shows a button with this label. */
const pressed = (reply: Reply, label: string) =>
  reply.kind === 'choice' ? reply.options.find((option) => option.label === label)?.id : undefined;

async function press(stage: Stage, label: string): Promise<void> {
  const button = pressed(stage.last('42'), label);
  if (button === undefined) throw new Error(`no button ${label}`);
  await stage.hear('42', { kind: 'tap', button });
}

describe.each(PILOTS.map(({ pilot }) => pilot))('what is told in %s', (name) => {
  const pilot = content.pilots[name];
  if (pilot === undefined) throw new Error(name);

  test('is every contact that is sure, and none that is not', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', 'hello', 'English', texts.say('en', `pilots:${name}.name`), 'Yes, I agree', 'Woman');
    await press(stage, 'Services here');
    for (const { id, audience, needs } of pilot.services) {
      const label = texts.say('en', `${name}:services.${id}.name`);
      for (const need of needs) {
        await press(stage, texts.say('en', `needs:${need}`));
        if (audience === 'professionals') expect(pressed(stage.last('42'), label)).toBeUndefined();
        else await press(stage, label);
        await press(stage, 'Other needs');
      }
    }
    await stage.hear('42', 'menu', 'help', 'menu', 'he beats me', { kind: 'tap', button: 's.safety' }, 'human', 'menu');
    await press(stage, 'Steps to work');
    for (const status of Object.keys(pilot.rights)) {
      await press(stage, texts.say('en', `work:status.options.${status}`));
      await press(stage, 'Correct my answer');
    }
    await press(stage, "Other / I don't know");
    await stage.hear('42', 'menu');
    await press(stage, 'My data');

    const told = stage.texts('42').join('\n');
    const contacts = pilot.services.flatMap(({ state, audience, contacts }) =>
      contacts.map((contact) => ({
        ...contact,
        isSure: state === 'V' && contact.state === 'V' && audience === undefined,
      })),
    );
    expect(contacts.filter(({ value, isSure }) => told.includes(value) !== isSure)).toEqual([]);
    const sure = new Set(contacts.filter(({ isSure }) => isSure).map(({ value }) => digits(value)));
    const rows = Object.entries(pilot.rights).map(([status, { state }]) => ({
      isSure: state === 'V',
      text: texts.raw('en', `${name}:rights.${status}`),
    }));
    expect(rows.filter(({ isSure, text }) => (text !== undefined && told.includes(text)) !== isSure)).toEqual([]);
    const rest = without(told, [texts.say('en', `pilots:${name}.law`)]);
    expect((rest.match(PHONE) ?? []).filter((number) => !sure.has(digits(number)))).toEqual([]);
  });
});
