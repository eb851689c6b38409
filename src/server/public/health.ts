import { sql } from 'drizzle-orm';
import { Hono } from 'hono';
import type { World } from '../../turn/world.ts';

/** `/healthz`: the process answers. `/readyz`: its database answers too, and the process is not stopping. */
export function healthRoutes(world: World, isStopping: () => boolean) {
  return new Hono()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      if (isStopping()) return c.json({ status: 'stopping' }, 503);
      try {
        await world.store.read.db.select({ one: sql`1` }).from(world.store.read.t.topic).limit(1);
        return c.json({ status: 'ready' });
      } catch {
        return c.json({ status: 'database' }, 503);
      }
    });
}
