import { describe, expect, test } from 'vitest';
import { CodedEvent, toHour } from '../../src/evaluation/events.ts';

const EVENTS: Record<CodedEvent['kind'], CodedEvent> = {
  'flow-started': { kind: 'flow-started', flow: 'first-talk' },
  'flow-finished': { kind: 'flow-finished', flow: 'first-talk' },
  'step-rated': { kind: 'step-rated', step: 'rights', rating: 'good' },
  'readiness-said': { kind: 'readiness-said', moment: 'start', item: 'rights', said: 'partly' },
  'outcome-said': { kind: 'outcome-said', after: '6', outcome: 'job' },
  'plan-made': { kind: 'plan-made', step: 'language-course' },
  'plan-done': { kind: 'plan-done', step: 'language-course' },
  milestone: { kind: 'milestone', name: 'cv-written' },
  'consent-given': { kind: 'consent-given', version: '2026-10.1', language: 'sr-Latn' },
  'consent-withdrawn': { kind: 'consent-withdrawn' },
  'person-coded': { kind: 'person-coded', dimension: 'status', value: 'asylum-seeker' },
  'appointment-booked': { kind: 'appointment-booked', topic: 'first-talk', lead: '1-3-days' },
  'appointment-cancelled': { kind: 'appointment-cancelled', topic: 'first-talk', by: 'staff' },
  'appointment-moved': { kind: 'appointment-moved', topic: 'first-talk', by: 'person' },
  'appointment-confirmed': { kind: 'appointment-confirmed', topic: 'first-talk' },
  'appointment-arrived': { kind: 'appointment-arrived', topic: 'first-talk', reminded: '1d' },
  'appointment-missed': { kind: 'appointment-missed', topic: 'first-talk', reminded: 'none' },
  'appointment-not-held': { kind: 'appointment-not-held', topic: 'first-talk' },
  'appointment-rated': { kind: 'appointment-rated', rating: 'good' },
  enrolled: { kind: 'enrolled', month: '2026-11' },
  exited: { kind: 'exited', month: '2026-11', reason: 'work' },
  'outcome-noted': { kind: 'outcome-noted', month: '2026-11', outcome: 'job' },
  'human-requested': { kind: 'human-requested' },
  'human-answered': { kind: 'human-answered', within: '4h' },
  'waiting-joined': { kind: 'waiting-joined' },
  'waiting-served': { kind: 'waiting-served' },
  erased: { kind: 'erased' },
};

const accepts = (event: unknown) => CodedEvent.safeParse(event).success;

test('every kind has an example here', () => {
  expect(CodedEvent.options.map((option) => option.shape.kind.value).sort()).toEqual(Object.keys(EVENTS).sort());
});

describe.each(Object.values(EVENTS))('$kind', (event) => {
  test('is accepted as it is, and with nothing missing or added', () => {
    expect(CodedEvent.parse(event)).toEqual(event);
    expect(accepts({ ...event, note: 'x' })).toBe(false);
    for (const field of Object.keys(event)) {
      expect(accepts(Object.fromEntries(Object.entries(event).filter(([name]) => name !== field)))).toBe(false);
    }
  });

  test.each([
    ['a sentence', 'I have two children'],
    ['a mail address', 'ana@example.org'],
    ['an international number', '+381601234567'],
    ['another script', 'فاطمه'],
    ['a second line', 'woman\nAna'],
    ['a last line break', 'woman\n'],
    ['nothing', ''],
    ['a leading dash', '-woman'],
    ['42 signs', 'a'.repeat(42)],
    ['a number', 7],
    ['null', null],
    ['an object', { text: 'Ana' }],
  ])('refuses %s in any field', (_, value) => {
    for (const field of Object.keys(event)) expect(accepts({ ...event, [field]: value })).toBe(false);
  });
});

test('codes have up to 41 letters, digits, dots and dashes', () => {
  for (const name of ['a', 'A1', '2026-10.1', 'a'.repeat(41)]) expect(accepts({ kind: 'milestone', name })).toBe(true);
});

test('people are coded by what the tables break down by, and nothing else', () => {
  expect(accepts({ kind: 'person-coded', dimension: 'religion', value: 'x' })).toBe(false);
});

test('times are cut to the hour', () => {
  const hour = Date.parse('2026-10-05T07:00Z');
  expect([hour, hour + 1, hour + 3_599_999, hour + 3_600_000].map(toHour)).toEqual([
    hour,
    hour,
    hour,
    hour + 3_600_000,
  ]);
});
