import { Hono } from 'hono';
import type { World } from '../../../turn/world.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import { filterIn, partIn } from '../desk/filter.ts';
import { noticeIn } from '../desk/notice.ts';
import { readNames } from '../desk/query.ts';
import { only, type StaffEnv } from '../session.ts';
import { lookAtWeek } from './query.ts';
import { weekPage } from './view.ts';

/** The page of the talks of a week. */
export function weekRoutes(world: World) {
  const { texts } = world.content.model;
  return new Hono<StaffEnv>().get('/staff/week', only(world, '/staff/week'), async (c) => {
    const principal = c.get('principal');
    const served = pilotsOf(principal, world.content);
    const filter = filterIn(c, principal, served);
    const names = await readNames(world);
    const portion = c.req.query('print') === 'yes' ? 'all' : partIn(c);
    const found = await lookAtWeek(world, names, filter, c.req.query('from'), portion);
    const notice = await noticeIn(c, world, names, served);
    const now = world.clock();
    return c.html(weekPage(texts, preferred(c, texts), { ...found, principal, filter, served, portion, notice, now }));
  });
}
