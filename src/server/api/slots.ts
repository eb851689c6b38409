import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { MODES, type OpenDay, openDays, type Wish } from '../../booking/slots.ts';
import { pilotOf } from '../../content.ts';
import { supplyOf, topicsOf } from '../../store/supply.ts';
import { slotId } from '../../turn/appointments/search.ts';
import type { BearerEnv } from './bearer.ts';
import { type Api, demandPilot, iso, isoDate, json, ofPilot, REFUSALS, refuse, routes, time } from './contract.ts';

const DAY = 86_400_000;

const Wishes = ofPilot.extend({
  topic: z.string(),
  language: z.string().default('en').openapi({ description: 'BCP 47: what the person speaks' }),
  woman: z.enum(['yes', 'no']).default('no'),
  ownLanguage: z.enum(['yes', 'no']).default('no').openapi({ description: 'without an interpreter' }),
  mode: z.enum(MODES).default('in-person'),
  office: z.string().optional(),
  childcare: z.enum(['yes', 'no']).default('no'),
});
const OpenDate = z.object({ date: isoDate, free: z.int() }).openapi('OpenDate');
const FreeSlot = z
  .object({
    id: z.string(),
    counsellor: z.string(),
    startAt: time,
    endAt: time,
    interpreter: z.boolean().openapi({ description: 'whether an interpreter is needed' }),
  })
  .openapi('Slot');

export function slotsApi(api: Api) {
  const { store, content, clock } = api.world;

  /** The days with a free time, as the chat would find them; refuses (404) a topic that the pilot does not have. */
  async function search(c: Context<BearerEnv>, asked: z.infer<typeof Wishes>): Promise<OpenDay[]> {
    demandPilot(api, c, asked.pilot);
    const place = pilotOf(content, asked.pilot);
    const topic = (await topicsOf(store.read, asked.pilot)).find(({ id }) => id === asked.topic);
    if (topic === undefined) throw refuse(c, 404, 'topic');
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
    return openDays(supply, wish, topic, place.zone, now);
  }

  return routes()
    .openapi(
      createRoute({
        ...api.guarded,
        method: 'get',
        path: '/api/availability',
        summary: 'Days with a free time, and how many times there are',
        request: { query: Wishes },
        responses: { 200: json(z.object({ days: z.array(OpenDate) }), 'the days, the soonest first'), ...REFUSALS },
      }),
      async (c) => {
        const days = await search(c, c.req.valid('query'));
        return c.json({ days: days.map(({ date, slots }) => ({ date, free: slots.length })) }, 200);
      },
    )
    .openapi(
      createRoute({
        ...api.guarded,
        method: 'get',
        path: '/api/slots',
        summary: 'The free times of a day, as the chat would offer them',
        request: { query: Wishes.extend({ date: isoDate }) },
        responses: { 200: json(z.object({ slots: z.array(FreeSlot) }), 'one for each start'), ...REFUSALS },
      }),
      async (c) => {
        const asked = c.req.valid('query');
        const days = await search(c, asked);
        const slots = (days.find(({ date }) => date === asked.date)?.slots ?? []).map((slot) => ({
          id: slotId(slot),
          counsellor: slot.counsellor,
          startAt: iso(slot.startAt),
          endAt: iso(slot.endAt),
          interpreter: slot.interpreter,
        }));
        return c.json({ slots }, 200);
      },
    );
}
