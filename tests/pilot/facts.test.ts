import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import {
  changedSince,
  confirmFact,
  confirmService,
  type Hashes,
  isConfirmed,
  standingOf,
  today,
  toldAs,
} from '../../src/pilot/confirmed.ts';
import {
  describeFact,
  FACT_KINDS,
  factsOf,
  lacksOf,
  safetyFacts,
  type ToConfirm,
  whyPending,
} from '../../src/pilot/facts.ts';
import type { Fact, Pilot, Service, State } from '../../src/pilot/pilot.ts';

const on = (confirmedOn: string) => ({ confirmedBy: 'Ana', confirmedOn });

describe('a confirmation', () => {
  test.each([
    ['2026-11-24', '2026-11-24', true],
    ['2026-11-24', '2027-05-24', true],
    ['2026-11-24', '2027-05-25', false],
    ['2026-11-24', '2026-11-23', false],
    // There is no 31 February: its last day counts.
    ['2026-08-31', '2027-02-28', true],
    ['2026-08-31', '2027-03-01', false],
    ['2027-08-31', '2028-02-29', true],
  ])('of %s counts on %s: %s', (confirmed, day, counts) => {
    expect(isConfirmed(on(confirmed), day)).toBe(counts);
  });

  it('counts for half a year and no longer, whatever the day', () => {
    const day = fc.integer({ min: 0, max: 3000 }).map((days) => Temporal.PlainDate.from('2026-01-01').add({ days }));
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 400 }), (confirmed, later) => {
        const counts = isConfirmed(on(confirmed.toString()), confirmed.add({ days: later }).toString());
        if (later <= 180) expect(counts).toBe(true);
        if (later > 184) expect(counts).toBe(false);
      }),
    );
  });

  it('needs a name and a day', () => {
    expect(isConfirmed({ confirmedOn: '2026-11-24' }, '2026-11-24')).toBe(false);
    expect(isConfirmed({ confirmedBy: 'Ana' }, '2026-11-24')).toBe(false);
  });

  it('is of the day that it is where the pilot is', () => {
    const lateInTheEvening = Date.UTC(2026, 10, 24, 23, 30);
    expect(today(lateInTheEvening, 'Europe/Belgrade')).toBe('2026-11-25');
    expect(today(lateInTheEvening, 'UTC')).toBe('2026-11-24');
  });
});

/** The hashes of texts on the day of a confirmation, and after one of them was changed. */
const TEXTS_THEN: Hashes = { en: 'e1', de: 'd1', ar: 'a1' };
const TEXTS_NOW: Hashes = { ...TEXTS_THEN, de: 'd2' };

describe('how a rule is told', () => {
  const rule = (state: State): Fact => ({ id: 'rule', step: 'rights', state });
  const confirmed = (state: State) => confirmFact(rule(state), 'Ana', '2026-11-24', TEXTS_THEN);

  test.each<[State, 'source' | 'nothing']>([
    ['V', 'source'],
    ['O', 'nothing'],
    ['U', 'nothing'],
    ['C', 'nothing'],
  ])('of state %s that nobody has confirmed: by %s', (state, by) => {
    expect(toldAs(rule(state), '2026-11-24', 'en', 'e1')).toEqual({ by });
  });

  test.each<State>(['V', 'O', 'U', 'C'])('of state %s is as confirmed, whatever its source', (state) => {
    for (const [tag, hash] of Object.entries(TEXTS_THEN))
      expect(toldAs(confirmed(state), '2026-11-24', tag, hash)).toEqual({
        by: 'confirmation',
        confirmedOn: '2026-11-24',
      });
  });

  it('is as before the confirmation in a language whose text has changed since, and in no other', () => {
    const told = (state: State) =>
      Object.entries(TEXTS_NOW).map(([tag, hash]) => [tag, toldAs(confirmed(state), '2026-11-24', tag, hash).by]);
    expect(told('V')).toEqual([
      ['en', 'confirmation'],
      ['de', 'source'],
      ['ar', 'confirmation'],
    ]);
    for (const state of ['O', 'U', 'C'] as const) expect(Object.fromEntries(told(state)).de).toBe('nothing');
  });

  it('is not as confirmed in a language that had no text then, nor with the text of another language', () => {
    expect(toldAs(confirmed('V'), '2026-11-24', 'it', 'i1')).toEqual({ by: 'source' });
    expect(toldAs(confirmed('O'), '2026-11-24', 'it', 'i1')).toEqual({ by: 'nothing' });
    expect(toldAs(confirmed('O'), '2026-11-24', 'de', 'e1')).toEqual({ by: 'nothing' });
  });

  it('is not as confirmed by a confirmation that names no text', () => {
    const bare: Fact = { ...rule('O'), ...on('2026-11-24') };
    expect(toldAs(bare, '2026-11-24', 'en', 'e1')).toEqual({ by: 'nothing' });
  });

  test.each<[string, 'confirmation' | 'nothing']>([
    ['2026-11-23', 'nothing'],
    ['2026-11-24', 'confirmation'],
    ['2027-05-24', 'confirmation'],
    ['2027-05-25', 'nothing'],
  ])('that was confirmed on 2026-11-24 is, on %s, by %s', (day, by) => {
    expect(toldAs(confirmed('O'), day, 'en', 'e1').by).toBe(by);
  });

  it('keeps its source and all else when it is confirmed', () => {
    const fact: Fact = { id: 'x', step: 'papers', for: ['family'], state: 'O', asOf: '2020', source: 'a blog' };
    expect(confirmFact(fact, 'Ana', '2026-11-24', TEXTS_THEN)).toEqual({
      ...fact,
      ...on('2026-11-24'),
      confirmedTexts: TEXTS_THEN,
    });
  });
});

test('the languages whose text has changed since a confirmation are named, new ones too', () => {
  const { ar: _, ...fewer } = TEXTS_THEN;
  expect(changedSince({ confirmedTexts: TEXTS_THEN }, TEXTS_THEN)).toEqual([]);
  expect(changedSince({ confirmedTexts: TEXTS_THEN }, TEXTS_NOW)).toEqual(['de']);
  expect(changedSince({ confirmedTexts: TEXTS_THEN }, { ...TEXTS_NOW, it: 'i1' })).toEqual(['de', 'it']);
  expect(changedSince({ confirmedTexts: TEXTS_THEN }, fewer)).toEqual([]);
});

const OLD: Service = {
  id: 'nsz',
  needs: ['work'],
  state: 'O',
  asOf: '2009',
  source: 'a blog',
  contacts: [
    { kind: 'phone', value: '011', state: 'O' },
    { kind: 'link', value: 'nsz.gov.rs', state: 'V' },
  ],
};
const shown = (service: Service, day: string) => {
  const standing = standingOf(service, day);
  return standing.by === 'nothing' ? [] : standing.contacts.map(({ value }) => value);
};

describe('what may be shown of a service', () => {
  it('is what was read in a source, until a named person has confirmed it', () => {
    expect(standingOf(OLD, '2026-11-24')).toEqual({ by: 'nothing' });
    const read: Service = { ...OLD, state: 'V' };
    expect(standingOf(read, '2026-11-24').by).toBe('source');
    expect(shown(read, '2026-11-24')).toEqual(['nsz.gov.rs']);
    const confirmed = confirmService(OLD, 'Ana', '2026-11-24', TEXTS_THEN);
    expect(confirmed.confirmedTexts).toEqual(TEXTS_THEN);
    expect(standingOf(confirmed, '2026-11-24')).toMatchObject({ by: 'confirmation', confirmedOn: '2026-11-24' });
    expect(shown(confirmed, '2027-05-24')).toEqual(['011', 'nsz.gov.rs']);
  });

  it('is again what was read in a source when the confirmation is older than six months', () => {
    expect(standingOf(confirmService(OLD, 'Ana', '2026-11-24', TEXTS_THEN), '2027-05-25')).toEqual({ by: 'nothing' });
    const read = confirmService({ ...OLD, state: 'V' }, 'Ana', '2026-11-24', TEXTS_THEN);
    expect(standingOf(read, '2027-05-25').by).toBe('source');
    expect(shown(read, '2027-05-25')).toEqual(['nsz.gov.rs']);
  });

  it('is of a confirmation only what was a part of it', () => {
    const { contacts, ...rest } = confirmService({ ...OLD, state: 'V' }, 'Ana', '2026-11-24', TEXTS_THEN);
    const more: Service = { ...rest, contacts: [...contacts, { kind: 'mail', value: 'new@nsz.gov.rs', state: 'V' }] };
    expect(shown(more, '2026-11-24')).toEqual(['011', 'nsz.gov.rs']);
    const earlier: Service = { ...more, contacts: contacts.map((one) => ({ ...one, confirmedOn: '2026-10-01' })) };
    expect(standingOf(earlier, '2026-11-24').by).toBe('source');
  });
});

const PILOT: Pilot = {
  pilot: 'here',
  country: 'DE',
  host: 'de',
  controller: { name: 'City', state: 'O' },
  contact: { value: 'data@example.org', state: 'U' },
  consentAge: { years: 15, state: 'U' },
  childProtection: { value: 'Office for youth', state: 'U' },
  notice: 1,
  zone: 'Europe/Belgrade',
  languages: ['en'],
  places: ['Here'],
  targets: { people: 60, women: 30 },
  emergency: { police: '192', fire: '193', ambulance: '194', state: 'U' },
  topics: [],
  facts: [
    { id: 'right-asylum-seeker', step: 'rights', for: ['asylum-seeker'], state: 'V', asOf: '2024' },
    { id: 'right-family', step: 'rights', for: ['family'], state: 'U' },
  ],
  services: [],
  offices: [
    { id: 'real', name: 'Real', place: 'Here', address: 'Street 1' },
    { id: 'imaginary', name: 'Imaginary', place: 'Here', address: 'Nowhere 1', demo: true },
  ],
};
const LINE: Service = {
  id: 'line',
  helpline: true,
  needs: ['violence'],
  state: 'V',
  contacts: [{ kind: 'phone', value: '0800', state: 'V' }],
};
const TEXTS: Record<string, string> = {
  'here:facts.right-asylum-seeker.question': 'From when?',
  'here:facts.right-asylum-seeker.text': 'After 6 months.',
  'here:facts.right-family.question': 'May I?',
  'here:services.nsz.name': 'NSZ',
  'here:services.nsz.offer': 'Registration',
};
/** The keys in place of their hash, so that it can be seen which texts belong to a confirmation. */
const hashes = (keys: readonly string[]): Hashes => {
  const known = keys.filter((key) => TEXTS[key] !== undefined);
  return known.length === 0 ? {} : { en: known.join(' ') };
};
const saying = { said: (key: string) => TEXTS[key], hashes };
const SILENT = { said: () => undefined, hashes: () => ({}) };
const facts = factsOf(PILOT, { ...PILOT, services: [OLD, LINE] }, saying);
const byId = (id: string): ToConfirm => {
  const found = facts.find((fact) => fact.id === id);
  if (found === undefined) throw new Error(`no fact ${id}`);
  return found;
};

describe('every kind of fact', () => {
  /** What exactly is confirmed, by the id that names it. */
  const CASES: Record<(typeof FACT_KINDS)[number], { id: string; value: string[]; none: string }> = {
    services: {
      id: 'here/services/nsz',
      value: ['NSZ: Registration', 'phone 011 (O: old or partial)', 'link nsz.gov.rs'],
      none: '',
    },
    facts: {
      id: 'here/facts/right-asylum-seeker',
      value: ['From when?', 'After 6 months.'],
      none: 'here/facts/right-family',
    },
    emergency: { id: 'here/emergency', value: ['police 192', 'fire 193', 'ambulance 194'], none: 'here/emergency' },
    controller: { id: 'here/controller', value: ['City'], none: '' },
    consentAge: { id: 'here/consentAge', value: ['consent from 15 years on'], none: '' },
    childProtection: { id: 'here/childProtection', value: ['Office for youth'], none: 'here/childProtection' },
    contact: { id: 'here/contact', value: ['data@example.org'], none: 'here/contact' },
    offices: { id: 'here/offices/real', value: ['Street 1'], none: 'here/offices/real' },
  };

  it('has a case', () => {
    expect(Object.keys(CASES).sort()).toEqual([...FACT_KINDS].sort());
    expect(new Set(facts.map(({ kind }) => kind))).toEqual(new Set(FACT_KINDS));
    expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
  });

  test.each(Object.entries(CASES))('%s', (kind, { id, value, none }) => {
    expect(byId(id)).toMatchObject({ kind, value });
    const { emergency: _, ...rest } = PILOT;
    const empty: Pilot = {
      ...{ ...rest, contact: null, childProtection: null },
      offices: PILOT.offices.map((one) => ({ ...one, address: null })),
    };
    const nothing = factsOf(empty, empty, SILENT).filter((fact) => fact.id === none);
    for (const fact of nothing) expect(whyPending(fact, '2026-11-24')).toMatch(/^nothing there to confirm yet/);
    expect(nothing).toHaveLength(none === '' ? 0 : 1);
  });

  it('with only a question has nothing to confirm, until it has an answer', () => {
    const fact = byId('here/facts/right-family');
    expect(fact.value).toEqual([]);
    expect(whyPending(fact, '2026-11-24')).toBe('nothing there to confirm yet; U: not read in a source');
  });

  it('is confirmed with its texts, where it has some: question and text, name and offer', () => {
    const texts = Object.fromEntries(facts.map(({ id, hashes }) => [id, hashes.en?.split(' ') ?? []]));
    expect(texts).toEqual({
      'here/emergency': [],
      'here/controller': [],
      'here/contact': [],
      'here/consentAge': [],
      'here/childProtection': [],
      'here/facts/right-asylum-seeker': [
        'here:facts.right-asylum-seeker.question',
        'here:facts.right-asylum-seeker.text',
      ],
      'here/facts/right-family': ['here:facts.right-family.question'],
      'here/services/nsz': ['here:services.nsz.name', 'here:services.nsz.offer'],
      'here/services/line': [],
      'here/offices/real': [],
    });
  });

  it('is as the instance holds it, whatever the folder says', () => {
    const [fact] = PILOT.facts;
    if (fact === undefined) throw new Error('no fact');
    const held = { ...PILOT, facts: [confirmFact(fact, 'Ana', '2026-11-24', TEXTS_THEN)] };
    const found = factsOf(PILOT, held, saying).filter(({ kind }) => kind === 'facts');
    expect(found).toMatchObject([{ id: 'here/facts/right-asylum-seeker', ...on('2026-11-24') }]);
    expect(found.map(({ confirmedTexts }) => confirmedTexts)).toEqual([TEXTS_THEN]);
  });

  it('names the contacts that the last confirmation did not include', () => {
    const later = { kind: 'link', value: 'later.example', state: 'V' } as const;
    const confirmed = confirmService(OLD, 'Ana', '2026-11-24', {});
    const others = (one: Service) =>
      factsOf(PILOT, { ...PILOT, services: [one] }, saying).find(({ kind }) => kind === 'services')?.others;
    expect(others(confirmed)).toEqual([]);
    expect(others({ ...confirmed, contacts: [...confirmed.contacts, later] })).toEqual(['later.example']);
  });

  it('leaves out a service that is offered no longer, and counts it as no helpline', () => {
    const services = [{ ...OLD, helpline: true, ended: true } satisfies Service];
    const found = factsOf(PILOT, { ...PILOT, services }, saying);
    expect(found.filter(({ kind }) => kind === 'services')).toEqual([]);
    expect(lacksOf(PILOT, services, found, [], '2026-11-24').flatMap(({ lines }) => lines)).toContain(
      'here: no service is a helpline',
    );
  });

  it('leaves out what exists in the demonstration only', () => {
    expect(facts.filter(({ id }) => id.includes('imaginary'))).toEqual([]);
  });
});

describe('why a fact is pending', () => {
  const base: ToConfirm = { id: 'x', kind: 'facts', name: 'x', value: ['x'], hashes: TEXTS_NOW, others: [] };
  const OUTDATED = 'outdated: the source is older than twelve months';
  const THEN = { confirmedTexts: TEXTS_THEN };
  const NOW = { confirmedTexts: TEXTS_NOW };

  test.each<[string, Partial<ToConfirm>, string | null]>([
    ['never confirmed', { state: 'V' }, 'never confirmed'],
    ['old', { state: 'O' }, 'never confirmed; O: old or partial'],
    ['not read', { state: 'U' }, 'never confirmed; U: not read in a source'],
    ['contradicted', { state: 'C' }, 'never confirmed; C: sources contradict each other'],
    ['confirmed today', { state: 'O', ...on('2026-11-24'), ...NOW }, null],
    ['confirmed six months ago', { state: 'V', ...on('2026-05-24'), ...NOW }, null],
    [
      'a day more',
      { state: 'V', ...on('2026-05-23'), ...NOW },
      'confirmed by Ana on 2026-05-23, which is not within six months',
    ],
    [
      'tomorrow',
      { state: 'V', ...on('2026-11-25'), ...NOW },
      'confirmed by Ana on 2026-11-25, which is not within six months',
    ],
    [
      'confirmed with another text',
      { state: 'V', ...on('2026-11-20'), ...THEN },
      'outdated: the text has changed since 2026-11-20 in de',
    ],
    [
      'a service confirmed with another text',
      { kind: 'services', state: 'O', ...on('2026-11-20'), confirmedTexts: { ...TEXTS_THEN, ar: 'a0' } },
      'outdated: the text has changed since 2026-11-20 in de, ar',
    ],
    ['confirmed with the same texts', { state: 'V', ...on('2026-11-20'), ...THEN, hashes: TEXTS_THEN }, null],
    ['numbers, confirmed by an earlier version', { kind: 'services', ...on('2026-11-20') }, null],
    [
      'a service with a contact that came later',
      { kind: 'services', ...on('2026-11-20'), others: ['011', 'nsz.gov.rs'] },
      'not in the last confirmation: 011, nsz.gov.rs',
    ],
    ['of an old source', { state: 'V', asOf: '2024' }, `never confirmed; ${OUTDATED}`],
    ['of an old source, and partial', { state: 'O', asOf: '2009' }, `never confirmed; O: old or partial; ${OUTDATED}`],
    ['of an old source that a person has confirmed', { state: 'V', asOf: '2009', ...on('2026-11-24'), ...NOW }, null],
    [
      'of an old source, confirmed long ago',
      { state: 'V', asOf: '2009', ...on('2026-05-23'), ...NOW },
      `confirmed by Ana on 2026-05-23, which is not within six months; ${OUTDATED}`,
    ],
    [
      'of an old source and with nothing to say',
      { value: [], asOf: '2024' },
      `nothing there to confirm yet; ${OUTDATED}`,
    ],
  ])('%s', (_, stands, why) => {
    expect(whyPending({ ...base, ...stands }, '2026-11-24')).toBe(why);
  });

  // The year 2024 ended on 31 December 2024; twelve months later it is 31 December 2025.
  test.each([
    ['2024', '2025-06-01', false],
    ['2024', '2025-12-31', false],
    ['2024', '2026-01-01', true],
    ['2025', '2026-12-31', false],
    ['2025', '2027-01-01', true],
    ['2026', '2026-11-24', false],
  ])('a source of %s on %s: outdated %s', (asOf, day, isOld) => {
    const why = whyPending({ ...base, state: 'V', asOf }, day);
    expect(why).toBe(isOld ? `never confirmed; ${OUTDATED}` : 'never confirmed');
  });
});

test('whoever confirms sees what it says, where that is from, and why it is asked', () => {
  expect(describeFact(byId('here/services/nsz'), 'never confirmed')).toEqual([
    'here/services/nsz',
    '    NSZ: Registration',
    '    phone 011 (O: old or partial)',
    '    link nsz.gov.rs',
    '    (source: a blog, 2009; state O; never confirmed)',
  ]);
});

test('the safety card rests on the emergency numbers and the helplines, and on nothing else', () => {
  expect(safetyFacts(facts, [OLD, LINE]).map(({ id }) => id)).toEqual(['here/emergency', 'here/services/line']);
});
