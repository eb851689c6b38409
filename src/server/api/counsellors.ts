import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { MODES } from '../../booking/slots.ts';
import { addAbsence, listCounsellors, recordLook, setDayHours } from '../../store/staff.ts';
import type { Q } from '../../store/store.ts';
import type { BearerEnv } from './bearer.ts';
import { type Api, demandPilot, isoDate, json, ofPilot, REFUSALS, refuse, routes, time } from './contract.ts';

const minute = z.int().min(0).max(1440).multipleOf(5).openapi({ description: 'minute of the day, on the wall clock' });
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
  const { store, clock } = api.world;

  /**
   * Runs `change` on a counsellor of the caller's pilots and records who did it. Refuses (404) where there is no such
   * counsellor.
   */
  async function changeOwn(
    c: Context<BearerEnv>,
    id: string,
    what: string,
    change: (q: Q) => Promise<void>,
  ): Promise<void> {
    const { pilots, token } = c.get('principal');
    await store.tx(async (q) => {
      const found = (await listCounsellors(q)).find((one) => one.id === id && pilots.includes(one.pilot));
      if (found === undefined) throw refuse(c, 404, 'counsellor');
      await change(q);
      await recordLook(q, { token, what, target: id, at: clock() });
    });
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
        ...api.guarded,
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
        await changeOwn(c, id, 'hours-set', (q) => setDayHours(q, id, date, sorted));
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        ...api.guarded,
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
        await changeOwn(c, id, 'absence-noted', (q) => addAbsence(q, absence));
        return c.body(null, 204);
      },
    );
}
