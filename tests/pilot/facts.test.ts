import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import { confirmService, isConfirmed, standingOf, today } from '../../src/pilot/confirmed.ts';
import { describeFact, FACT_KINDS, type Fact, factsOf, safetyFacts, whyPending } from '../../src/pilot/facts.ts';
import type { Pilot, Service } from '../../src/pilot/pilot.ts';

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
    const confirmed = confirmService(OLD, 'Ana', '2026-11-24');
    expect(standingOf(confirmed, '2026-11-24')).toMatchObject({ by: 'confirmation', confirmedOn: '2026-11-24' });
    expect(shown(confirmed, '2027-05-24')).toEqual(['011', 'nsz.gov.rs']);
  });

  it('is again what was read in a source when the confirmation is older than six months', () => {
    expect(standingOf(confirmService(OLD, 'Ana', '2026-11-24'), '2027-05-25')).toEqual({ by: 'nothing' });
    const read = confirmService({ ...OLD, state: 'V' }, 'Ana', '2026-11-24');
    expect(standingOf(read, '2027-05-25').by).toBe('source');
    expect(shown(read, '2027-05-25')).toEqual(['nsz.gov.rs']);
  });

  it('is of a confirmation only what was a part of it', () => {
    const { contacts, ...rest } = confirmService({ ...OLD, state: 'V' }, 'Ana', '2026-11-24');
    const more: Service = { ...rest, contacts: [...contacts, { kind: 'mail', value: 'new@nsz.gov.rs', state: 'V' }] };
    expect(shown(more, '2026-11-24')).toEqual(['011', 'nsz.gov.rs']);
    const earlier: Service = { ...more, contacts: contacts.map((one) => ({ ...one, confirmedOn: '2026-10-01' })) };
    expect(standingOf(earlier, '2026-11-24').by).toBe('source');
  });
});

const PILOT: Pilot = {
  pilot: 'here',
  country: 'DE',
  controller: { name: 'City', state: 'O' },
  contact: { value: 'data@example.org', state: 'U' },
  notice: 1,
  zone: 'Europe/Belgrade',
  languages: ['en'],
  places: ['Here'],
  targets: { people: 60, women: 30 },
  rights: { 'asylum-seeker': { state: 'V', asOf: '2024' }, family: { state: 'U' } },
  emergency: { police: '192', fire: '193', ambulance: '194', state: 'U' },
  topics: [],
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
  'here:rights.asylum-seeker': 'After 6 months.',
  'here:services.nsz.name': 'NSZ',
  'here:services.nsz.offer': 'Registration',
};
const facts = factsOf(PILOT, { ...PILOT, services: [OLD, LINE] }, (key) => TEXTS[key]);
const byId = (id: string): Fact => {
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
    rights: { id: 'here/rights/asylum-seeker', value: ['After 6 months.'], none: 'here/rights/family' },
    emergency: { id: 'here/emergency', value: ['police 192', 'fire 193', 'ambulance 194'], none: 'here/emergency' },
    controller: { id: 'here/controller', value: ['City'], none: '' },
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
    const empty: Pilot = { ...rest, contact: null, offices: PILOT.offices.map((one) => ({ ...one, address: null })) };
    const nothing = factsOf(empty, empty, () => undefined).filter((fact) => fact.id === none);
    for (const fact of nothing) expect(whyPending(fact, '2026-11-24')).toMatch(/^nothing there to confirm yet/);
    expect(nothing).toHaveLength(none === '' ? 0 : 1);
  });

  it('leaves out what exists in the demonstration only', () => {
    expect(facts.filter(({ id }) => id.includes('imaginary'))).toEqual([]);
  });
});

describe('why a fact is pending', () => {
  test.each<[string, Partial<Fact>, string | null]>([
    ['never confirmed', { state: 'V' }, 'never confirmed'],
    ['old', { state: 'O' }, 'never confirmed; O: old or partial'],
    ['not read', { state: 'U' }, 'never confirmed; U: not read in a source'],
    ['confirmed today', { state: 'O', ...on('2026-11-24') }, null],
    ['confirmed six months ago', { state: 'V', ...on('2026-05-24') }, null],
    [
      'a day more',
      { state: 'V', ...on('2026-05-23') },
      'confirmed by Ana on 2026-05-23, which is not within six months',
    ],
    ['tomorrow', { state: 'V', ...on('2026-11-25') }, 'confirmed by Ana on 2026-11-25, which is not within six months'],
  ])('%s', (_, stands, why) => {
    const fact: Fact = { id: 'x', kind: 'rights', name: 'x', value: ['x'], ...stands };
    expect(whyPending(fact, '2026-11-24')).toBe(why);
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
