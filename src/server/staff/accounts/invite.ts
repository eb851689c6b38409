import { type Access, addInvitation } from '../../../store/accounts.ts';
import { note } from '../../../store/log.ts';
import { hashSecret } from '../../../store/principal.ts';
import type { Store } from '../../../store/store.ts';
import type { Vault } from '../../../store/vault.ts';
import { newId } from '../../../turn/world.ts';

/** An invitation ends after 72 hours, in milliseconds: long enough for a weekend. */
const INVITED_FOR = 72 * 3_600_000;

/** The longest name, in UTF-16 units. */
export const MOST_NAME = 100;

/** The world that an invitation needs; a command of the command line has it too. */
interface Inviting {
  store: Store;
  vault: Vault;
  clock(): number;
  random(bytes: number): Buffer;
}

/**
 * Makes an invitation, which works once, and returns the path of its link. `account`: the account that gets new secrets;
 * null where a new one is made. `by`: the log's name of who invites; null for the command line.
 */
export async function invite(
  world: Inviting,
  { name, account, by, ...access }: Access & { name: string; account: string | null; by: string | null },
): Promise<string> {
  const { store, vault, clock, random } = world;
  const [link, id] = [random(32).toString('base64url'), newId(world)];
  await store.tx(async (q) => {
    const now = clock();
    const sealed = vault.seal('house', `invitation:name:${id}`, name);
    const times = { createdAt: now, until: now + INVITED_FOR };
    await addInvitation(q, { ...access, id, hash: hashSecret(link), name: sealed, account, by, ...times });
    await note(q, { who: by, what: 'invited', target: account ?? id, pilot: null, at: now });
  });
  return `/staff/join/${link}`;
}
