import { Hono } from 'hono';
import type { World } from '../../../turn/world.ts';
import { preferred } from '../../http/language.ts';
import { only, type StaffEnv } from '../session.ts';
import { zoneFor } from '../zone.ts';
import { lookedAt, systemOf } from './query.ts';
import { systemPage } from './view.ts';

/** The page that says how the instance is. */
export function systemRoutes(world: World) {
  const { texts } = world.content.model;
  return new Hono<StaffEnv>().get('/staff/system', only(world, '/staff/system'), async (c) => {
    const principal = c.get('principal');
    const language = preferred(c, texts);
    const system = await systemOf(lookedAt(world), principal.pilots);
    const shown = { system, principal, now: world.clock(), ...zoneFor(world, language, principal) };
    return c.html(systemPage(texts, language, shown));
  });
}
