import { Hono } from 'hono';
import { calendarFeed } from '../../booking/calendar-file.ts';
import { pilotOf } from '../../content.ts';
import { appointmentsOfCounsellor } from '../../store/booking.ts';
import { cancellationsOf } from '../../store/cancellations.ts';
import { findFeed } from '../../store/counsellors.ts';
import { handoversOf } from '../../store/handovers.ts';
import { hashSecret } from '../../store/principal.ts';
import type { World } from '../../turn/world.ts';

const DAYS_BACK = 30;

/** A counsellor's private calendar, to subscribe to. The address is the secret; it is renewed by the command line. */
export function calendarRoutes(world: World) {
  return new Hono().get('/calendar/:file{[A-Za-z0-9_-]{43}\\.ics}', async (c) => {
    const secret = c.req.param('file').slice(0, -'.ics'.length);
    const owner = await findFeed(world.store.read, hashSecret(secret));
    if (owner === undefined) return c.notFound();
    const now = world.clock();
    const fromAt = now - DAYS_BACK * 86_400_000;
    const own = await appointmentsOfCounsellor(world.store.read, owner.id, fromAt);
    const left = await handoversOf(world.store.read, owner.id, fromAt);
    const erased = await cancellationsOf(world.store.read, world.vault, owner.id);
    const entries = [
      ...own.map((a) => ({ ...a, cancelled: a.status === 'cancelled' })),
      ...[...left, ...erased].map((a) => ({ ...a, cancelled: true })),
    ];
    const feed = calendarFeed(
      entries,
      { name: 'Saputnik', zone: pilotOf(world.content, owner.pilot).zone, discreet: owner.discreet },
      now,
    );
    return c.body(feed, 200, { 'content-type': 'text/calendar; charset=utf-8' });
  });
}
