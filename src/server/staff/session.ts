import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { accountWho } from '../../store/accounts.ts';
import type { Deed } from '../../store/codes.ts';
import { note } from '../../store/log.ts';
import { hashSecret, type Role } from '../../store/principal.ts';
import {
  beginSession,
  type Ended,
  endSession,
  findSession,
  isToNote,
  noteActivity,
  type OpenSession,
  PROVED,
} from '../../store/staff-sessions.ts';
import type { Q } from '../../store/store.ts';
import { newId, type World } from '../../turn/world.ts';
import { browserOf } from '../http/browser.ts';
import { preferred } from '../http/language.ts';
import { readersOf, type StaffPath } from './access.ts';
import { enterPage } from './enter/view.ts';
import { forbiddenPage } from './frame.ts';
import type { Reader } from './reader.ts';

/** The context of every page behind the sign-in: the member of staff who reads it. */
export interface StaffEnv {
  Variables: { principal: Reader };
}

/**
 * The header of a request that the script of a page makes by itself, while nobody uses the page: it does not keep the
 * session open. A person who forges it can only shorten a session of their own.
 */
const BY_ITSELF = 'x-by-itself';

/** The sessions of staff. A cookie holds 256 random bits, the database their hash. */
export interface Sessions {
  /** The member of staff who is signed in; otherwise why the session has ended, or null where there is none. */
  reader(c: Context): Promise<Reader | Ended | null>;
  /**
   * Signs a browser in to an account, in a transaction that decides whether it may (`allow`). `how` is the entry of the
   * log. False where it may not.
   */
  begin(c: Context, account: string, how: Deed, allow?: (q: Q) => Promise<boolean>): Promise<boolean>;
  /** Signs the browser out. */
  end(c: Context): Promise<void>;
}

/** `secure`: staff reach us by https. */
export function createSessions(world: World, secure: boolean): Sessions {
  const { store, vault, clock, random, demo } = world;
  // A __Host- cookie can't be set from a neighbouring subdomain; it needs https.
  const cookie = secure ? '__Host-staff' : 'staff';
  // Lax, so that a link in a mail arrives signed in. Other sites still post nothing (`sameOrigin`), and a GET changes
  // nothing. The cookie goes with the browser; how long the session lasts is decided here.
  const attributes = { path: '/', httpOnly: true, sameSite: 'Lax', secure } as const;
  const hashIn = (c: Context) => {
    const session = getCookie(c, cookie);
    return session === undefined ? undefined : hashSecret(session);
  };
  const readerOf = ({ id: session, provedAt, account }: OpenSession): Reader => {
    const { id, role, pilots, counsellor, name } = account;
    const opened = vault.open('house', `account:name:${id}`, name);
    return {
      ...{ role, pilots, counsellor, session, provedAt, demo: account.demo },
      who: accountWho(id),
      account: id,
      name: opened,
    };
  };
  return {
    async reader(c) {
      const hash = hashIn(c);
      if (hash === undefined) return null;
      const now = clock();
      const found = await findSession(store.read, hash, now);
      if (typeof found === 'string') return found;
      if (found.account.demo && !demo) return 'ended';
      // A stream of events is opened by the script of a page, too.
      const isStream = c.req.header('accept') === 'text/event-stream';
      const isActive = c.req.header(BY_ITSELF) === undefined && !isStream;
      if (isActive && isToNote(found, now)) await store.tx((q) => noteActivity(q, hash, now));
      return readerOf(found);
    },
    async begin(c, account, how, allow = async () => true) {
      // A new secret at every sign-in: one that somebody has planted in the browser opens nothing.
      const [before, session, id] = [hashIn(c), random(32).toString('base64url'), newId(world)];
      const browser = browserOf(c.req.header('user-agent') ?? '');
      const begun = await store.tx(async (q) => {
        if (!(await allow(q))) return false;
        const now = clock();
        if (before !== undefined) await endSession(q, before);
        await beginSession(q, { hash: hashSecret(session), id, account, browser, now });
        await note(q, { who: accountWho(account), what: how, target: account, pilot: null, at: now });
        return true;
      });
      if (begun) setCookie(c, cookie, session, attributes);
      return begun;
    },
    async end(c) {
      const hash = hashIn(c);
      if (hash !== undefined)
        await store.tx(async (q) => {
          const account = await endSession(q, hash);
          if (account === undefined) return;
          const entry = { who: accountWho(account), what: 'signed-out', target: account } as const;
          await note(q, { ...entry, pilot: null, at: clock() });
        });
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
    const door = { why: reader, isUnsaved: !isRead, to: isRead ? pathname + search : '', mail: '' };
    return c.html(enterPage(texts, preferred(c, texts), door), 401);
  };

/**
 * Lets only those roles read a page that `access.ts` lists for it, or only these of them (403 for others), and notes a
 * refusal.
 */
export const only =
  (
    { content, store, clock }: World,
    path: StaffPath,
    roles: readonly Role[] = readersOf(path),
  ): MiddlewareHandler<StaffEnv> =>
  async (c, next) => {
    const { role, who } = c.get('principal');
    if (roles.includes(role)) return next();
    await store.tx((q) => note(q, { who, what: 'refused', target: path, pilot: null, at: clock() }));
    const { texts } = content.model;
    return c.html(forbiddenPage(texts, preferred(c, texts)), 403);
  };

/**
 * Lets only those do an act of weight who have proved within the last minutes who they are; others are sent to prove it
 * (303) and come back to the page at `path`. Nothing of a form is kept meanwhile, since it may hold a secret.
 */
export const proved =
  ({ clock }: World, path: StaffPath | ((c: Context<StaffEnv>) => string)): MiddlewareHandler<StaffEnv> =>
  async (c, next) => {
    if (clock() - c.get('principal').provedAt < PROVED) return next();
    const to = typeof path === 'string' ? path : path(c);
    return c.redirect(`/staff/prove?to=${encodeURIComponent(to)}`, 303);
  };
