import type { Role } from '../../store/principal.ts';
import type { World } from '../../turn/world.ts';
import { appointmentsApi } from './appointments.ts';
import { bearer } from './bearer.ts';
import { type Api, routes } from './contract.ts';
import { counsellorsApi } from './counsellors.ts';
import { officesApi } from './offices.ts';
import { slotsApi } from './slots.ts';

/** The roles that may see the appointments of a pilot. */
const ROLES: readonly Role[] = ['counsellor', 'coordinator', 'admin'];
const CALLS_A_MINUTE = 120;

/**
 * The API for scripts of staff: offices, counsellors, free times, appointments and the waiting list. It contains no
 * person's name, handle or number. `/api/openapi.json` describes its routes.
 */
export function bookingApi(world: World) {
  const guarded = { middleware: [bearer(world, ROLES, CALLS_A_MINUTE)], security: [{ token: [] }] };
  const api: Api = { world, guarded };
  const all = routes();
  all.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  for (const part of [officesApi(api), counsellorsApi(api), slotsApi(api), appointmentsApi(api)]) all.route('/', part);
  return all.doc31('/api/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Saputnik: appointments',
      version: '1',
      description: 'For staff, with a token from `npm run saputnik -- token add`. Each token is bound to pilots.',
    },
  });
}
