import { listsOf } from '../../conversation/lists.ts';
import { type KeyedHash, protector } from '../../evaluation/cell-key.ts';
import type { EventRow } from '../../evaluation/history.ts';
import { type HalfYear, halfYearsBetween, isClosed } from '../../evaluation/periods.ts';
import { closedRows, countHalfYear } from '../../evaluation/release.ts';
import { nameOf } from '../../evaluation/rows.ts';
import type { Pilot } from '../../pilot/pilot.ts';
import { eachPerson, firstCountedHour } from '../../store/events.ts';
import { type Enrolled, enrolledBy, freeze, freezeEnrolled, publishedOf } from '../../store/releases.ts';
import { KEEP } from '../../store/retention.ts';
import type { World } from '../world.ts';

/**
 * Works out and freezes what can be published by now and is not frozen yet: the rows of every half-year and month that
 * has closed. A row that a newer version adds gets its numbers back to where all events are still there.
 */
export async function freezeNumbers(world: World): Promise<void> {
  const { store, content, clock, demo } = world;
  const now = clock();
  for (const pilot of Object.values(content.pilots)) {
    const first = await firstCountedHour(store.read, { pilot: pilot.pilot, demo });
    const all = first === null ? [] : halfYearsBetween(Math.max(first, now - KEEP.events), now, pilot.zone);
    for (const halfYear of all) await freezeHalfYear(world, pilot, halfYear);
  }
}

async function freezeHalfYear(world: World, { pilot, languages }: Pilot, halfYear: HalfYear): Promise<void> {
  const { store, vault, content, clock, demo } = world;
  const whose = { pilot, demo };
  const { name: period, fromAt, toAt } = halfYear;
  const frozen = await publishedOf(store.read, whose, period);
  // What has been deleted since would be missing in a number that is added now.
  if (frozen.size > 0 && fromAt < clock() - KEEP.events) return;
  const missing = closedRows(listsOf(content.model, { pilot, languages }), halfYear, clock()).filter(
    (row) => !frozen.has(nameOf(row)),
  );
  const isEnded = isClosed(toAt, clock());
  // Who is enrolled is noted last, also where nobody came.
  const isDone = isEnded ? (await enrolledBy(store.read, whose, period)) !== undefined : missing.length === 0;
  if (isDone && (missing.length === 0 || frozen.size === 0)) return;
  const isEmpty = (await firstCountedHour(store.read, whose, { fromAt, toAt })) === null;
  // Nobody has come yet: there is nothing to count, this night as every other.
  if (isEmpty && !isEnded) return;
  // The same key for good: a second draw would halve what hides people.
  const hash: KeyedHash = (...parts) => vault.blindIndex('release', pilot, demo ? 'demonstration' : 'people', ...parts);
  const count = countHalfYear(halfYear, protector(hash));
  const enrolled: Enrolled = { people: 0, women: 0 };
  await eachPerson(store.read, whose, toAt, (pseudonym, events) => {
    count.add(pseudonym, events);
    if (!events.some(({ kind }) => kind === 'enrolled')) return;
    enrolled.people += 1;
    if (saidLast(events, 'gender') === 'woman') enrolled.women += 1;
  });
  await store.tx(async (q) => {
    // Where nobody came there is nothing to publish; those who were enrolled before are enrolled all the same.
    if (!isEmpty) await freeze(q, whose, period, count.publish(missing));
    if (isEnded) await freezeEnrolled(q, whose, period, enrolled);
  });
}

const saidLast = (events: readonly EventRow[], dimension: string): unknown =>
  events.findLast(({ kind, data }) => kind === 'person-coded' && data.dimension === dimension)?.data.value;
