import { makeReference } from '../../src/booking/reference.ts';
import { settingsOf, workOf } from '../../src/server/staff/access.ts';
import type { Store } from '../../src/store/store.ts';
import { DAY, HOUR, MINUTE } from '../fakes/clock.ts';
import { seededBytes, testVault } from '../fakes/parts.ts';
import { type Figure, percentile } from './figures.ts';
import { openInstance, workingClock } from './instance.ts';
import { openStaffPages } from './staff.ts';

const PEOPLE = 5000;
const APPOINTMENTS = 20_000;
const REQUESTS = 200;
const COUNSELLORS = 50;
/** Rows in one statement: a database limits the number of its parameters. */
const ROWS = 200;
/** The goals: the first byte of 95 in 100 pages, and the size of each. */
const GOAL_MS = 50;
const GOAL_BYTES = 100_000;

/** A programme of many people: half of the appointments are over, and as many are to come. */
async function fill(store: Store, now: number): Promise<void> {
  const dice = seededBytes(1);
  const int = (n: number) => dice(4).readUInt32LE() % n;
  const vault = testVault();
  const languages = ['ar', 'fa', 'en', 'sr', 'de'];
  const inParts = async <T>(rows: T[], insert: (part: T[]) => Promise<unknown>) => {
    for (let at = 0; at < rows.length; at += ROWS) await insert(rows.slice(at, at + ROWS));
  };
  await store.tx(async ({ db, t }) => {
    const people = Array.from({ length: PEOPLE }, (_, i) => ({ id: `p${i}`, ...vault.newPersonKey(`p${i}`) }));
    await inParts(people, (part) =>
      db.insert(t.person).values(part.map(({ id }) => ({ id, consented: true, lastDay: now }))),
    );
    await inParts(people, (part) =>
      db.insert(t.personKey).values(part.map(({ id: person, wrapped }) => ({ person, wrapped }))),
    );
    const staff = Array.from({ length: COUNSELLORS }, (_, i) => `c${i}`);
    await db.insert(t.counsellor).values(
      staff.map((id, i) => ({
        ...{ id, pilot: 'serbia', office: 'serbia-belgrade', languages: [languages[i % languages.length] ?? 'en'] },
        ...{ gender: 'woman' as const, demo: true, name: vault.seal('house', `counsellor:name:${id}`, `Ana ${i}`) },
      })),
    );
    const appointments = Array.from({ length: APPOINTMENTS }, (_, n) => {
      const startAt =
        Math.floor((now + (int(180) - 90) * DAY) / DAY) * DAY + (7 + int(8)) * HOUR + int(2) * 30 * MINUTE;
      return {
        ...{ id: `a${n}`, pilot: 'serbia', reference: makeReference(dice), person: `p${int(PEOPLE)}` },
        ...{ counsellor: `c${int(COUNSELLORS)}`, topic: 'job', startAt, endAt: startAt + 30 * MINUTE },
        ...{ status: startAt < now - DAY ? ('arrived' as const) : ('scheduled' as const), demo: true, canRemind: true },
        ...{ language: languages[int(5)] ?? 'en', interpreter: int(4) === 0, wishes: [] },
      };
    });
    await inParts(appointments, (part) => db.insert(t.appointment).values(part));
    const requests = Array.from({ length: REQUESTS }, (_, n) => ({
      ...{ id: `r${n}`, pilot: 'serbia', person: `p${n}`, language: languages[int(5)] ?? 'en' },
      ...{ at: now - int(48) * HOUR, state: 'open' as const, demo: true },
    }));
    await inParts(requests, (part) => db.insert(t.request).values(part));
  });
}

/** What each page of staff costs in a large programme: its first byte, and its size. */
export async function staffPageFigures(store: Store, short: boolean) {
  await using instance = await openInstance(store);
  await fill(store, workingClock());
  await using pages = await openStaffPages(instance);
  const times = short ? 20 : 100;
  const figures: Figure[] = [];
  const [slow, large]: [string[], string[]] = [[], []];
  for (const path of [
    ...workOf('admin'),
    ...settingsOf('admin'),
    '/staff/appointments/a1',
    '/staff/log?what=signed-in',
  ]) {
    const took: number[] = [];
    let bytes = 0;
    for (let i = -3; i < times; i += 1) {
      const startedAt = performance.now();
      const answer = await pages.get(path);
      if (i >= 0) took.push(performance.now() - startedAt);
      if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}`);
      bytes = (await answer.arrayBuffer()).byteLength;
    }
    const p95 = percentile(took, 0.95);
    if (p95 >= GOAL_MS) slow.push(path);
    if (bytes >= GOAL_BYTES) large.push(path);
    figures.push(
      { name: `${path}, first byte, p95`, value: p95, unit: 'ms' },
      { name: `${path}`, value: bytes, unit: 'bytes' },
    );
  }
  return { figures, slow, large };
}
