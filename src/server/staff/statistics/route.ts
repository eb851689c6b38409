import { type Handler, Hono } from 'hono';
import type { HalfYear } from '../../../evaluation/periods.ts';
import { halfYearOf } from '../../../evaluation/periods.ts';
import type { World } from '../../../turn/world.ts';
import { sheet } from '../../http/answer.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf, readReleased, releasedPeriods, sheetName, toSheet, zoneOf } from '../../released.ts';
import { forbiddenPage } from '../frame.ts';
import { only, type StaffEnv } from '../session.ts';
import { type Statistics, statisticsPage } from './view.ts';

/** The page of numbers, and its CSV sheet. */
export function statisticsRoutes(world: World) {
  const reads = only(world, '/staff/statistics');
  return new Hono<StaffEnv>()
    .get('/staff/statistics', reads, showStatistics(world))
    .get('/staff/statistics.csv', reads, downloadStatistics(world));
}

/** The page of numbers: the newest closed half-year of the first pilot, unless the address names others. */
const showStatistics =
  (world: World): Handler<StaffEnv> =>
  async (c) => {
    const { texts } = world.content.model;
    const language = preferred(c, texts);
    const principal = c.get('principal');
    const pilots = pilotsOf(principal, world.content);
    const pilot = c.req.query('pilot') ?? pilots[0];
    if (pilot === undefined || !pilots.includes(pilot)) return c.html(forbiddenPage(texts, language), 403);
    const periods = await periodsOf(world, pilots);
    const period = c.req.query('period') ?? periods.closed[0];
    const found: Statistics['found'] =
      period === undefined ? { error: 'none' } : await readReleased(world, pilot, period);
    const status = 'error' in found && found.error === 'malformed' ? 404 : 200;
    const reading = { principal, now: world.clock() };
    return c.html(
      statisticsPage(world.content, language, { ...reading, pilots, pilot, periods, period, found, demo: world.demo }),
      status,
    );
  };

/** All tables of the page as one sheet. */
const downloadStatistics =
  (world: World): Handler<StaffEnv> =>
  async (c) => {
    const { pilot = '', period = '' } = c.req.query();
    if (!pilotsOf(c.get('principal'), world.content).includes(pilot)) {
      const { texts } = world.content.model;
      return c.html(forbiddenPage(texts, preferred(c, texts)), 403);
    }
    const found = await readReleased(world, pilot, period);
    if ('error' in found) return c.notFound();
    return sheet(c, sheetName(found), toSheet(world.content, found, found.release.tables));
  };

/** The half-years to choose from, newest first: those that are closed for one of the pilots, and the one that runs now. */
async function periodsOf(world: World, pilots: readonly string[]): Promise<Statistics['periods']> {
  const closed = await Promise.all(pilots.map((pilot) => releasedPeriods(world, pilot)));
  const running: HalfYear['name'] = halfYearOf(world.clock(), zoneOf(world.content, pilots[0] ?? ''));
  return { closed: [...new Set(closed.flat())].sort().toReversed(), running };
}
