import { eq } from 'drizzle-orm';
import type { Content } from '../content.ts';
import type { Pilot } from '../pilot/pilot.ts';
import { HELD, type Holdings } from '../pilot/plan.ts';
import { addAccount, listAccounts, mailHashOf } from './accounts.ts';
import { presentCounsellors } from './counsellors.ts';
import { holdingsOf, officeId, setHoldings, setRows } from './holdings.ts';
import type { Q, Store } from './store.ts';
import type { Vault } from './vault.ts';

/**
 * Imports the pilots that this instance serves for the first time, and adds the imaginary counsellors and
 * accounts of a demonstration.
 */
export async function seed(store: Store, vault: Vault, content: Content, demo: boolean): Promise<void> {
  await store.tx(async (q) => {
    // Two servers that start at once on an empty database must not both import.
    await q.lockPerson('seed');
    for (const pilot of Object.values(content.pilots)) {
      await importPilot(q, pilot, demo);
      if (demo) await seedDemonstration(q, vault, pilot);
    }
    if (demo) await seedAccounts(q, vault, Object.keys(content.pilots));
  });
}

/**
 * Imports a pilot's folder for the first time. Afterwards the rows are edited in the database: if it holds any of the
 * pilot already, nothing changes. A database of a version that kept no facts gets them all.
 */
export async function importPilot(q: Q, pilot: Pilot, demo: boolean): Promise<void> {
  const held = await holdingsOf(q, pilot.pilot);
  if (HELD.every((kind) => held[kind].length === 0)) await setHoldings(q, pilot.pilot, wantedOf(pilot, demo));
  else if (held.facts.length === 0) await setRows(q, pilot.pilot, 'facts', pilot.facts);
}

/** The holdings that an instance should have of a pilot. Only a demonstration gets the offices marked `demo`. */
export const wantedOf = ({ topics, facts, services, offices }: Pilot, demo: boolean): Holdings => ({
  topics,
  facts,
  services,
  offices: offices.filter((office) => demo || office.demo !== true),
});

const WORKDAYS = [1, 2, 3, 4, 5];
const MORNING = { fromMinute: 9 * 60, toMinute: 12 * 60 };
const AFTERNOON = { fromMinute: 13 * 60, toMinute: 17 * 60 };

/** Adds two imaginary counsellors with hours to a pilot. Only a demonstration has them. */
async function seedDemonstration(q: Q, vault: Vault, pilot: Pilot): Promise<void> {
  const { t, db } = q;
  const [office] = pilot.offices;
  const known = await db
    .select({ id: t.counsellor.id })
    .from(t.counsellor)
    .where(eq(t.counsellor.pilot, pilot.pilot))
    .limit(1);
  if (known.length > 0 || office === undefined) return;
  const host = pilot.languages.find((tag) => tag !== 'en')?.split('-')[0] ?? 'en';
  for (const imaginary of [
    { id: `${pilot.pilot}-demo-1`, name: 'Imaginary Ana', gender: 'woman' as const, languages: [host, 'en'] },
    { id: `${pilot.pilot}-demo-2`, name: 'Imaginary Yusuf', gender: 'man' as const, languages: ['ar', 'en'] },
  ]) {
    await db.insert(t.counsellor).values({
      ...imaginary,
      pilot: pilot.pilot,
      office: officeId(pilot.pilot, office.id),
      name: vault.seal('house', `counsellor:name:${imaginary.id}`, imaginary.name),
      demo: true,
    });
    for (const weekday of WORKDAYS) {
      for (const hours of [MORNING, AFTERNOON])
        await db.insert(t.hours).values({ counsellor: imaginary.id, weekday, ...hours });
    }
  }
}

/** Adds an account for each imaginary counsellor, and one for each other role. They have no password. */
async function seedAccounts(q: Q, vault: Vault, pilots: string[]): Promise<void> {
  const known = new Set((await listAccounts(q)).map(({ id }) => id));
  const counsellors = (await presentCounsellors(q)).filter(
    ({ id, demo, pilot }) => demo && pilots.includes(pilot) && !known.has(id),
  );
  const wanted = [
    ...counsellors.map(({ id, pilot, name }) => ({
      ...{ id, role: 'counsellor' as const, pilots: [pilot], counsellor: id },
      name: vault.open('house', `counsellor:name:${id}`, name),
    })),
    ...(['coordinator', 'evaluator', 'admin'] as const).map((role) => ({
      ...{ id: `demo-${role}`, role, pilots, counsellor: null },
      name: `Imaginary ${role}`,
    })),
  ];
  for (const { id, name, ...access } of wanted) {
    if (known.has(id)) continue;
    const mail = `${id}@example.org`;
    await addAccount(q, {
      ...{ id, ...access, mailHash: mailHashOf(vault, mail), createdAt: 0, demo: true },
      mail: vault.seal('house', `account:mail:${id}`, mail),
      name: vault.seal('house', `account:name:${id}`, name),
    });
  }
}
