import { type Account, accountByMail, mailHashOf, useRecoveryCode, useTotpStep } from '../../../store/accounts.ts';
import { note } from '../../../store/log.ts';
import type { Q } from '../../../store/store.ts';
import { countTry, forgive, type Key } from '../../../store/throttle.ts';
import type { World } from '../../../turn/world.ts';
import { networkOf } from '../../http/address.ts';
import { limitRate } from '../../http/rate-limit.ts';
import { hashRecoveryCode, stepOf } from './codes.ts';
import { isPassword } from './password.ts';

/** Many people may sit behind one address: a network has so many failures more than one account. */
const MORE_FOR_A_NETWORK = 25;

/** The words of a person who signs in. */
interface Tried {
  mail: string;
  password: string;
  /** A code of their app, or a recovery code. */
  code: string;
}

/** The result of a try. `held`: nothing was looked at, since too many tries have failed; the next counts from `until`. */
type Outcome = { account: Account; use: (q: Q) => Promise<boolean> } | 'wrong' | { held: number };

/**
 * Checks a mail address, a password and a code. A try takes the same time and has the same answer whichever of them is
 * wrong, and also where there is no such account. `use`, in the transaction that lets the person in, uses the code up:
 * false where it was used in between. `address`: where the try comes from.
 */
export type CheckSignIn = (tried: Tried, address: string) => Promise<Outcome>;

export function createSignIn(world: World): CheckSignIn {
  const { store, vault, clock } = world;
  // Who is held up may try a thousand times a minute: one line of the log tells it.
  const isToTell = limitRate(1, clock);
  return async ({ mail, password, code }, address) => {
    const mailHash = mailHashOf(vault, mail);
    const own: Key = { key: vault.blindIndex('throttle', 'account', mailHash.toString('hex')), more: 0 };
    const network: Key = { key: vault.blindIndex('throttle', 'network', networkOf(address)), more: MORE_FOR_A_NETWORK };
    const held = await store.tx((q) => countTry(q, [own, network], clock()));
    if (held !== undefined) {
      if (isToTell(own.key.toString('hex'))) await store.tx((q) => noteRefusal(q, 'sign-in-held', undefined, clock()));
      return { held };
    }
    const account = await accountByMail(store.read, mailHash);
    const isRight = await isPassword(password, account?.password ?? null);
    const isOpen = account !== undefined && account.disabledAt === null && isRight;
    const use = isOpen ? secondFactor(world, account, code) : undefined;
    if (!isOpen || use === undefined) {
      await store.tx((q) => noteRefusal(q, 'sign-in-refused', account, clock()));
      return 'wrong';
    }
    return {
      account,
      async use(q) {
        if (!(await use(q))) {
          await noteRefusal(q, 'sign-in-refused', account, clock());
          return false;
        }
        await forgive(q, own.key);
        await forgive(q, network.key);
        return true;
      },
    };
  };
}

/** Uses the code up, if it is one of the account's; undefined where it can't be. */
function secondFactor({ vault, clock }: World, { id, totp }: Account, code: string) {
  const secret = totp === null ? undefined : vault.open('house', `account:totp:${id}`, totp);
  const step = secret === undefined ? undefined : stepOf(secret, code, clock());
  if (step !== undefined) return (q: Q) => useTotpStep(q, id, step);
  const letters = code.replace(/[\s-]/g, '');
  return letters.length < 16 ? undefined : (q: Q) => useRecoveryCode(q, id, hashRecoveryCode(code));
}

const noteRefusal = (
  q: Q,
  what: 'sign-in-held' | 'sign-in-refused',
  account: Account | undefined,
  at: number,
): Promise<void> => note(q, { who: null, what, target: account?.id ?? '', pilot: null, at });
