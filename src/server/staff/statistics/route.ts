import { type Context, type Handler, Hono } from 'hono';
import { QUESTIONS } from '../../../evaluation/indicators.ts';
import { isClosed, readHalfYear } from '../../../evaluation/periods.ts';
import type { World } from '../../../turn/world.ts';
import { sheet } from '../../http/answer.ts';
import { preferred } from '../../http/language.ts';
import {
  ALL,
  type Numbers,
  periodsOf,
  pilotsOf,
  readNumbers,
  sheetName,
  toCodebook,
  toJson,
  toSheet,
  zoneOf,
} from '../../released.ts';
import { forbiddenPage } from '../frame.ts';
import { only, type StaffEnv } from '../session.ts';
import { type PageOfNumbers, type Statistics, statisticsPage } from './view.ts';

/** The pages of numbers, and their files. An address chooses the pilot and the half-year, and nothing else. */
export function statisticsRoutes(world: World) {
  const reads = only(world, '/staff/statistics');
  const { content, demo } = world;
  const routes = new Hono<StaffEnv>()
    .get('/staff/statistics', reads, showNumbers(world, 'targets'))
    .get(
      '/staff/statistics.csv',
      reads,
      file(world, (c, numbers) => sheet(c, sheetName(numbers, demo), toSheet(numbers, demo))),
    )
    .get(
      '/staff/statistics.json',
      reads,
      file(world, (c, numbers) => c.json(toJson(content, numbers, demo))),
    )
    .get('/staff/statistics-codebook.csv', reads, (c) => sheet(c, 'saputnik-codebook.csv', toCodebook(content)));
  for (const question of QUESTIONS) routes.get(`/staff/statistics/${question}`, reads, showNumbers(world, question));
  return routes;
}

type Pilots = readonly [string, ...string[]];

/** The pilots that an address asks for, of those that the reader may read about: one, or all; undefined for another's. */
function chosen(world: World, c: Context<StaffEnv>): { pilots: Pilots; pilot: string; mine: Pilots } | undefined {
  const [first, ...others] = pilotsOf(c.get('principal'), world.content);
  if (first === undefined) return undefined;
  const mine: Pilots = [first, ...others];
  const pilot = c.req.query('pilot') ?? (others.length > 0 ? ALL : first);
  if (pilot === ALL && others.length > 0) return { pilots: mine, pilot, mine };
  return mine.includes(pilot) ? { pilots: [pilot], pilot, mine } : undefined;
}

/** A page: the newest half-year that has closed, of all pilots, unless the address names others. */
const showNumbers =
  (world: World, question: PageOfNumbers): Handler<StaffEnv> =>
  async (c) => {
    const { texts } = world.content.model;
    const language = preferred(c, texts);
    const found = chosen(world, c);
    if (found === undefined) return c.html(forbiddenPage(texts, language), 403);
    const { pilots, pilot, mine } = found;
    const periods = await choices(world, mine);
    const newest = periods.find((one) => one.isClosed) ?? periods[0];
    const period = c.req.query('period') ?? newest?.name ?? '';
    const numbers = await readNumbers(world, pilots, period);
    const reading = { principal: c.get('principal'), now: world.clock() };
    const shown: Statistics = { ...reading, question, pilots: mine, pilot, periods, period, numbers, demo: world.demo };
    return c.html(statisticsPage(world.content, language, shown), numbers === undefined ? 404 : 200);
  };

/** The half-years of some pilots, newest first. One is closed once it is for one of them. */
async function choices(world: World, pilots: Pilots): Promise<Statistics['periods']> {
  const known = await Promise.all(pilots.map((pilot) => periodsOf(world, pilot)));
  const names = [...new Set(known.flat())].sort().toReversed();
  const isOver = (name: string) =>
    pilots.some((pilot) =>
      isClosed(readHalfYear(name, zoneOf(world.content, pilot))?.toAt ?? Number.POSITIVE_INFINITY, world.clock()),
    );
  return names.map((name) => ({ name, isClosed: isOver(name) }));
}

/** All numbers of the pilots and half-year that the address names, as a file. */
const file =
  (world: World, make: (c: Context<StaffEnv>, numbers: Numbers) => Response): Handler<StaffEnv> =>
  async (c) => {
    const found = chosen(world, c);
    if (found === undefined) {
      const { texts } = world.content.model;
      return c.html(forbiddenPage(texts, preferred(c, texts)), 403);
    }
    const numbers = await readNumbers(world, found.pilots, c.req.query('period') ?? '');
    return numbers === undefined ? c.notFound() : make(c, numbers);
  };
