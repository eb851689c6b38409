import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { Temporal } from 'temporal-polyfill';
import { readReference } from '../booking/reference.ts';
import { pilotOf } from '../content.ts';
import { appointmentsBetween } from '../store/booking.ts';
import { openRequests } from '../store/offices.ts';
import { remindersSaid } from '../store/reminders.ts';
import { findPrincipal, hashToken, listCounsellors, type Principal } from '../store/staff.ts';
import { answerRequest } from '../turn/people/answer-request.ts';
import { copyPerson } from '../turn/people/copy-person.ts';
import type { World } from '../turn/world.ts';
import { preferred } from './language.ts';
import { sameOrigin } from './page.ts';
import { homeOf, readersOf, type StaffPath } from './staff-bar.ts';
import { copyPage, enterPage, forbiddenPage, type Today, todayPage } from './staff-page.ts';
import { downloadStatistics, showStatistics } from './statistics.ts';
import { actOnTalk, showTalk } from './talk.ts';

export interface StaffEnv {
  Variables: { principal: Principal };
}

/** How far ahead talks are shown: as far as any topic lets them be booked. */
const DAYS_AHEAD = 91;
/** As long as a text of the person's; a browser counts a line's end as one. */
export const ANSWER_UNITS = 1000;
/** Who has not answered a reminder is called when the talk is near. */
const CALL_AHEAD = 36 * 3_600_000;
const SESSION_SECONDS = 12 * 3600;

/** The pages of the staff. Whoever has no token sees the door; a role that a page is not for is told so. */
export function staffRoutes(world: World, options: { secure: boolean; wake(): void }) {
  const { texts } = world.content.model;
  const cookie = options.secure ? '__Host-staff' : 'staff';
  const attributes = { path: '/', httpOnly: true, sameSite: 'Strict', secure: options.secure } as const;
  const enter = (c: Context, wrong: boolean) => c.html(enterPage(texts, preferred(c, texts), wrong), 401);

  const signedIn: MiddlewareHandler<StaffEnv> = async (c, next) => {
    const token = getCookie(c, cookie);
    const principal = token === undefined ? undefined : await findPrincipal(world.store.read, hashToken(token));
    if (principal === undefined) return enter(c, false);
    c.set('principal', principal);
    return next();
  };
  const only =
    (path: StaffPath): MiddlewareHandler<StaffEnv> =>
    async (c, next) => {
      if (readersOf(path).includes(c.get('principal').role)) return next();
      return c.html(forbiddenPage(texts, preferred(c, texts)), 403);
    };
  const counsels = only('/staff/today');
  const reads = only('/staff/statistics');
  const copies = only('/staff/copy');

  const copiesPage = async (c: Context<StaffEnv>, unknown: boolean) => {
    const { role, pilots } = c.get('principal');
    const requests = (await openRequests(world.store.read, pilots)).toReversed();
    return copyPage(texts, preferred(c, texts), { role, requests, now: world.clock(), unknown });
  };

  return new Hono<StaffEnv>()
    .use('/staff/*', sameOrigin)
    .get('/staff/enter', (c) => c.html(enterPage(texts, preferred(c, texts), false)))
    .post('/staff/enter', bodyLimit({ maxSize: 4096 }), async (c) => {
      const word = (await field(c, 'token')).trim();
      const principal = await findPrincipal(world.store.read, hashToken(word));
      if (principal === undefined) return enter(c, true);
      setCookie(c, cookie, word, { ...attributes, maxAge: SESSION_SECONDS });
      return c.redirect(homeOf(principal.role), 303);
    })
    .use('/staff/*', signedIn)
    .post('/staff/leave', (c) => {
      deleteCookie(c, cookie, attributes);
      return c.redirect('/staff/enter', 303);
    })
    .get('/staff', (c) => c.redirect(homeOf(c.get('principal').role)))
    .get('/staff/statistics', reads, showStatistics(world))
    .get('/staff/statistics.csv', reads, downloadStatistics(world))
    .get('/staff/today', counsels, async (c) => {
      const notice = c.req.query('notice');
      const today = await collect(world, c.get('principal'), notice === 'sent' || notice === 'gone' ? notice : null);
      return c.html(todayPage(texts, preferred(c, texts), today));
    })
    .post('/staff/requests/:id/answer', counsels, bodyLimit({ maxSize: 16_384 }), async (c) => {
      const words = (await field(c, 'words')).replaceAll('\r\n', '\n').trim();
      if (words === '' || words.length > ANSWER_UNITS) return c.redirect('/staff/today', 303);
      const outcome = await answerRequest(world, c.get('principal'), c.req.param('id'), words);
      options.wake();
      return c.redirect(`/staff/today?notice=${outcome}`, 303);
    })
    .get('/staff/talks/:id', counsels, showTalk(world))
    .post('/staff/talks/:id', counsels, bodyLimit({ maxSize: 16_384 }), actOnTalk(world, options.wake))
    .get('/staff/copy', copies, async (c) => c.html(await copiesPage(c, false)))
    .post('/staff/copy', copies, bodyLimit({ maxSize: 4096 }), async (c) => {
      const reference = readReference(await field(c, 'reference'));
      const asked = reference === null ? { request: await field(c, 'request') } : { reference };
      const copy = await copyPerson(world, c.get('principal'), asked);
      if (copy === undefined) return c.html(await copiesPage(c, true), 404);
      return c.body(`${JSON.stringify(copy, null, 2)}\n`, 200, {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': 'attachment; filename="copy.json"',
      });
    });
}

/** A field of a form; empty where it isn't there, or where the form cannot be read. */
export async function field(c: Context, name: string): Promise<string> {
  const value = await c.req.parseBody().then(
    (form) => form[name],
    () => undefined,
  );
  return typeof value === 'string' ? value : '';
}

async function collect(world: World, principal: Principal, notice: Today['notice']): Promise<Today> {
  const { store, vault, content } = world;
  const now = world.clock();
  const pilots = principal.pilots.filter((pilot) => content.pilots[pilot] !== undefined);
  const names = new Map(
    (await listCounsellors(store.read)).map((one) => [
      one.id,
      vault.open('house', `counsellor:name:${one.id}`, one.name),
    ]),
  );
  const zoneOf = (pilot: string) => pilotOf(content, pilot).zone;
  const from = Math.min(now, ...pilots.map((pilot) => startOfDay(now, zoneOf(pilot))));
  const found = await appointmentsBetween(store.read, pilots, from, now + DAYS_AHEAD * 86_400_000);
  const shown = found
    .filter(({ status }) => status !== 'cancelled')
    .map((a) => ({ ...a, zone: zoneOf(a.pilot), counsellorName: names.get(a.counsellor) ?? '' }));
  const reminded = new Set(
    (
      await remindersSaid(
        store.read,
        shown.map(({ id }) => id),
      )
    ).map(({ appointment }) => appointment),
  );
  const unanswered = shown.filter(
    ({ id, status, confirmedAt, startAt }) =>
      status === 'scheduled' && confirmedAt === null && startAt > now && startAt < now + CALL_AHEAD && reminded.has(id),
  );
  const byDate = Map.groupBy(shown, (a) => localDate(a.startAt, a.zone));
  return {
    appointments: [...byDate].map(([date, of]) => ({ date, of })),
    unanswered,
    requests: await openRequests(store.read, pilots),
    now,
    demo: world.demo,
    pilots: pilots.map((name) => ({ name, zone: zoneOf(name) })),
    role: principal.role,
    notice,
  };
}

const local = (ms: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
const startOfDay = (ms: number, zone: string): number => local(ms, zone).startOfDay().epochMilliseconds;
const localDate = (ms: number, zone: string): string => local(ms, zone).toPlainDate().toString();
