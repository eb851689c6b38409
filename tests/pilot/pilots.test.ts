import { describe, expect, it, test } from 'vitest';

import { graphemes, readability } from '../../src/text/measure.ts';
import { deployed, LANGUAGES, model } from '../conversation/deployed.ts';

const { texts } = model;
const PILOTS = Object.values(deployed.pilots);
const CITIES = ['berlin', 'milan', 'serbia', 'stockholm', 'vienna'];

/** The statuses that a person can choose, as the flow offers them. */
const STATUSES = ['asylum-seeker', 'recognised', 'subsidiary', 'temporary', 'family', 'other'];

const RIGHTS = PILOTS.flatMap(({ facts }) => facts.filter(({ step }) => step === 'rights'));
const inState = (wanted: string) => RIGHTS.filter(({ state }) => state === wanted).length;

describe('the right to work', () => {
  it('has exactly one row for every status that can be chosen, in every pilot', () => {
    const asked = model.flowsOf(null).status?.steps.ask;
    const offered = asked?.kind === 'ask' && asked.expect === 'choice' ? asked.options : [];
    expect(offered).toEqual(STATUSES);
    const rows = PILOTS.flatMap(({ pilot, facts }) =>
      facts.filter(({ step }) => step === 'rights').map(({ id, for: statuses }) => `${pilot} ${statuses} ${id}`),
    );
    const wanted = CITIES.flatMap((pilot) => STATUSES.map((status) => `${pilot} ${status} right-${status}`));
    expect(wanted).toHaveLength(30);
    expect(rows.toSorted()).toEqual(wanted.toSorted());
    expect({ V: inState('V'), O: inState('O'), U: inState('U'), C: inState('C') }).toEqual({ V: 27, O: 2, U: 1, C: 0 });
  });

  it('has a source where it was read in one', () => {
    expect(RIGHTS.filter(({ state, source }) => state !== 'U' && source === undefined)).toEqual([]);
  });
});

/** What would lead to a place or a person: those are contacts, in the services files, each with a state of its own. */
const CONTACTS: Record<'phone' | 'short number' | 'address' | 'mail' | 'link', RegExp> = {
  phone: /\+?\d(?:[ ()./-]*\d){5,}/,
  // A law, a year and money have three digits and more too.
  'short number': /(?<![\d,.]|EUR )(?!(?:19|20)\d\d(?!\d))\d{3,}(?!\d| dinars)/,
  address:
    /(?:stra(?:ß|ss)e|\bstr\.|gasse|platz|\bulica|\bul\.|\bvia|\bviale|\bpiazza|\bcorso|gatan|vägen|venac|bulevar)(?: [\p{L}-]+){0,3} \d/iu,
  mail: /\S+@\S+/,
  link: /https?:|www\.|[\w-]+\.(?:org|com|net|info|eu|de|at|it|se|rs|gv|berlin)\b/i,
};
const contactsIn = (text: string) =>
  Object.entries(CONTACTS).flatMap(([kind, said]) => (said.test(text) ? [kind] : []));

describe('a row that named a contact', () => {
  test.each([
    ['phone', 'Call 011 2929 000.'],
    ['phone', 'Call +381 (0)11/2457-376.'],
    ['short number', 'Call 1522.'],
    ['short number', 'Call 112, it is free.'],
    ['address', 'It is in Gundulićev venac 23-25.'],
    ['address', 'It is at via Scaldasole 5.'],
    ['address', 'It is at Landstraßer Hauptstraße 26.'],
    ['address', 'It is at Via dei Mille 1.'],
    ['address', 'It is at Drottninggatan 7.'],
    ['mail', 'Write to help at info@example.'],
    ['link', 'See nsz.gov.rs.'],
    ['link', 'See https://example'],
  ])('by its %s would be found: %s', (kind, text) => {
    expect(contactsIn(text)).toContain(kind);
  });

  it('is not one with a date, a law, an amount or a number of months', () => {
    for (const text of [
      'It holds until 4 March 2027 under § 24.',
      'Since 1 January 2026 it is EUR 13.90, or EUR 2,500, or 371 dinars for an hour.',
      'After 6 months, from 16 to 64 years, Monday to Saturday 8–18.',
    ])
      expect(contactsIn(text)).toEqual([]);
  });
});

describe.each(PILOTS.map(({ pilot }) => pilot))('the facts of %s', (name) => {
  const facts = deployed.pilots[name]?.facts ?? [];
  const said = (tag: string, id: string, part: 'question' | 'text') => texts.raw(tag, `${name}:facts.${id}.${part}`);

  test('are rows of a step that the way has, each with an id of its own', () => {
    expect(facts.length).toBeGreaterThan(6);
    const way = model.wayOf(name);
    expect(facts.filter(({ step }) => !way.includes(step))).toEqual([]);
    expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
    // A step tells its facts; a row of any other would never be read.
    const telling = way.filter((step) => {
      const called = Object.values(model.flowsOf(name)[step]?.steps ?? {});
      return called.some((each) => each.kind === 'call' && each.flow === 'facts' && each.with?.about === step);
    });
    expect(facts.filter(({ step }) => !telling.includes(step))).toEqual([]);
  });

  test('are for statuses that a person can choose, each named once', () => {
    const wrong = facts.filter(({ for: statuses = [] }) => {
      const known = statuses.filter((status) => STATUSES.includes(status));
      return new Set(known).size !== statuses.length;
    });
    expect(wrong).toEqual([]);
  });

  test('are five at most in a step, whoever reads it', () => {
    const counts = STATUSES.flatMap((status) =>
      model.wayOf(name).map((step) => {
        const rows = facts.filter((fact) => fact.step === step && (fact.for?.includes(status as 'other') ?? true));
        return { status, step, rows: rows.length };
      }),
    );
    expect(counts.filter(({ rows }) => rows > 5)).toEqual([]);
  });

  test('have a year for the age of a source, or none', () => {
    const years = facts.flatMap(({ asOf }) => asOf ?? []);
    expect(years.filter((year) => !/^20[0-2]\d$/.test(year))).toEqual([]);
  });

  test.each(LANGUAGES)('in %s say every rule that was read, and none that was not', (tag) => {
    const wrong = facts.filter(({ id, state }) => (said(tag, id, 'text') === undefined) !== (state === 'U'));
    expect(wrong.map(({ id }) => id)).toEqual([]);
    expect(facts.filter(({ id }) => said(tag, id, 'question') === undefined).map(({ id }) => id)).toEqual([]);
  });

  test('name no phone number, address, mail or link, and no contact of any service', () => {
    const values = PILOTS.flatMap(({ services, offices }) => [
      ...services.flatMap(({ contacts }) => contacts.map(({ value }) => value.split(',')[0] ?? '')),
      ...offices.flatMap(({ address }) => address ?? []),
    ]);
    const written = facts.flatMap(({ id }) => [said('en', id, 'question') ?? '', said('en', id, 'text') ?? '']);
    expect(written.filter((text) => contactsIn(text).length > 0)).toEqual([]);
    expect(written.filter((text) => values.some((value) => text.includes(value)))).toEqual([]);
  });

  test('are short in English, without the words of offices', () => {
    const questions = facts.flatMap(({ id }) => said('en', id, 'question') ?? []);
    expect(questions.filter((text) => !/\?$/.test(text))).toEqual([]);
    const written = [...questions, ...facts.flatMap(({ id }) => said('en', id, 'text') ?? [])];
    expect(written.filter(isHardToRead)).toEqual([]);
  });
});

describe.each(PILOTS.map(({ pilot }) => pilot))('the services of %s', (name) => {
  const services = deployed.pilots[name]?.services ?? [];

  test.each(LANGUAGES)('in %s have a name, and their offer', (tag) => {
    const keys = services.flatMap(({ id }) => ['name', 'offer'].map((part) => `${name}:services.${id}.${part}`));
    expect(keys.filter((key) => texts.raw(tag, key) === undefined)).toEqual([]);
    const names = services.map(({ id }) => texts.raw(tag, `${name}:services.${id}.name`) ?? '');
    expect(names.filter((each) => graphemes(each) > 24)).toEqual([]);
  });

  test('have short offers in English', () => {
    const offers = services.flatMap(({ id }) => texts.raw('en', `${name}:services.${id}.offer`) ?? []);
    expect(offers).toHaveLength(services.length);
    expect(offers.filter(isHardToRead)).toEqual([]);
  });

  test('are for errands that the steps of the way have', () => {
    const errands = model.wayOf(name).filter((step) => texts.has(`errands:${step}`));
    const named = services.flatMap(({ errands = [] }) => errands);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((errand) => !errands.includes(errand))).toEqual([]);
  });
});

/** More than 300 characters, a sentence of more than 22 words, or words that only offices use. */
const isHardToRead = (text: string) =>
  graphemes(text) > 300 ||
  readability(text, 'en').longestSentenceWords > 22 ||
  /access to|labour market(?! first)/i.test(text);
