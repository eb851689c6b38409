import { createRoute, z } from '@hono/zod-openapi';
import { officesOf } from '../../store/offices.ts';
import { type Api, demandPilot, json, ofPilot, REFUSALS, routes } from './contract.ts';

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

export function officesApi(api: Api) {
  return routes().openapi(
    createRoute({
      ...api.guarded,
      method: 'get',
      path: '/api/offices',
      summary: 'Offices of a pilot',
      request: { query: ofPilot },
      responses: { 200: json(z.object({ offices: z.array(Office) }), 'the offices'), ...REFUSALS },
    }),
    async (c) => {
      const { pilot } = c.req.valid('query');
      demandPilot(api, c, pilot);
      const offices = await officesOf(api.world.store.read, pilot);
      // What is not described is not told: who confirmed an address is nobody's business out there.
      return c.json({ offices: offices.map((office) => Office.parse(office)) }, 200);
    },
  );
}
