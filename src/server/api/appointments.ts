import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { BUCKET } from '../../booking/claims.ts';
import { MODES, type OpenDay, openDays, type Wish } from '../../booking/slots.ts';
import { appointmentsBetween } from '../../store/booking.ts';
import { officesOf } from '../../store/offices.ts';
import { addAbsence, listCounsellors, type Role, recordLook, setDayHours } from '../../store/staff.ts';
import { supplyOf, topicsOf } from '../../store/supply.ts';
import { waitingIn } from '../../store/waitlist.ts';
import { markByStaff } from '../../turn/appointments/by-staff.ts';
import { slotId } from '../../turn/appointments/search.ts';
import type { World } from '../../turn/world.ts';
import { problem } from '../http/answer.ts';
import { type BearerEnv, bearer } from './bearer.ts';

/** The roles that may see the appointments of a pilot. */
const ROLES: readonly Role[] = ['counsellor', 'coordinator', 'admin'];
const CALLS_A_MINUTE = 120;
const DAY = 86_400_000;
const LISTED = 200;

const Problem = z
  .object({ status: z.int(), code: z.string().openapi({ description: 'for the script that asked' }) })
  .openapi('Problem');
const pilot = z.string().openapi({ description: 'one of the pilots that the token is for', example: 'serbia' });
const time = z.iso.datetime().openapi({ description: 'UTC' });
const isoDate = z.iso.date();
const minute = z.int().min(0).max(1440).multipleOf(5).openapi({ description: 'minute of the day, on the wall clock' });

const Office = z
  .object({
    id: z.string(),
    name: z.string(),
    place: z.string(),
    address: z.string().nullable(),
    pin: z.object({ lat: z.number(), lon: z.number() }).nullable(),
    access: z.array(z.string()),
    childcare: z.boolean(),
  })
  .openapi('Office');
const Counsellor = z
  .object({
    id: z.string(),
    pilot: z.string(),
    office: z.string(),
    gender: z.string(),
    languages: z.array(z.string()),
    topics: z.array(z.string()).openapi({ description: 'every topic where none is named' }),
    modes: z.array(z.enum(MODES)),
  })
  .openapi('Counsellor', { description: 'Without a name: that is for the pages.' });
const OpenDate = z.object({ date: isoDate, free: z.int() }).openapi('OpenDate');
const FreeSlot = z
  .object({
    id: z.string(),
    counsellor: z.string(),
    startAt: time,
    endAt: time,
    interpreter: z.boolean().openapi({ description: 'whether somebody has to interpret' }),
  })
  .openapi('Slot');
const Talk = z
  .object({
    id: z.string(),
    reference: z.string(),
    counsellor: z.string(),
    office: z.string(),
    startAt: time,
    endAt: time,
    status: z.enum(['scheduled', 'arrived', 'missed', 'cancelled']),
    mode: z.enum(MODES),
    language: z.string(),
    interpreter: z.boolean(),
    confirmed: z.boolean(),
    group: z.boolean(),
  })
  .openapi('Appointment', { description: 'Without a person and without a topic.' });
const Waiting = z.object({ since: time, topic: z.string() }).openapi('Waiting');

const ofPilot = z.object({ pilot });
const wishes = {
  topic: z.string(),
  language: z.string().default('en').openapi({ description: 'BCP 47: what the person speaks' }),
  woman: z.enum(['yes', 'no']).default('no'),
  ownLanguage: z.enum(['yes', 'no']).default('no').openapi({ description: 'without an interpreter' }),
  mode: z.enum(MODES).default('in-person'),
  office: z.string().optional(),
  childcare: z.enum(['yes', 'no']).default('no'),
};
const Wishes = z.object({ pilot, ...wishes });

const json = <T extends z.ZodType>(schema: T, description: string) => ({
  content: { 'application/json': { schema } },
  description,
});
const refusal = (description: string) => ({
  content: { 'application/problem+json': { schema: Problem } },
  description,
});
const REFUSALS = {
  400: refusal('something is malformed'),
  401: refusal('no token, or none that is known'),
  403: refusal('the token is not for this role or this pilot'),
  404: refusal('not there'),
  429: refusal('too many calls; see Retry-After'),
} as const;

/**
 * The API for scripts of staff: offices, counsellors, free times, appointments and the waiting list. It contains no
 * person's name, handle or number. `/api/openapi.json` describes its routes.
 */
export function appointmentsApi(world: World) {
  const { store, content, clock } = world;
  const api = new OpenAPIHono<BearerEnv>({
    defaultHook: (result, c) => (result.success ? undefined : problem(c, 400, 'malformed')),
  });
  const token = bearer(world, ROLES, CALLS_A_MINUTE);
  const route = { middleware: [token], security: [{ token: [] }] };
  /**
   * Refuses (403) a pilot that the token may not read. A pilot that does not exist gets the same answer, so that the
   * caller cannot tell the two apart.
   */
  const demandPilot = (c: Context<BearerEnv>, name: string): void => {
    if (content.pilots[name] === undefined || !c.get('principal').pilots.includes(name)) throw refuse(c, 403, 'pilot');
  };
  const iso = (ms: number) => new Date(ms).toISOString();

  async function search(asked: z.infer<typeof Wishes>, most?: number): Promise<OpenDay[] | undefined> {
    const place = content.pilots[asked.pilot];
    const topic = (await topicsOf(store.read, asked.pilot)).find(({ id }) => id === asked.topic);
    if (place === undefined || topic === undefined) return undefined;
    const now = clock();
    const supply = await supplyOf(store.read, place, { topic, now, toAt: now + (topic.horizonDays + 2) * DAY });
    const wish: Wish = {
      woman: asked.woman === 'yes',
      language: asked.language,
      ownLanguage: asked.ownLanguage === 'yes',
      mode: asked.mode,
      office: asked.office ?? null,
      childcare: asked.childcare === 'yes',
    };
    return openDays(supply, wish, topic, place.zone, now, most);
  }

  api.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });

  return api
    .openapi(
      createRoute({
        ...route,
        method: 'get',
        path: '/api/offices',
        summary: 'Offices of a pilot',
        request: { query: ofPilot },
        responses: { 200: json(z.object({ offices: z.array(Office) }), 'the offices'), ...REFUSALS },
      }),
      async (c) => {
        const { pilot } = c.req.valid('query');
        demandPilot(c, pilot);
        const offices = await officesOf(store.read, pilot);
        return c.json({ offices: offices.map(({ pilot: _, demo: __, ...office }) => office) }, 200);
      },
    )
    .openapi(
      createRoute({
        ...route,
        method: 'get',
        path: '/api/counsellors',
        summary: 'Counsellors whom the people of a pilot can talk to',
        request: { query: ofPilot },
        responses: { 200: json(z.object({ counsellors: z.array(Counsellor) }), 'the counsellors'), ...REFUSALS },
      }),
      async (c) => {
        const { pilot } = c.req.valid('query');
        demandPilot(c, pilot);
        const all = await listCounsellors(store.read);
        const counsellors = all
          .filter((one) => one.pilot === pilot || one.guests.includes(pilot))
          .map(({ id, pilot, office, gender, languages, topics, modes }) => ({
            ...{ id, pilot, office, gender, languages, topics },
            modes: MODES.filter((mode) => modes.includes(mode)),
          }));
        return c.json({ counsellors }, 200);
      },
    )
    .openapi(
      createRoute({
        ...route,
        method: 'get',
        path: '/api/availability',
        summary: 'Days with a free time, and how many times there are',
        request: { query: Wishes },
        responses: { 200: json(z.object({ days: z.array(OpenDate) }), 'the days, the soonest first'), ...REFUSALS },
      }),
      async (c) => {
        const asked = c.req.valid('query');
        demandPilot(c, asked.pilot);
        const days = await search(asked);
        if (days === undefined) throw refuse(c, 404, 'topic');
        return c.json({ days: days.map(({ date, slots }) => ({ date, free: slots.length })) }, 200);
      },
    )
    .openapi(
      createRoute({
        ...route,
        method: 'get',
        path: '/api/slots',
        summary: 'The free times of a day, as the chat would offer them',
        request: { query: Wishes.extend({ date: isoDate }) },
        responses: { 200: json(z.object({ slots: z.array(FreeSlot) }), 'one for each start'), ...REFUSALS },
      }),
      async (c) => {
        const asked = c.req.valid('query');
        demandPilot(c, asked.pilot);
        const days = await search(asked);
        if (days === undefined) throw refuse(c, 404, 'topic');
        const slots = (days.find(({ date }) => date === asked.date)?.slots ?? []).map((slot) => ({
          id: slotId(slot),
          counsellor: slot.counsellor,
          startAt: iso(slot.startAt),
          endAt: iso(slot.endAt),
          interpreter: slot.interpreter,
        }));
        return c.json({ slots }, 200);
      },
    )
    .openapi(
      createRoute({
        ...route,
        method: 'get',
        path: '/api/appointments',
        summary: 'Appointments that begin in a stretch of time, the soonest first',
        request: { query: z.object({ pilot, from: time, to: time }) },
        responses: {
          200: json(
            z.object({
              appointments: z.array(Talk),
              more: z.boolean().openapi({ description: 'ask again from the last one on' }),
            }),
            `at most ${LISTED}`,
          ),
          ...REFUSALS,
        },
      }),
      async (c) => {
        const { pilot, from, to } = c.req.valid('query');
        demandPilot(c, pilot);
        const found = await appointmentsBetween(store.read, [pilot], Date.parse(from), Date.parse(to));
        const appointments = found.slice(0, LISTED).map((a) => ({
          ...{ id: a.id, reference: a.reference, counsellor: a.counsellor, office: a.office, mode: a.mode },
          ...{ startAt: iso(a.startAt), endAt: iso(a.endAt), language: a.language, interpreter: a.interpreter },
          status: a.status as z.infer<typeof Talk>['status'],
          confirmed: a.confirmedAt !== null,
          group: a.groupOffer !== null,
        }));
        return c.json({ appointments, more: found.length > LISTED }, 200);
      },
    )
    .openapi(
      createRoute({
        ...route,
        method: 'put',
        path: '/api/appointments/{id}/status',
        summary: 'Says whether somebody came',
        description: 'Once; the person is asked how it was, or offered another time.',
        request: {
          params: z.object({ id: z.string() }),
          body: json(z.strictObject({ status: z.enum(['arrived', 'missed']) }), 'what became of it'),
        },
        responses: { 204: { description: 'noted' }, 409: refusal('it has not begun'), ...REFUSALS },
      }),
      async (c) => {
        const marked = await markByStaff(
          world,
          c.get('principal'),
          c.req.valid('param').id,
          c.req.valid('json').status,
        );
        if (marked === 'done') return c.body(null, 204);
        throw marked === 'early' ? refuse(c, 409, 'early') : refuse(c, 404, 'not-open');
      },
    )
    .openapi(
      createRoute({
        ...route,
        method: 'put',
        path: '/api/counsellors/{id}/days/{date}',
        summary: 'Sets the hours of one date, in place of the weekly ones',
        description: 'An empty list is a day off. It holds on holidays too. What is booked already stays.',
        request: {
          params: z.object({ id: z.string(), date: isoDate }),
          body: json(
            z.strictObject({ hours: z.array(z.strictObject({ fromMinute: minute, toMinute: minute })).max(10) }),
            'the hours',
          ),
        },
        responses: { 204: { description: 'set' }, ...REFUSALS },
      }),
      async (c) => {
        const { id, date } = c.req.valid('param');
        const { hours } = c.req.valid('json');
        const sorted = hours.toSorted((a, b) => a.fromMinute - b.fromMinute);
        const isWrong = sorted.some(
          ({ fromMinute, toMinute }, i) => fromMinute >= toMinute || fromMinute < (sorted[i - 1]?.toMinute ?? 0),
        );
        if (isWrong) throw refuse(c, 400, 'hours');
        if (!(await isOwn(c, id, 'hours-set', (q) => setDayHours(q, id, date, sorted))))
          throw refuse(c, 404, 'counsellor');
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        ...route,
        method: 'post',
        path: '/api/counsellors/{id}/absences',
        summary: 'Notes an absence',
        description: 'What is booked already stays.',
        request: {
          params: z.object({ id: z.string() }),
          body: json(z.strictObject({ from: time, to: time }), 'from when to when'),
        },
        responses: { 204: { description: 'noted' }, ...REFUSALS },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const { from, to } = c.req.valid('json');
        const absence = { counsellor: id, fromAt: Date.parse(from), toAt: Date.parse(to) };
        if (absence.fromAt >= absence.toAt) throw refuse(c, 400, 'absence');
        if (!(await isOwn(c, id, 'absence-noted', (q) => addAbsence(q, absence)))) throw refuse(c, 404, 'counsellor');
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        ...route,
        method: 'get',
        path: '/api/waitlist',
        summary: 'How long people wait for which topic, the longest first',
        request: { query: ofPilot },
        responses: { 200: json(z.object({ waiting: z.array(Waiting) }), 'without who they are'), ...REFUSALS },
      }),
      async (c) => {
        const { pilot } = c.req.valid('query');
        demandPilot(c, pilot);
        const waiting = (await waitingIn(store.read, pilot)).map(({ at, topic }) => ({
          since: iso(Math.floor(at / BUCKET) * BUCKET),
          topic,
        }));
        return c.json({ waiting }, 200);
      },
    )
    .doc31('/api/openapi.json', {
      openapi: '3.1.0',
      info: {
        title: 'Saputnik: appointments',
        version: '1',
        description: 'For staff, with a token from `npm run saputnik -- token add`. Each token is bound to pilots.',
      },
    });

  /**
   * Runs `change` on a counsellor of the caller's pilots and records who did it; false when there is no such
   * counsellor.
   */
  async function isOwn(
    c: Context<BearerEnv>,
    id: string,
    what: string,
    change: (q: Parameters<Parameters<typeof store.tx>[0]>[0]) => Promise<void>,
  ): Promise<boolean> {
    const { pilots, token } = c.get('principal');
    return store.tx(async (q) => {
      const found = (await listCounsellors(q)).find((one) => one.id === id && pilots.includes(one.pilot));
      if (found === undefined) return false;
      await change(q);
      await recordLook(q, { token, what, target: id, at: clock() });
      return true;
    });
  }
}

/** A refusal that ends the call. As an exception it may differ from the answers that its route declares. */
const refuse = (c: Context, status: 400 | 403 | 404 | 409, code: string): HTTPException =>
  new HTTPException(status, { res: problem(c, status, code) });
