import { eq } from 'drizzle-orm';
import type { Pilot } from '../content.ts';
import type { Q } from './store.ts';
import type { Vault } from './vault.ts';

/** First import of a pilot's folder: what the database holds afterwards is edited there. What exists stays as it is. */
export async function importPilot(q: Q, pilot: Pilot, demo: boolean): Promise<void> {
  const { t, db } = q;
  const known = await db.select({ id: t.topic.id }).from(t.topic).where(eq(t.topic.pilot, pilot.pilot)).limit(1);
  if (known.length > 0) return;
  for (const [position, topic] of pilot.topics.entries())
    await db.insert(t.topic).values({ ...topic, pilot: pilot.pilot, position });
  for (const [position, service] of pilot.services.entries()) {
    await db.insert(t.service).values({ pilot: pilot.pilot, id: service.id, position, data: service });
  }
  for (const office of pilot.offices) {
    const isDemo = office.demo === true;
    if (!isDemo || demo)
      await db
        .insert(t.office)
        .values({ ...office, id: `${pilot.pilot}-${office.id}`, pilot: pilot.pilot, demo: isDemo });
  }
}

const WORKDAYS = [1, 2, 3, 4, 5];
const MORNING = { fromMinute: 9 * 60, toMinute: 12 * 60 };
const AFTERNOON = { fromMinute: 13 * 60, toMinute: 17 * 60 };

/** Two imaginary counsellors per pilot, with hours: the demonstration, and nothing else, has them. */
export async function seedDemonstration(q: Q, vault: Vault, pilot: Pilot): Promise<void> {
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
    { id: `${pilot.pilot}-demo-1`, name: 'Imaginary Ana', gender: 'woman', languages: [host, 'en'] },
    { id: `${pilot.pilot}-demo-2`, name: 'Imaginary Yusuf', gender: 'man', languages: ['ar', 'en'] },
  ]) {
    await db.insert(t.counsellor).values({
      ...imaginary,
      pilot: pilot.pilot,
      office: `${pilot.pilot}-${office.id}`,
      name: vault.seal('house', `counsellor:name:${imaginary.id}`, imaginary.name),
      demo: true,
    });
    for (const weekday of WORKDAYS) {
      for (const hours of [MORNING, AFTERNOON])
        await db.insert(t.hours).values({ counsellor: imaginary.id, weekday, ...hours });
    }
  }
}
