import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { findPrincipal, hashToken, type Principal } from '../../store/staff.ts';
import type { Texts } from '../../text/texts.ts';
import type { World } from '../../turn/world.ts';
import { readForm } from '../http/form.ts';
import { preferred } from '../http/language.ts';
import { homeOf, readersOf, type StaffPath } from './access.ts';
import { enterPage } from './enter/view.ts';
import { forbiddenPage } from './frame.ts';

/** The context of every page behind the sign-in: the principal who reads it. */
export interface StaffEnv {
  Variables: { principal: Principal };
}

const SESSION_SECONDS = 12 * 3600;
const FORM_BYTES = 4096;

/** Lets only those roles read a page that `access.ts` lists for it (403 for others). */
export const only =
  (texts: Texts, path: StaffPath): MiddlewareHandler<StaffEnv> =>
  async (c, next) => {
    if (readersOf(path).includes(c.get('principal').role)) return next();
    return c.html(forbiddenPage(texts, preferred(c, texts)), 403);
  };

/** Sign-in and sign-out. Routes that are mounted after these need a session; without one the sign-in page is shown. */
export function sessionRoutes(world: World, secure: boolean) {
  const { texts } = world.content.model;
  const cookie = secure ? '__Host-staff' : 'staff';
  const attributes = { path: '/', httpOnly: true, sameSite: 'Strict', secure } as const;
  const door = (c: Context, wrong: boolean) => enterPage(texts, preferred(c, texts), wrong);
  const whose = (token: string) => findPrincipal(world.store.read, hashToken(token));

  const signedIn: MiddlewareHandler<StaffEnv> = async (c, next) => {
    const token = getCookie(c, cookie);
    const principal = token === undefined ? undefined : await whose(token);
    if (principal === undefined) return c.html(door(c, false), 401);
    c.set('principal', principal);
    return next();
  };

  return new Hono<StaffEnv>()
    .get('/staff/enter', (c) => c.html(door(c, false)))
    .post('/staff/enter', bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const { token = '' } = await readForm(c);
      const principal = await whose(token.trim());
      if (principal === undefined) return c.html(door(c, true), 401);
      setCookie(c, cookie, token.trim(), { ...attributes, maxAge: SESSION_SECONDS });
      return c.redirect(homeOf(principal.role), 303);
    })
    .use('/staff/*', signedIn)
    .post('/staff/leave', (c) => {
      deleteCookie(c, cookie, attributes);
      return c.redirect('/staff/enter', 303);
    })
    .get('/staff', (c) => c.redirect(homeOf(c.get('principal').role)));
}
