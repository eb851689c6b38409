import { Hono } from 'hono';
import type { World } from '../../../turn/world.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import { only, type StaffEnv } from '../session.ts';
import { checklistOf, serverHas } from './query.ts';
import { setupPage } from './view.ts';

/** The page that says what each pilot lacks before people are served. */
export function setupRoutes(world: World) {
  const { texts } = world.content.model;
  return new Hono<StaffEnv>().get('/staff/setup', only(world, '/staff/setup'), async (c) => {
    const principal = c.get('principal');
    const lists = [];
    for (const pilot of pilotsOf(principal, world.content)) lists.push(await checklistOf(world, pilot));
    return c.html(
      setupPage(texts, preferred(c, texts), { principal, now: world.clock(), server: serverHas(world), lists }),
    );
  });
}
