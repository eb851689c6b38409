import { createRoute, z } from '@hono/zod-openapi';
import { BUCKET } from '../../booking/claims.ts';
import { MODES } from '../../booking/slots.ts';
import { MARKS, STATUSES } from '../../booking/status.ts';
import { appointmentsBetween } from '../../store/booking.ts';
import { waitingIn } from '../../store/waitlist.ts';
import { markByStaff } from '../../turn/appointments/by-staff.ts';
import { type Api, demandPilot, iso, json, ofPilot, REFUSALS, refusal, refuse, routes, time } from './contract.ts';

const LISTED = 200;

const Appointment = z
  .object({
    id: z.string(),
    reference: z.string(),
    counsellor: z.string(),
    office: z.string(),
    startAt: time,
    endAt: time,
    status: z.enum(STATUSES),
    mode: z.enum(MODES),
    language: z.string(),
    interpreter: z.boolean(),
    confirmed: z.boolean(),
    group: z.boolean(),
  })
  .openapi('Appointment', { description: 'Without a person and without a topic.' });
const Waiting = z.object({ since: time, topic: z.string() }).openapi('Waiting');

export function appointmentsApi(api: Api) {
  const { world } = api;
  return routes()
    .openapi(
      createRoute({
        ...api.guarded,
        method: 'get',
        path: '/api/appointments',
        summary: 'Appointments that begin in a stretch of time, the soonest first',
        request: { query: ofPilot.extend({ from: time, to: time }) },
        responses: {
          200: json(
            z.object({
              appointments: z.array(Appointment),
              more: z.boolean().openapi({ description: 'ask again from the last one on' }),
            }),
            `at most ${LISTED}`,
          ),
          ...REFUSALS,
        },
      }),
      async (c) => {
        const { pilot, from, to } = c.req.valid('query');
        demandPilot(api, c, pilot);
        const found = await appointmentsBetween(world.store.read, [pilot], Date.parse(from), Date.parse(to));
        const appointments = found.slice(0, LISTED).map((a) => ({
          ...{ id: a.id, reference: a.reference, counsellor: a.counsellor, office: a.office, mode: a.mode },
          ...{ startAt: iso(a.startAt), endAt: iso(a.endAt), language: a.language, interpreter: a.interpreter },
          status: a.status,
          confirmed: a.confirmedAt !== null,
          group: a.groupOffer !== null,
        }));
        return c.json({ appointments, more: found.length > LISTED }, 200);
      },
    )
    .openapi(
      createRoute({
        ...api.guarded,
        method: 'put',
        path: '/api/appointments/{id}/status',
        summary: 'Says whether the person came, or that it was not held because of us',
        description:
          'Once; the person is asked how it was, or offered another time, with an apology where it was not held because of us.',
        request: {
          params: z.object({ id: z.string() }),
          body: json(z.strictObject({ status: z.enum(MARKS) }), 'what became of it'),
        },
        responses: { 204: { description: 'noted' }, 409: refusal('it has not begun'), ...REFUSALS },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const marked = await markByStaff(world, c.get('principal'), id, c.req.valid('json').status);
        if (marked === 'done') return c.body(null, 204);
        throw marked === 'early' ? refuse(c, 409, 'early') : refuse(c, 404, 'not-open');
      },
    )
    .openapi(
      createRoute({
        ...api.guarded,
        method: 'get',
        path: '/api/waitlist',
        summary: 'How long people wait for which topic, the longest first',
        request: { query: ofPilot },
        responses: { 200: json(z.object({ waiting: z.array(Waiting) }), 'without who they are'), ...REFUSALS },
      }),
      async (c) => {
        const { pilot } = c.req.valid('query');
        demandPilot(api, c, pilot);
        const waiting = await waitingIn(world.store.read, pilot);
        return c.json(
          // The list shows how long people wait, and not the minute in which a person asked.
          { waiting: waiting.map(({ at, topic }) => ({ since: iso(Math.floor(at / BUCKET) * BUCKET), topic })) },
          200,
        );
      },
    );
}
