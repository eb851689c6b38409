import fc from 'fast-check';
import { PERSON_DIMENSIONS } from '../../src/evaluation/events.ts';
import { closedHalfYear, type HalfYear } from '../../src/evaluation/periods.ts';
import { type EventRow, NOT_SAID } from '../../src/evaluation/release.ts';

export const HALVES = ['2026-H1', '2026-H2', '2027-H1'].map(
  (name) => closedHalfYear(name, 'Europe/Belgrade', Date.UTC(2028, 0)) as HalfYear,
);

/** What can be said, as anybody reads in the flows; who said nothing is in a row of their own. */
export const VALUES: Record<(typeof PERSON_DIMENSIONS)[number], readonly string[]> = {
  gender: ['woman', 'man', 'other', 'rather-not', NOT_SAID],
  language: ['ar', 'en', 'fa', 'sr-Cyrl', 'sr-Latn'],
  channel: ['telegram', 'web-chat', 'whatsapp'],
  status: ['asylum-seeker', 'recognised', 'subsidiary', 'temporary', 'family', 'other', NOT_SAID],
};

/** Those to whom their rights can be told: pilot.yaml is public. */
export const TOLD = ['asylum-seeker', 'recognised', 'subsidiary'];

/** Somebody, and their months (0-5) in each half-year; none where they weren't there. */
export interface Someone {
  said: Record<(typeof PERSON_DIMENSIONS)[number], string>;
  months: readonly (readonly number[])[];
  booked: readonly boolean[];
}

/** Often the first, seldom the last: so that there is always somebody who is one of few. */
const skewed = <T>(values: readonly T[]) =>
  fc.oneof(...values.map((value, i) => ({ weight: Math.max(1, 40 >> (2 * i)), arbitrary: fc.constant(value) })));

const someMonths = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  { weight: 4, arbitrary: fc.subarray([0, 1, 2], { minLength: 1 }) },
  { weight: 1, arbitrary: fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1, maxLength: 2 }) },
);

const someone: fc.Arbitrary<Someone> = fc.record({
  said: fc.record({
    gender: skewed(VALUES.gender),
    language: skewed(VALUES.language),
    channel: skewed(VALUES.channel),
    status: skewed(VALUES.status),
  }),
  months: fc.tuple(someMonths, someMonths, someMonths),
  booked: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
});

/** A pilot of 60 people over three half-years. */
export const pilot: fc.Arbitrary<Someone[]> = fc.array(someone, { minLength: 60, maxLength: 60 });

/** What these people leave behind. */
export function eventsOf(people: readonly Someone[]): EventRow[] {
  return people.flatMap(({ said, months, booked }, i) => {
    const event = (kind: string, data: EventRow['data'], hour: number): EventRow => {
      return { pilot: 'serbia', pseudonym: `p${i}`, kind, data, hour, demo: false };
    };
    const coded = PERSON_DIMENSIONS.filter((by) => said[by] !== NOT_SAID);
    return HALVES.flatMap((half, h) =>
      (months[h] ?? []).flatMap((month, nth) => {
        const hour = half.months[month]?.fromAt ?? 0;
        return [
          event('human-requested', {}, hour),
          ...coded.map((dimension) => event('person-coded', { dimension, value: said[dimension] }, hour)),
          ...(nth === 0 && booked[h] ? [event('milestone', { name: 'appointment-booked' }, hour)] : []),
          ...(TOLD.includes(said.status) ? [event('milestone', { name: 'rights-known' }, hour)] : []),
        ];
      }),
    );
  });
}
