import { describe, expect, test } from 'vitest';
import type { Reply } from '../../src/conversation/message.ts';
import type { Contact } from '../../src/pilot/pilot.ts';
import { contactLine } from '../../src/pilot/shown.ts';
import { content } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';

const { model } = content;
const { texts } = model;
const PILOTS = Object.values(content.pilots);

/** Six digits and more, whatever stands between them. Dates are told apart by how they are written. */
const PHONE = /\+?\d(?:[ ()./-]*\d){5,}/g;
const DATE = /\b\d{1,2}\.\d{1,2}\.\d{4}\b|\b(?:19|20)\d\d[-–](?:19|20)\d\d\b/g;
/** Three digits and more in a row that are no year. */
const SHORT = /(?<!\d)(?!(?:19|20)\d\d(?!\d))\d{3,}/g;
const LINK = /https?:|www\.|[\w-]+\.(?:org|com|net|info|eu|de|at|it|se|rs)\b|\S+@\S+/i;
/** The amounts that facts tell, by their keys: whatever stands between the digits. */
const AMOUNTS: Record<string, RegExp> = {
  'serbia:facts.minimum-pay.text': /371/,
  'vienna:facts.refund.text': /2[.,\s٬’']?500/,
};
/** What only staff read says how dates, addresses and numbers are typed. */
const OF_STAFF = /^(?:courses|faults|knowledge|outreach|people|system|team|times):/;
const withoutAmount = (key: string, raw: string) => raw.replace(AMOUNTS[key] ?? '', '');
const digits = (text: string) => text.replace(/\D/g, '');
const withLatinDigits = (text: string) => text.replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) % 16));
const without = (text: string, parts: (string | undefined)[]) =>
  parts.reduce<string>((rest, part) => (part ? rest.replaceAll(part, ' ') : rest), text);

describe.each(texts.languages.map(({ tag }) => tag))('what is written in %s', (tag) => {
  const written = texts.keys(tag).flatMap((key) => {
    if (OF_STAFF.test(key)) return [];
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
    for (const [key, amount] of Object.entries(AMOUNTS))
      expect(withLatinDigits(texts.raw(tag, key) ?? '')).toMatch(amount);
    const short = new Set(
      written.flatMap(({ key, raw }) => (isLaw(key) ? [] : (withoutAmount(key, raw).match(SHORT) ?? []))),
    );
    expect([...short]).toEqual([]);
  });
});

/** The name of a law has a number. */
const isLaw = (key: string) => /^pilots:[\w-]+\.law$|^documents:cv\.closing\.consent$/.test(key);
/** The part of a contact that would give it away: of an address, street and house without the postcode. */
const essence = ({ kind, value }: Contact) => (kind === 'address' ? (value.split(',')[0] ?? '') : value).toLowerCase();

const STATUSES = ['asylum-seeker', 'recognised', 'subsidiary', 'temporary', 'family', 'other'] as const;

/** What leads from a step's beginning over its facts: nothing is planned, kept or booked. */
const ONWARD = [
  // What is asked gently need not be said.
  ...['I would rather not say', 'Rather not say', 'Yes'],
  'Yes',
  'Yes, I have them',
  'Show me',
  'Go on',
  'Pay and contract',
  'Next',
  'Show the questions',
  'Next question',
];

/** Answers what a step asks, until it has told everything and offers what else can be done. */
async function readToTheEnd(stage: Stage, handle: string, status: string): Promise<void> {
  for (let n = 0; n < 30; n += 1) {
    const label = [status, ...ONWARD].find((each) => pressed(stage.last(handle), each) !== undefined);
    if (label === undefined) return;
    await press(stage, label, handle);
  }
  throw new Error('the step has no end');
}

/** The number under which a reply shows a button with this label. */
const pressed = (reply: Reply, label: string) =>
  reply.kind === 'choice' ? reply.options.find((option) => bare(option.label) === label)?.id : undefined;
/** A label without the mark of a step that comes next or is done. */
const bare = (label: string) => label.replace(/[\u2068\u2069]/g, '').replace(/^[▶✓] /, '');

async function press(stage: Stage, label: string, handle = '42'): Promise<void> {
  const button = pressed(stage.last(handle), label);
  if (button === undefined) throw new Error(`no button ${label}`);
  await stage.hear(handle, { kind: 'tap', button });
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
    await press(stage, 'My data');

    const told = stage.texts('42').join('\n');
    const contacts = pilot.services.flatMap(({ state, audience, contacts }) =>
      contacts.map((contact) => ({
        shown: texts.show('en', contactLine(contact, pilot.country)),
        isSure: state === 'V' && contact.state === 'V' && audience === undefined,
      })),
    );
    expect(contacts.filter(({ shown, isSure }) => told.includes(shown) !== isSure)).toEqual([]);
    const sure = new Set(contacts.filter(({ isSure }) => isSure).map(({ shown }) => digits(shown)));
    const rest = without(told, [texts.say('en', `pilots:${name}.law`)]);
    expect((rest.match(PHONE) ?? []).filter((number) => !sure.has(digits(number)))).toEqual([]);
  });

  const TELLING = model.wayOf(name).filter((step) => pilot.facts.some((fact) => fact.step === step));

  test('are all facts of a step that are sure, and of all others the question', async () => {
    await using stage = await openStage('sqlite');
    expect(TELLING.length).toBeGreaterThan(5);
    let count = 0;
    for (const status of STATUSES) {
      await stage.hear(status, 'hello', 'English', texts.say('en', `pilots:${name}.name`), 'Yes, I agree', 'Woman');
      for (const step of TELLING) {
        await stage.hear(status, 'menu', 'Steps to work');
        const before = stage.texts(status).length;
        await press(stage, texts.say('en', `steps:${step}`), status);
        await readToTheEnd(stage, status, texts.say('en', `status:ask.options.${status}`));
        const told = stage.texts(status).slice(before).join('\n');
        const theirs = pilot.facts.filter((fact) => fact.step === step && (fact.for?.includes(status) ?? true));
        const isTold = (id: string, part: 'question' | 'text') => {
          const text = texts.raw('en', `${name}:facts.${id}.${part}`);
          return text !== undefined && told.includes(text);
        };
        const seen = theirs.map(({ id }) => [id, isTold(id, 'text') && 'text', isTold(id, 'question') && 'question']);
        expect({ status, step, seen }).toEqual({
          status,
          step,
          seen: theirs.map(({ id, state }) => [id, state === 'V' && 'text', state !== 'V' && 'question']),
        });
        // A rule may be a part of another, or in the same words for two statuses: whatever is told must be theirs.
        const rest = without(
          told,
          theirs.map(({ id }) => texts.raw('en', `${name}:facts.${id}.text`)),
        );
        const others = pilot.facts.flatMap(({ id }) => texts.raw('en', `${name}:facts.${id}.text`) ?? []);
        expect(others.filter((text) => rest.includes(text))).toEqual([]);
        expect(told.match(PHONE) ?? []).toEqual([]);
        expect(LINK.test(told)).toBe(false);
        count += theirs.length;
      }
    }
    const wanted = pilot.facts.map((fact) => fact.for?.length ?? STATUSES.length).reduce((sum, each) => sum + each, 0);
    expect(count).toBe(wanted);
  });
});
