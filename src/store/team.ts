import { type Account, listAccounts } from './accounts.ts';
import { listCounsellors } from './counsellors.ts';
import type { Q } from './store.ts';

/** An open account that deals with requests, and the languages that it speaks: those of its counsellor, or its own. */
export type Colleague = Account & { speaks: string[] };

/** The colleagues in some of these pilots, the oldest account first. */
export async function colleaguesIn(q: Q, pilots: readonly string[]): Promise<Colleague[]> {
  return (await colleagues(q)).filter((one) => one.pilots.some((pilot) => pilots.includes(pilot)));
}

/** A colleague; undefined where the account is shut, or deals with no requests. */
export async function colleagueById(q: Q, id: string): Promise<Colleague | undefined> {
  return (await colleagues(q)).find((one) => one.id === id);
}

async function colleagues(q: Q): Promise<Colleague[]> {
  const spoken = new Map((await listCounsellors(q)).map(({ id, languages }) => [id, languages]));
  return (await listAccounts(q))
    .filter(({ disabledAt, role }) => disabledAt === null && role !== 'evaluator')
    .map((one) => ({ ...one, speaks: one.counsellor === null ? one.languages : (spoken.get(one.counsellor) ?? []) }));
}
