import { Hono } from 'hono';
import type { World } from '../../../turn/world.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import { filterIn, partIn } from '../desk/filter.ts';
import { noticeIn } from '../desk/notice.ts';
import { readNames } from '../desk/query.ts';
import { only, type StaffEnv } from '../session.ts';
import { lookAtToday } from './query.ts';
import { todayPage } from './view.ts';

/** The page of the day. */
export function todayRoutes(world: World) {
  const { texts } = world.content.model;
  const counsels = only(world, '/staff/today');
  return new Hono<StaffEnv>().get('/staff/today', counsels, async (c) => {
    const principal = c.get('principal');
    const served = pilotsOf(principal, world.content);
    const filter = filterIn(c, principal, served);
    const names = await readNames(world);
    const found = await lookAtToday(world, names, principal, filter, partIn(c));
    const notice = await noticeIn(c, world, names, served);
    const { demo } = world;
    const now = world.clock();
    return c.html(todayPage(texts, preferred(c, texts), { ...found, principal, filter, served, notice, demo, now }));
  });
}
