import { BUCKET, buckets } from '../../src/booking/claims.ts';
import { openDays, type Supply, type Wish } from '../../src/booking/slots.ts';
import type { Store } from '../../src/store/store.ts';
import { supplyOf } from '../../src/store/supply.ts';
import { NEAR_DAYS } from '../../src/turn/appointments/search.ts';
import { DAY, MINUTE, START } from '../fakes/clock.ts';
import { content, seededBytes, testVault } from '../fakes/parts.ts';
import { type Figure, percentile } from './figures.ts';

const DAYS = 60;
/** As many days as the chat offers at once. */
const OFFERED = 9;
const PLACE = { pilot: 'serbia', country: 'RS' };
const TOPIC = { id: 'job', minutes: 30, gap: 10, noticeMinutes: 120, horizonDays: DAYS, capacity: 1 };
const LANGUAGES = ['sr', 'ar', 'fa', 'en', 'de'];
const WISHES: Wish[] = LANGUAGES.flatMap(
  (language) =>
    [true, false].map((woman) => ({
      ...{ woman, language, ownLanguage: false, mode: 'in-person', office: null, childcare: false },
    })) as Wish[],
);

/** The counsellors of a large programme, with so many bookings in the next 60 days. */
async function fill(store: Store, counsellors: number, bookings: number): Promise<void> {
  const dice = seededBytes(1);
  const int = (n: number) => dice(4).readUInt32LE() % n;
  const vault = testVault();
  await store.tx(async ({ db, t }) => {
    await db.delete(t.hours);
    await db.delete(t.counsellor);
    for (let i = 0; i < counsellors; i += 1) {
      const id = `c${i}`;
      const name = vault.seal('house', `counsellor:name:${id}`, id);
      const languages = [LANGUAGES[i % LANGUAGES.length] ?? 'en'];
      const gender = i % 2 === 0 ? 'woman' : 'man';
      await db
        .insert(t.counsellor)
        .values({ id, pilot: 'serbia', office: 'serbia-belgrade', name, gender, languages, lastBooked: i, demo: true });
      for (let weekday = 1; weekday <= 5; weekday += 1)
        for (const [fromMinute, toMinute] of [
          [540, 720],
          [780, 1020],
        ] as const)
          await db.insert(t.hours).values({ counsellor: id, weekday, fromMinute, toMinute });
    }
    for (let n = 0; n < bookings; n += 1) {
      const startAt = START + int(DAYS) * DAY + int(10) * 40 * MINUTE;
      const rows = buckets(
        Math.floor(startAt / BUCKET) * BUCKET,
        Math.floor(startAt / BUCKET) * BUCKET + 40 * MINUTE,
      ).map((bucket) => ({ resource: `counsellor:c${n % counsellors}`, bucket, unit: 0, appointment: `a${n}` }));
      await db.insert(t.claim).values(rows).onConflictDoNothing();
    }
  });
}

const supplied = (store: Store, ahead = DAYS): Promise<Supply> =>
  supplyOf(store.read, PLACE, { topic: TOPIC, person: 'somebody', now: START, toAt: START + (ahead + 2) * DAY });

/** The first free days for a wish: the search alone, and with what it reads from the database. */
async function measure(store: Store, counsellors: number, bookings: number, times: number): Promise<Figure[]> {
  await fill(store, counsellors, bookings);
  const zone = content.pilots.serbia?.zone ?? 'UTC';
  const find = (supply: Supply, i: number, horizonDays = DAYS) => {
    const wish = WISHES[i % WISHES.length];
    return wish === undefined ? [] : openDays(supply, wish, { ...TOPIC, horizonDays }, zone, START, OFFERED);
  };
  /** As the chat does: the near days, and all where those are not enough. */
  const findWithDatabase = async (i: number) => {
    const near = find(await supplied(store, NEAR_DAYS), i, NEAR_DAYS);
    if (near.length < OFFERED) find(await supplied(store), i);
  };
  const supply = await supplied(store);
  const [pure, whole]: [number[], number[]] = [[], []];
  for (let i = -50; i < times; i += 1) {
    const startedAt = performance.now();
    find(supply, i + 50);
    if (i >= 0) pure.push(performance.now() - startedAt);
  }
  for (let i = -10; i < times; i += 1) {
    const startedAt = performance.now();
    await findWithDatabase(i + 10);
    if (i >= 0) whole.push(performance.now() - startedAt);
  }
  const of = `${counsellors} counsellors x ${DAYS} days x ${bookings} bookings`;
  return [
    { name: `first free times, ${of}, p50`, value: percentile(pure, 0.5), unit: 'ms' },
    { name: `first free times, ${of}, p99`, value: percentile(pure, 0.99), unit: 'ms' },
    { name: `the same with the database, ${of}, p50`, value: percentile(whole, 0.5), unit: 'ms' },
    { name: `the same with the database, ${of}, p99`, value: percentile(whole, 0.99), unit: 'ms' },
  ];
}

/** What a search for a time costs, and how it grows with the counsellors. */
export async function slotFigures(open: (name: string) => Promise<Store>, short: boolean) {
  const times = short ? 200 : 1000;
  const small = await open('slots-50.db');
  const few = await measure(small, 50, 2000, times);
  await small.close();
  const large = await open('slots-500.db');
  const many = await measure(large, 500, 20_000, Math.floor(times / 4));
  await large.close();
  return { figures: [...few, ...many], pureP99: few[1]?.value ?? 0, wholeP99: few[3]?.value ?? 0 };
}
