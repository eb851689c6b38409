import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { hashToken, type TokenHolder } from '../../store/staff.ts';
import {
  beginSession,
  type Ended,
  endSession,
  findSession,
  isToNote,
  noteActivity,
} from '../../store/staff-sessions.ts';
import type { Texts } from '../../text/texts.ts';
import type { World } from '../../turn/world.ts';
import { preferred } from '../http/language.ts';
import { readersOf, type StaffPath } from './access.ts';
import { enterPage } from './enter/view.ts';
import { forbiddenPage } from './frame.ts';

/** The context of every page behind the sign-in: the member of staff who reads it. */
export interface StaffEnv {
  Variables: { principal: TokenHolder };
}

/**
 * The header of a request that the script of a page makes by itself, while nobody uses the page: it does not keep the
 * session open. A person who forges it can only shorten a session of their own.
 */
const BY_ITSELF = 'x-by-itself';

/** The sessions of staff. A cookie holds 256 random bits, the database their hash. */
export interface Sessions {
  /** The member of staff who is signed in; otherwise why the session has ended, or null where there is none. */
  reader(c: Context): Promise<TokenHolder | Ended | null>;
  /** Signs a browser in with a token that was found valid. */
  begin(c: Context, holder: TokenHolder): Promise<void>;
  /** Signs the browser out. */
  end(c: Context): Promise<void>;
}

/** `secure`: staff reach us by https. */
export function createSessions({ store, clock, random }: World, secure: boolean): Sessions {
  // A __Host- cookie can't be set from a neighbouring subdomain; it needs https.
  const cookie = secure ? '__Host-staff' : 'staff';
  // Lax, so that a link in a mail arrives signed in. Other sites still post nothing (`sameOrigin`), and a GET changes
  // nothing. The cookie goes with the browser; how long the session lasts is decided here.
  const attributes = { path: '/', httpOnly: true, sameSite: 'Lax', secure } as const;
  const hashIn = (c: Context) => {
    const session = getCookie(c, cookie);
    return session === undefined ? undefined : hashToken(session);
  };
  return {
    async reader(c) {
      const hash = hashIn(c);
      if (hash === undefined) return null;
      const now = clock();
      const found = await findSession(store.read, hash, now);
      if (typeof found === 'string') return found;
      const isActive = c.req.header(BY_ITSELF) === undefined;
      if (isActive && isToNote(found, now)) await store.tx((q) => noteActivity(q, hash, now));
      return found.holder;
    },
    async begin(c, { token }) {
      const session = random(32).toString('base64url');
      await store.tx((q) => beginSession(q, { hash: hashToken(session), token, now: clock() }));
      setCookie(c, cookie, session, attributes);
    },
    async end(c) {
      const hash = hashIn(c);
      if (hash !== undefined) await store.tx((q) => endSession(q, hash));
      deleteCookie(c, cookie, attributes);
    },
  };
}

/** Lets members of staff in who are signed in; others get the page to sign in (401). */
export const signedIn =
  ({ content }: World, sessions: Sessions): MiddlewareHandler<StaffEnv> =>
  async (c, next) => {
    const reader = await sessions.reader(c);
    if (reader !== null && typeof reader === 'object') {
      c.set('principal', reader);
      return next();
    }
    const { texts } = content.model;
    const isRead = c.req.method === 'GET';
    const { pathname, search } = new URL(c.req.url);
    const door = { why: reader, isUnsaved: !isRead, to: isRead ? pathname + search : '' };
    return c.html(enterPage(texts, preferred(c, texts), door), 401);
  };

/** Lets only those roles read a page that `access.ts` lists for it (403 for others). */
export const only =
  (texts: Texts, path: StaffPath): MiddlewareHandler<StaffEnv> =>
  async (c, next) => {
    if (readersOf(path).includes(c.get('principal').role)) return next();
    return c.html(forbiddenPage(texts, preferred(c, texts)), 403);
  };
