import { describe, expect, test } from 'vitest';
import type { Reply } from '../../src/conversation/message.ts';
import { content } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';

const { texts } = content.model;
const PILOTS = Object.values(content.pilots);

/** Six digits and more, whatever stands between them. Laws and dates are told apart by where they are looked for. */
const PHONE = /\+?\d(?:[ ()./-]*\d){5,}/g;
const DATE = /\b\d{1,2}\.\d{1,2}\.\d{4}\b/g;
const LINK = /https?:|www\.|[\w-]+\.(?:org|com|net|info|eu|de|at|it|se|rs)\b|\S+@\S+/i;
const digits = (text: string) => text.replace(/\D/g, '');
const without = (text: string, parts: (string | undefined)[]) =>
  parts.reduce<string>((rest, part) => (part ? rest.replaceAll(part, ' ') : rest), text);

describe.each(texts.languages.map(({ tag }) => tag))('what is written in %s', (tag) => {
  const written = texts.keys(tag).flatMap((key) => {
    const raw = texts.raw(tag, key);
    return raw === undefined ? [] : [{ key, raw }];
  });

  test('has no phone number and no link: those are in the services files', () => {
    expect(written.length).toBeGreaterThan(300);
    expect(written.filter(({ raw }) => LINK.test(raw) || raw.replace(DATE, '').match(PHONE))).toEqual([]);
  });

  test('has no address, number or link of a service, but in its name', () => {
    const values = PILOTS.flatMap(({ services }) => services.flatMap(({ contacts }) => contacts.map((c) => c.value)));
    const repeated = written.filter(({ key, raw }) => values.some((value) => raw.includes(value) && !isName(key, raw)));
    expect(repeated).toEqual([]);
  });

  test('names no short number but the one of the European Union', () => {
    const short = new Set(
      written.flatMap(({ key, raw }) => (/^(safety|danger):/.test(key) ? (raw.match(/\d{3,}/g) ?? []) : [])),
    );
    expect([...short]).toEqual(['112']);
  });
});

const isName = (key: string, raw: string) => /:services\.[\w-]+\.name$/.test(key) && raw === digits(raw);

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
    for (const { id } of pilot.services) {
      await press(stage, texts.say('en', `${name}:services.${id}.name`));
      await press(stage, 'Another service');
    }
    await stage.hear('42', 'menu', 'help', 'menu', 'he beats me', { kind: 'tap', button: 's.safety' }, 'human', 'menu');
    await press(stage, 'Steps to work');
    for (const status of Object.keys(pilot.rights)) {
      await press(stage, texts.say('en', `work:status.options.${status}`));
      await press(stage, 'Change my status');
    }
    await press(stage, "Other / I don't know");
    await stage.hear('42', 'menu');
    await press(stage, 'My data');

    const told = stage.texts('42').join('\n');
    const contacts = pilot.services.flatMap(({ state, contacts }) =>
      contacts.map((contact) => ({ ...contact, isSure: state === 'V' && contact.state === 'V' })),
    );
    expect(contacts.filter(({ value, isSure }) => told.includes(value) !== isSure)).toEqual([]);
    const sure = new Set(contacts.filter(({ isSure }) => isSure).map(({ value }) => digits(value)));
    const rest = without(told, [pilot.law]);
    expect((rest.match(PHONE) ?? []).filter((number) => !sure.has(digits(number)))).toEqual([]);
  });
});
