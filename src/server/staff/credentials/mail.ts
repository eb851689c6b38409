import { accountById } from '../../../store/accounts.ts';
import type { World } from '../../../turn/world.ts';

/** An address as people type one; whether it exists, only a mail can tell. */
export const isMail = (mail: string): boolean =>
  mail.length <= 254 && /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/.test(mail);

/** The mail address of an account; empty where the account is gone. */
export async function mailOf({ store, vault }: Pick<World, 'store' | 'vault'>, id: string): Promise<string> {
  const account = await accountById(store.read, id);
  return account === undefined ? '' : vault.open('house', `account:mail:${id}`, account.mail);
}
