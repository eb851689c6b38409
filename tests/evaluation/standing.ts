import { MOST_TIMES } from '../../src/evaluation/cell-key.ts';
import type { CodedEvent } from '../../src/evaluation/events.ts';
import { type EventRow, historyOf } from '../../src/evaluation/history.ts';
import { indicator, type Lists } from '../../src/evaluation/indicators.ts';
import { nameOf, rowsOf, timesIn } from '../../src/evaluation/rows.ts';
import {
  type Deed,
  type Dimension,
  deedsOf,
  HALF_YEARS,
  type Imaginary,
  inMonth,
  MONTHS_OF_ONE,
  sayings,
} from './imaginary.ts';

/** A row of one of the half-years. */
interface Place {
  name: string;
  halfYear: string;
  isOfPeople: boolean;
}

/** Where somebody stands in the rows of all half-years, and how often they count there. */
type Standing = readonly (readonly [place: number, times: number])[];

/** Finds where imaginary people stand. */
export interface Stands {
  places: readonly Place[];
  of(person: Imaginary): Standing;
}

type Months = readonly [number, ...number[]];

const SEEN: CodedEvent = { kind: 'flow-started', flow: 'main' };
const halfOf = (month: number): number => Math.floor(month / MONTHS_OF_ONE);

/**
 * Works out where people stand by `timesIn`, which is too slow to be asked a million times about whole people: it is asked
 * once about each thing that somebody can say or do, and these are put together. A test holds that this is the same.
 */
export function standsIn(lists: Lists): Stands {
  const places = HALF_YEARS.flatMap(({ name }) =>
    rowsOf(lists, name).map(
      (row): Place => ({
        ...{ name: nameOf(row), halfYear: name, isOfPeople: indicator(row.indicator).unit === 'people' },
      }),
    ),
  );
  const numbers = new Map(places.map(({ name, halfYear }, i) => [`${halfYear} ${name}`, i]));
  const isOfPeople = Uint8Array.from(places, (place) => (place.isOfPeople ? 1 : 0));
  const isTouched = new Uint8Array(places.length);
  const sums = new Int16Array(places.length);

  /** Adds up; a person counts once in a row of people. */
  function joined(parts: readonly Standing[]): Standing {
    const touched: number[] = [];
    for (const part of parts) {
      for (const [place, n] of part) {
        if (isTouched[place] === 0) touched.push(place);
        isTouched[place] = 1;
        sums[place] = isOfPeople[place] === 1 && n > 0 ? 1 : (sums[place] ?? 0) + n;
      }
    }
    const found: (readonly [number, number])[] = [];
    for (const place of touched) {
      const n = sums[place] ?? 0;
      if (n !== 0) found.push([place, n]);
      isTouched[place] = 0;
      sums[place] = 0;
    }
    return found;
  }

  function counted(half: number, events: readonly EventRow[]): Standing {
    const halfYear = HALF_YEARS[half];
    const history = halfYear === undefined ? null : historyOf(events, halfYear);
    return [...(history === null ? [] : timesIn(history))].flatMap(([name, n]) => {
      const place = numbers.get(`${halfYear?.name} ${name}`);
      return place === undefined ? [] : [[place, n] as const];
    });
  }

  /** Somebody who was there in these months, and said this about themselves in the first. */
  const there = (months: Months, said: Partial<Imaginary['said']>) => [
    ...sayings(said).map((event) => inMonth(months[0], event)),
    ...months.map((month) => inMonth(month, SEEN)),
  ];

  const remembered = new Map<string, Standing>();
  function remember(key: string, make: () => Standing): Standing {
    const known = remembered.get(key) ?? make();
    remembered.set(key, known);
    return known;
  }

  const being = (gender: string, half: number, months: Months) =>
    remember(`there ${gender} ${half} ${months}`, () => counted(half, there(months, { gender })));
  const saying = (gender: string, month: number, dimension: Dimension, value: string) =>
    remember(`said ${gender} ${month} ${dimension} ${value}`, () =>
      without(
        counted(halfOf(month), there([month], { gender, [dimension]: value })),
        counted(halfOf(month), there([month], { gender })),
      ),
    );
  const doing = (gender: string, month: number, deed: Deed) =>
    remember(`did ${gender} ${month} ${JSON.stringify(deed)}`, () => {
      const here = there([month], { gender });
      const also = deed.map((event) => inMonth(month, event));
      return without(counted(halfOf(month), [...here, ...also]), counted(halfOf(month), here));
    });

  /** What was said, and what was done in a month or at a step, is the same object for as long as it is the same. */
  const known = new WeakMap<object, Map<string, Standing>>();
  function cached(of: object, key: string, parts: () => readonly Standing[]): Standing {
    const byKey = known.get(of) ?? new Map<string, Standing>();
    known.set(of, byKey);
    const found = byKey.get(key) ?? joined(parts());
    byKey.set(key, found);
    return found;
  }

  return {
    places,
    of({ said, months, way }) {
      const { gender, ...more } = said;
      const parts: Standing[] = [];
      const active = months.map((deeds) => deeds.length > 0);
      for (const { month } of way) active[month] = true;
      const here = active.flatMap((isHere, month) => (isHere ? [month] : []));
      for (const half of HALF_YEARS.keys()) {
        const [first, ...later] = here.filter((month) => halfOf(month) === half);
        if (first === undefined) continue;
        // Whoever came earlier is not new; it does not matter when that was.
        const isNew = here[0] === first;
        const since: Months = isNew ? [first, ...later] : [half * MONTHS_OF_ONE - 1, first, ...later];
        const states = () => [
          being(gender, half, since),
          ...Object.entries(more).map(([dimension, value]) => saying(gender, first, dimension as Dimension, value)),
        ];
        parts.push(cached(said, String(since), states));
      }
      for (const month of here) {
        const deeds = months[month];
        if (deeds !== undefined && deeds.length > 0)
          parts.push(cached(deeds, gender, () => deeds.map((deed) => doing(gender, month, deed))));
      }
      for (const [i, step] of way.entries()) {
        const deeds = () => deedsOf(step, lists.steps[i] ?? '');
        parts.push(cached(step, gender, () => deeds().map((deed) => doing(gender, step.month, deed))));
      }
      return joined(parts).map(([place, n]) => [place, Math.min(n, MOST_TIMES)]);
    },
  };
}

function without(all: Standing, some: Standing): Standing {
  const left = new Map(all);
  for (const [place, n] of some) left.set(place, (left.get(place) ?? 0) - n);
  return [...left].filter(([, n]) => n !== 0);
}
