import type { MiddlewareHandler } from 'hono';
import { hashSecret, type Principal, type Role } from '../../store/principal.ts';
import { findPrincipal } from '../../store/tokens.ts';
import type { World } from '../../turn/world.ts';
import { problem } from '../http/answer.ts';
import { limitRate } from '../http/rate-limit.ts';

export interface BearerEnv {
  Variables: { principal: Principal };
}

/**
 * Lets in a caller that shows a token of one of these roles, at most `callsAMinute` times a minute. The token comes in
 * the header alone: addresses are kept in histories and logs, and cookies are sent by every page.
 */
export function bearer(
  { store, clock }: Pick<World, 'store' | 'clock'>,
  roles: readonly Role[],
  callsAMinute: number,
): MiddlewareHandler<BearerEnv> {
  const admit = limitRate(callsAMinute, clock);
  return async (c, next) => {
    c.header('cache-control', 'private, no-store');
    c.header('vary', 'Accept, Authorization');
    const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    if (token === undefined) {
      c.header('www-authenticate', 'Bearer');
      return problem(c, 401, 'token');
    }
    const principal = await findPrincipal(store.read, hashSecret(token), clock());
    if (typeof principal === 'string') {
      c.header('www-authenticate', 'Bearer error="invalid_token"');
      return problem(c, 401, principal === 'expired' ? 'expired' : 'token');
    }
    if (!roles.includes(principal.role)) return problem(c, 403, 'role');
    if (!admit(principal.who)) {
      c.header('retry-after', '1');
      return problem(c, 429, 'too-many');
    }
    c.set('principal', principal);
    return next();
  };
}
