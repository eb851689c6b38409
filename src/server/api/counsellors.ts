import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { MODES } from '../../booking/slots.ts';
import { type Counsellor as CounsellorRow, listCounsellors, presentCounsellors } from '../../store/counsellors.ts';
import { noteRefusal } from '../../store/log.ts';
import { BookedError, changeWorkingTimes, DECISIONS, type Decision } from '../../turn/appointments/away.ts';
import { absenceChange, dayChange, type NotedChange, noted } from '../../turn/office/times.ts';
import { problem } from '../http/answer.ts';
import type { BearerEnv } from './bearer.ts';
import { type Api, demandPilot, iso, isoDate, json, ofPilot, REFUSALS, refuse, routes, time } from './contract.ts';

const minute = z.int().min(0).max(1440).multipleOf(5).openapi({ description: 'minute of the day, on the wall clock' });
const HIT =
  'Where appointments are booked then, `booked` says what to do with them: `keep` lists them for staff, `call-off` ' +
  'cancels them and tells their people. Without it they are named (409), and nothing is saved.';
const booked = z.enum(DECISIONS).optional();
const isBooked = json(
  z.object({
    status: z.int(),
    code: z.literal('booked'),
    appointments: z.array(z.object({ id: z.string(), reference: z.string(), startAt: time })),
  }),
  'appointments are booked then',
);
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

export function counsellorsApi(api: Api) {
  const { world } = api;
  const { store, clock } = world;

  /**
   * Changes when a counsellor of the caller's pilots works, and records who did it. Refuses (404) where
   * there is no such counsellor, and (409) where appointments are booked then and the caller has not decided about them.
   */
  async function changeOwn(
    c: Context<BearerEnv>,
    id: string,
    changeOf: (one: CounsellorRow) => NotedChange,
    decision: Decision | undefined,
  ): Promise<void> {
    const { pilots, who } = c.get('principal');
    const found = (await listCounsellors(store.read)).find((one) => one.id === id);
    if (found === undefined) throw refuse(c, 404, 'counsellor');
    if (!pilots.includes(found.pilot)) {
      await store.tx((q) => noteRefusal(q, { who, target: id, pilot: found.pilot, at: clock() }));
      throw refuse(c, 404, 'counsellor');
    }
    try {
      await changeWorkingTimes(world, store, noted(changeOf(found), who, clock), decision);
    } catch (error) {
      if (!(error instanceof BookedError)) throw error;
      const appointments = error.hit.map(({ id, reference, startAt }) => ({ id, reference, startAt: iso(startAt) }));
      throw new HTTPException(409, { res: problem(c, 409, 'booked', { appointments }) });
    }
  }

  return routes()
    .openapi(
      createRoute({
        ...api.guarded,
        method: 'get',
        path: '/api/counsellors',
        summary: 'Counsellors whom the people of a pilot can talk to',
        request: { query: ofPilot },
        responses: { 200: json(z.object({ counsellors: z.array(Counsellor) }), 'the counsellors'), ...REFUSALS },
      }),
      async (c) => {
        const { pilot } = c.req.valid('query');
        demandPilot(api, c, pilot);
        const all = await presentCounsellors(store.read);
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
        ...api.guarded,
        method: 'put',
        path: '/api/counsellors/{id}/days/{date}',
        summary: 'Sets the hours of one date, in place of the weekly ones',
        description: `An empty list is a day off. It holds on holidays too. ${HIT}`,
        request: {
          params: z.object({ id: z.string(), date: isoDate }),
          body: json(
            z.strictObject({
              hours: z.array(z.strictObject({ fromMinute: minute, toMinute: minute })).max(10),
              booked,
            }),
            'the hours',
          ),
        },
        responses: { 204: { description: 'set' }, 409: isBooked, ...REFUSALS },
      }),
      async (c) => {
        const { id, date } = c.req.valid('param');
        const { hours, booked: decision } = c.req.valid('json');
        const sorted = hours.toSorted((a, b) => a.fromMinute - b.fromMinute);
        const isWrong = sorted.some(
          ({ fromMinute, toMinute }, i) => fromMinute >= toMinute || fromMinute < (sorted[i - 1]?.toMinute ?? 0),
        );
        if (isWrong) throw refuse(c, 400, 'hours');
        await changeOwn(c, id, (one) => dayChange(world.content, one, date, sorted), decision);
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        ...api.guarded,
        method: 'post',
        path: '/api/counsellors/{id}/absences',
        summary: 'Notes an absence',
        description: HIT,
        request: {
          params: z.object({ id: z.string() }),
          body: json(z.strictObject({ from: time, to: time, booked }), 'from when to when'),
        },
        responses: { 204: { description: 'noted' }, 409: isBooked, ...REFUSALS },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const { from, to, booked: decision } = c.req.valid('json');
        const absence = { fromAt: Date.parse(from), toAt: Date.parse(to) };
        if (absence.fromAt >= absence.toAt) throw refuse(c, 400, 'absence');
        await changeOwn(c, id, (one) => absenceChange(world.content, one, absence), decision);
        return c.body(null, 204);
      },
    );
}
