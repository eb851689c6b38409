import { eq } from 'drizzle-orm';
import type { Status } from '../../src/booking/status.ts';
import { MINUTE } from '../fakes/clock.ts';
import type { Office } from './office.ts';

/** The rows of the lists on a page, each as the texts of its cells. */
export const rowsOn = (html: string): string[][] =>
  [...html.matchAll(/<tr role="row"[^>]*>\s*<th role="rowheader".*?<\/tr>/gs)].map(([row]) =>
    row
      .split(/<\/t[hd]>/)
      .slice(0, -1)
      .map((cell) =>
        cell
          .replaceAll(/<[^>]*>/g, ' ')
          .replaceAll(/\s+/g, ' ')
          .trim(),
      ),
  );

/** The references on a page's lists, in their order. */
export const referencesOn = (html: string): string[] => rowsOn(html).map((row) => row[6] ?? '');

/** The references in a list, by the id of its heading. */
export function listedIn(html: string, title: string): string[] {
  const [, list = ''] = new RegExp(`<section aria-labelledby="${title}">(.*?)</section>`, 's').exec(html) ?? [];
  return referencesOn(list);
}

/** Puts an appointment elsewhere, past the search for free times. */
export async function put(
  office: Office,
  reference: string,
  change: { startAt?: number; counsellor?: string; pilot?: string; status?: Status },
): Promise<void> {
  const rows = await office.rows('appointment');
  const found = rows.find((one) => one.reference === reference);
  if (found === undefined) throw new Error(`no appointment ${reference}`);
  const end = change.startAt === undefined ? {} : { endAt: change.startAt + 30 * MINUTE };
  const { appointment: a } = office.store.read.t;
  const set = { ...change, ...end };
  await office.store.tx((q) => q.db.update(a).set(set).where(eq(a.id, found.id)));
}

export const idOf = async (office: Office, reference: string): Promise<string> =>
  (await office.rows('appointment')).find((one) => one.reference === reference)?.id ?? '';
