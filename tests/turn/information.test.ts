import { describe, expect, test } from 'vitest';
import { type Content, loadContent } from '../../src/content.ts';
import { readLocales } from '../../src/locales.ts';
import { confirmFact, confirmService, type Hashes } from '../../src/pilot/confirmed.ts';
import { phoneShown } from '../../src/pilot/shown.ts';
import { ROOT } from '../../src/root.ts';
import { holdingsOf, saveRow } from '../../src/store/holdings.ts';
import { hashText } from '../../src/text-hash.ts';
import { content } from '../fakes/parts.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { JOIN, labels, press } from './support.ts';

const LAST_DAY = Date.UTC(2027, 4, 24, 9);
const DAY_AFTER = Date.UTC(2027, 4, 25, 9);

/** Somebody confirms a service on the day that it is in the chat. */
async function confirm({ store }: Stage, id: string): Promise<void> {
  const { services } = await holdingsOf(store.read, 'serbia');
  const service = services.find((one) => one.id === id);
  if (service === undefined) throw new Error(`no service ${id}`);
  await store.tx((q) => saveRow(q, 'serbia', 'services', confirmService(service, 'Ana', '2026-11-24', {})));
}

/** Everything that is said about a service, which stands under each of its needs. */
async function readAbout({ hear, texts }: Stage, id: string): Promise<string> {
  const [need] = content.pilots.serbia?.services.find((one) => one.id === id)?.needs ?? [];
  if (need === undefined) throw new Error(`no service ${id}`);
  const { say } = content.model.texts;
  const before = texts('42').length;
  await hear('42', 'menu', 'Services here', say('en', `needs:${need}`), say('en', `serbia:services.${id}.name`));
  return texts('42').slice(before).join('\n');
}

async function readCard({ hear, texts }: Stage): Promise<string> {
  const before = texts('42').length;
  await hear('42', 'he beats me', 'Yes');
  return texts('42').slice(before).join('\n');
}

test('a service has the name that stands at its door beside its own, where that is another', async () => {
  await using stage = await openStage('sqlite');
  const shown = async (handle: string, language: string) => {
    const { endonym } = content.model.texts.language(language);
    await stage.hear(handle, 'hello', endonym, content.model.texts.say(language, 'pilots:serbia.name'));
    await stage.hear(
      handle,
      content.model.texts.say(language, 'consent:agree.options.look'),
      press('service', 'kirs-ua'),
    );
    return stage
      .texts(handle)
      .join('\n')
      .replace(/[\u2066-\u2069]/g, '');
  };
  expect(await shown('1', 'en')).toContain('KIRS (Ukraine) · KIRS (Ukrajina)');
  expect(await shown('2', 'sr-Latn')).not.toContain(' · ');
});

describe('what a named person has confirmed', () => {
  test('is told with the day, and no longer than six months', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN);
    expect(await readAbout(stage, 'nsz')).not.toContain('+381 11 2929000');
    expect(await readAbout(stage, 'apc')).toContain('Source: apc-cza.org, 2024. Nobody here has checked it since.');
    for (const id of ['nsz', 'apc']) await confirm(stage, id);
    for (const now of [stage.clock.now, LAST_DAY]) {
      stage.clock.now = now;
      const nsz = await readAbout(stage, 'nsz');
      expect(nsz).toContain('+381 11 2929000');
      expect(nsz).toContain('Our team here checked this on 24 November 2026.');
      expect(await readAbout(stage, 'apc')).toContain('Our team here checked this on 24 November 2026.');
    }
    stage.clock.now = DAY_AFTER;
    const nsz = await readAbout(stage, 'nsz');
    expect(nsz).toContain('We have no address or phone number of this service that is sure.');
    expect(nsz).not.toContain('+381 11 2929000');
    const apc = await readAbout(stage, 'apc');
    expect(apc).toContain('Source: apc-cza.org, 2024. Nobody here has checked it since.');
    expect(apc).toContain('+381 11 2457376');
  });

  test('is on the safety card for as long', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN);
    expect(await readCard(stage)).not.toContain('+381 800 100007');
    await confirm(stage, 'womens-centre');
    stage.clock.now = LAST_DAY;
    expect(await readCard(stage)).toContain('+381 800 100007');
    stage.clock.now = DAY_AFTER;
    const card = await readCard(stage);
    expect(card).not.toContain('+381 800 100007');
    expect(card).toContain('+381 61 6384071');
  });

  describe('about the right to work', () => {
    const said = ({ model }: Content, tag: string, key: string) => model.texts.raw(tag, key) ?? '';
    const rule = (of: Content, tag: string, id: string) => said(of, tag, `serbia:facts.${id}.text`);
    const question = (of: Content, tag: string, id: string) => said(of, tag, `serbia:facts.${id}.question`);

    /** Somebody confirms a fact on this day, as it is worded in all languages that are written. */
    async function confirmRule({ store }: Stage, id: string): Promise<void> {
      const fact = (await holdingsOf(store.read, 'serbia')).facts.find((one) => one.id === id);
      if (fact === undefined) throw new Error(`no fact ${id}`);
      const written = content.model.texts.languages.filter(({ derivedFrom }) => derivedFrom === undefined);
      const hashes: Hashes = Object.fromEntries(
        written.map(({ tag }) => [tag, hashText(`${question(content, tag, id)}\n${rule(content, tag, id)}`)]),
      );
      await store.tx((q) => saveRow(q, 'serbia', 'facts', confirmFact(fact, 'Ana', '2026-11-24', hashes)));
    }

    /** The content with a rule that is worded in another way in one language. */
    function reworded(tag: string, id: string): Content {
      const locales = readLocales(`${ROOT}/locales`);
      const texts = locales.resources[tag]?.serbia as { facts: Record<string, { text?: string }> };
      const row = texts.facts[id];
      if (row?.text === undefined) throw new Error(`no text of ${id}`);
      row.text = `${row.text} …`;
      return loadContent(ROOT, undefined, locales);
    }

    /** A person looks up the rule of a status, and is told it, all in their language. */
    async function readRule(stage: Stage, handle: string, of: Content, tag: string, status: string): Promise<string> {
      const say = (key: Parameters<typeof of.model.texts.say>[1]) => of.model.texts.say(tag, key);
      const press = async (label: string) => {
        const last = stage.last(handle);
        const options = last.kind === 'choice' ? last.options : [];
        const found = options.find((option) => option.label.includes(label));
        if (found === undefined) throw new Error(`no ${label} in ${options.map((option) => option.label).join(', ')}`);
        await stage.hear(handle, { kind: 'tap', button: found.id });
      };
      const language = of.model.texts.language(tag).endonym;
      await stage.hear(handle, 'hello', language);
      await press(say('pilots:serbia.name'));
      await press(say('consent:agree.options.look'));
      await press(say('main:menu.options.way'));
      await press(say('steps:rights'));
      const before = stage.texts(handle).length;
      await press(say(`status:ask.options.${status}`));
      return stage.texts(handle).slice(before).join('\n');
    }

    test('is told with the day, and then as it was published', async () => {
      await using stage = await openStage('sqlite');
      const read = (handle: string) => readRule(stage, handle, content, 'en', 'asylum-seeker');
      const text = rule(content, 'en', 'right-asylum-seeker');
      expect(await read('1')).toContain(`${text}\n\nPublished: source of 2024.`);
      await confirmRule(stage, 'right-asylum-seeker');
      for (const now of [stage.clock.now, LAST_DAY]) {
        stage.clock.now = now;
        expect(await read(`2 ${now}`)).toContain(`${text}\n\nOur team here checked this on 24 November 2026. Rules`);
      }
      stage.clock.now = DAY_AFTER;
      const later = await read('3');
      expect(later).toContain(`${text}\n\nPublished: source of 2024.`);
      expect(later).not.toContain('Our team here checked this');
    });

    // sr-Latn is written by nobody: it is confirmed with sr-Cyrl.
    test('is told as confirmed in every language of the pilot', async () => {
      await using stage = await openStage('sqlite');
      await confirmRule(stage, 'right-asylum-seeker');
      const { languages = [] } = content.pilots.serbia ?? {};
      expect(languages).toContain('sr-Latn');
      for (const tag of languages) {
        const fact = { text: 'serbia:facts.right-asylum-seeker.text' } as const;
        const wanted = content.model.texts.say(tag, 'facts:confirmed.text', {
          fact,
          checkedOn: { fullDate: '2026-11-24' },
        });
        expect(await readRule(stage, tag, content, tag, 'asylum-seeker')).toContain(wanted);
      }
    });

    // The row of a family was not read in a source, so that it has no text.
    test('is told by its question where nothing is sure', async () => {
      await using stage = await openStage('sqlite');
      const told = await readRule(stage, '1', content, 'en', 'family');
      expect(told).toContain(question(content, 'en', 'right-family'));
      expect(told).toContain('We have no reliable answer.');
      expect(labels(stage.last('1'))).toContain('Keep the question');
    });

    test.each(['V', 'O'] as const)(
      'of state %s is no longer as confirmed in the one language in which it was worded anew',
      async (state) => {
        const other = reworded('sr-Cyrl', 'right-asylum-seeker');
        await using stage = await openStage('sqlite', { content: other });
        const { facts } = await holdingsOf(stage.store.read, 'serbia');
        const fact = facts.find(({ id }) => id === 'right-asylum-seeker');
        if (fact === undefined) throw new Error('no fact');
        await stage.store.tx((q) => saveRow(q, 'serbia', 'facts', { ...fact, state }));
        await confirmRule(stage, 'right-asylum-seeker');
        const text = 'serbia:facts.right-asylum-seeker.text';
        const confirmed = (tag: string) => {
          const checkedOn = { fullDate: '2026-11-24' };
          return other.model.texts.say(tag, 'facts:confirmed.text', { fact: { text }, checkedOn });
        };
        for (const tag of ['en', 'ar', 'fa']) {
          expect(rule(other, tag, 'right-asylum-seeker')).not.toMatch(/ …$/);
          expect(await readRule(stage, tag, other, tag, 'asylum-seeker')).toContain(confirmed(tag));
        }
        // sr-Latn says what sr-Cyrl says.
        for (const tag of ['sr-Cyrl', 'sr-Latn']) {
          const told = await readRule(stage, tag, other, tag, 'asylum-seeker');
          const now = other.model.texts.say(tag, text);
          expect(now).toMatch(/ …$/);
          expect(told).not.toContain(confirmed(tag));
          expect(told.includes(now)).toBe(state === 'V');
          const wanted =
            state === 'V'
              ? other.model.texts.say(tag, 'facts:published.text', { fact: { text }, asOf: '2024' })
              : other.model.texts.say(tag, 'facts:unsure.text', {
                  question: { text: 'serbia:facts.right-asylum-seeker.question' },
                });
          expect(told).toContain(wanted);
        }
      },
    );
  });
});

describe('the safety card', () => {
  test.each(Object.entries(content.pilots))(
    'in %s has the numbers of the emergency services there',
    async (pilot, of) => {
      const { emergency } = of;
      if (emergency === undefined) throw new Error(`no numbers in ${pilot}`);
      await using stage = await openStage('sqlite');
      await stage.hear(
        '42',
        ...JOIN.slice(0, 2),
        content.model.texts.say('en', `pilots:${pilot}.name`),
        'Yes, I agree',
      );
      const card = await readCard(stage);
      const { police, fire, ambulance } = emergency;
      const shown = (phone: string) => content.model.texts.show('en', { phone });
      if (police === fire && fire === ambulance)
        expect(card).toContain(`call ${shown(police)}: police, fire brigade and amb`);
      else {
        // The numbers of Serbia were read in no source, but for that of the police, which is a contact of a service.
        const mark = pilot === 'serbia' ? ' (not confirmed yet)' : '';
        expect(card).toContain(
          `Police ${shown(police)}\nFire ${shown(fire)}${mark}\nAmbulance ${shown(ambulance)}${mark}\n`,
        );
      }
    },
  );

  const { serbia } = content.pilots;
  const [read, none] = [{ state: 'V' }, { state: 'U' }] as const;
  const confirmed = { state: 'U', confirmedBy: 'Ana', confirmedOn: '2026-11-24' } as const;
  test.each([
    ['of Serbia, read', { police: '192', fire: '193', ambulance: '194', ...read }, []],
    ['of Serbia, confirmed', { police: '192', fire: '193', ambulance: '194', ...confirmed }, []],
    [
      'confirmed long ago',
      { police: '193', fire: '194', ambulance: '195', ...confirmed, confirmedOn: '2026-05-23' },
      [3],
    ],
    ['of a country with 112', { police: '133', fire: '112', ambulance: '112', ...none }, [1]],
    ['of a country with 112 alone', { police: '112', fire: '112', ambulance: '112', ...none }, []],
  ])('marks the numbers that are not sure: %s', async (_, emergency, [marked = 0]) => {
    if (serbia === undefined) throw new Error('no Serbia');
    const pilots = { ...content.pilots, serbia: { ...serbia, emergency } };
    await using stage = await openStage('sqlite', { content: { ...content, pilots } });
    await stage.hear('42', ...JOIN);
    expect((await readCard(stage)).split('(not confirmed yet)')).toHaveLength(marked + 1);
  });

  test('has a line for each helpline: its name, then its number', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN);
    const card = await readCard(stage);
    const named = namedOn(card, 'serbia');
    for (const { id, contacts } of named) {
      const name = content.model.texts.say('en', `serbia:services.${id}.name`);
      for (const { value } of contacts.filter(({ kind, value }) => kind === 'phone' && value !== '192'))
        expect(card.split('\n')).toContain(`${name}: ${content.model.texts.show('en', phoneShown(value, 'RS'))}`);
    }
  });

  /** The helplines of a pilot that a card names. */
  const namedOn = (card: string, pilot: string) =>
    (content.pilots[pilot]?.services ?? []).filter(({ id }) =>
      card.includes(content.model.texts.say('en', `${pilot}:services.${id}.name`)),
    );

  test.each(Object.keys(content.pilots))('in %s has one helpline to three, and only what is sure', async (pilot) => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN.slice(0, 2), content.model.texts.say('en', `pilots:${pilot}.name`), 'Yes, I agree');
    const named = namedOn(await readCard(stage), pilot);
    expect(named.length).toBeGreaterThanOrEqual(1);
    expect(named.length).toBeLessThanOrEqual(3);
    for (const { helpline, audience, state, contacts } of named) {
      expect({ helpline, audience, state }).toEqual({ helpline: true, audience: undefined, state: 'V' });
      expect(contacts.some((contact) => contact.kind === 'phone' && contact.state === 'V')).toBe(true);
    }
  });

  test('stays as long when more is confirmed: the lines against violence come first', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN);
    const ids = async () => namedOn(await readCard(stage), 'serbia').map(({ id }) => id);
    expect(await ids()).toEqual(['atina', 'mup-traff', 'czztlj']);
    for (const id of ['sos-women', 'womens-centre']) await confirm(stage, id);
    expect(await ids()).toEqual(['sos-women', 'atina', 'womens-centre']);
  });

  test('names a number once, where a helpline has that of the police', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN);
    expect((await readCard(stage)).split('192')).toHaveLength(2);
  });
});
