import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Principal, Role } from './principal.ts';
import type { Q } from './store.ts';
import type { Tables } from './tables.ts';

/** How long a token opens pages and API unless its maker says another time, in milliseconds: half a year of work. */
export const TOKEN_LIFE = 180 * 86_400_000;

/** The program, or the member of staff at a command line, that holds a token. */
export interface TokenHolder extends Principal {
  /** The name that the operator gave the token. */
  label: string;
  /** When the token ends (epoch ms). */
  until: number;
}

type TokenRow = Tables['token']['$inferSelect'];

/**
 * When a token ends (epoch ms). A token of a version that gave tokens no end has none stored; it ends as if it had been
 * made with the usual one.
 */
export const endOf = ({ until, createdAt }: Pick<TokenRow, 'until' | 'createdAt'>): number =>
  until ?? createdAt + TOKEN_LIFE;

export async function addToken(
  q: Q,
  token: { hash: Buffer; label: string; role: Role; pilots: readonly string[]; createdAt: number; until: number },
): Promise<void> {
  await q.db.insert(q.t.token).values({ ...token, pilots: [...token.pilots] });
}

/** Why a token opens nothing: `wrong` is for one that is unknown or revoked. */
type Shut = 'wrong' | 'expired';

/** The log's name of the holder of the token with this hash. */
export const tokenWho = (hash: Buffer): string => `token:${hash.toString('hex')}`;

/** The holder of the token with this hash, or why it opens nothing at `now`. */
export async function findPrincipal(q: Q, hash: Buffer, now: number): Promise<TokenHolder | Shut> {
  const [found] = await q.db.select().from(q.t.token).where(eq(q.t.token.hash, hash));
  if (found === undefined || found.revokedAt !== null) return 'wrong';
  const until = endOf(found);
  const { role, pilots, label } = found;
  return now >= until ? 'expired' : { role, pilots, label, until, who: tokenWho(hash) };
}

/** All tokens that are stored, the oldest first. */
export async function listTokens(q: Q): Promise<TokenRow[]> {
  return q.db.select().from(q.t.token).orderBy(asc(q.t.token.createdAt));
}

/** Revokes every token with this label; returns how many. */
export async function revokeTokens(q: Q, label: string, at: number): Promise<number> {
  const { token } = q.t;
  const rows = await q.db
    .update(token)
    .set({ revokedAt: at })
    .where(and(eq(token.label, label), isNull(token.revokedAt)))
    .returning({ hash: token.hash });
  return rows.length;
}
