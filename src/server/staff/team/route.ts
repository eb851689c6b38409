import { type Context, Hono } from 'hono';
import { USE_FATES, type UsesMade } from '../../../turn/office/resources.ts';
import type { World } from '../../../turn/world.ts';
import { preferred } from '../../http/language.ts';
import { only, type StaffEnv } from '../session.ts';
import { counsellorRoutes } from './counsellors-route.ts';
import { noticeIn, TEAM } from './form.ts';
import { teamPage } from './list.ts';
import { readTeams } from './query.ts';
import { resourceRoutes } from './resources-route.ts';
import { topicRoutes } from './topics-route.ts';

/** The pages of who and what appointments are made with. */
export function teamRoutes(world: World, wake: () => void) {
  const { texts } = world.content.model;
  return new Hono<StaffEnv>()
    .get(TEAM, only(world, TEAM), async (c) => {
      const principal = c.get('principal');
      const teams = await readTeams(world, principal);
      const shown = { principal, now: world.clock(), teams, notice: noticeIn(c), uses: usesIn(c) };
      return c.html(teamPage(texts, preferred(c, texts), shown));
    })
    .route('/', counsellorRoutes(world, wake))
    .route('/', resourceRoutes(world))
    .route('/', topicRoutes(world, wake));
}

/** What became of the appointments that needed a room or an interpreter; null where none did. */
function usesIn(c: Context): UsesMade | null {
  const count = (fate: string) => Math.trunc(Number(c.req.query(fate) ?? 0)) || 0;
  const made = Object.fromEntries(USE_FATES.map((fate) => [fate, count(fate)])) as UsesMade;
  return USE_FATES.some((fate) => made[fate] > 0) ? made : null;
}
