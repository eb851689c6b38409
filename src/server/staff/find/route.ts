import { Hono } from 'hono';
import { readReference } from '../../../booking/reference.ts';
import { asciiDigits } from '../../../text/digits.ts';
import { appointmentFor } from '../../../turn/appointments/for-staff.ts';
import type { World } from '../../../turn/world.ts';
import { preferred } from '../../http/language.ts';
import { only, type StaffEnv } from '../session.ts';
import { findPage } from './view.ts';

/** Leads to a talk by its reference. A wrong one, an unknown one and that of another pilot are answered alike. */
export function findRoutes(world: World) {
  const { texts } = world.content.model;
  return new Hono<StaffEnv>().get('/staff/find', only(world, '/staff/today'), async (c) => {
    const principal = c.get('principal');
    const asked = c.req.query('reference') ?? '';
    const reference = readReference(asciiDigits(asked));
    const a =
      reference === null ? undefined : await world.store.tx((q) => appointmentFor(world, q, principal, { reference }));
    if (a !== undefined) return c.redirect(`/staff/appointments/${a.id}`, 303);
    const isMissing = asked !== '';
    const shown = findPage(texts, preferred(c, texts), { principal, now: world.clock(), isMissing });
    return c.html(shown, isMissing ? 404 : 200);
  });
}
