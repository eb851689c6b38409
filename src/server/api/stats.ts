import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { DIMENSIONS } from '../../evaluation/release.ts';
import type { Principal } from '../../store/principal.ts';
import { problem, sheet } from '../http/answer.ts';
import { pilotsOf, readReleased, releasedPeriods, type Source, sheetName, toJson, toSheet } from '../released.ts';
import { readersOf } from '../staff/access.ts';
import { type BearerEnv, bearer } from './bearer.ts';

/** A script that fetches every table of every half-year of five pilots needs a minute or two. */
const CALLS_A_MINUTE = 60;
const PARAMETERS = ['pilot', 'period', 'by', 'format'];
const FORMATS = ['json', 'csv'];

/**
 * The numbers for R, Excel and the like. Without parameters, it lists the pilots and closed half-years that the token
 * may read. The token comes in the header alone, because addresses are kept in histories and logs.
 */
export function statsApi(source: Source) {
  const mayRead = bearer(source, readersOf('/staff/statistics'), CALLS_A_MINUTE);
  return new Hono<BearerEnv>().get('/api/stats', mayRead, async (c) => {
    const { pilots } = c.get('principal');
    const given = c.req.queries();
    // An unknown parameter must not look as if it had narrowed the numbers down.
    for (const [name, values] of Object.entries(given))
      if (!PARAMETERS.includes(name) || values.length > 1) return problem(c, 400, 'parameter-unknown');
    if (Object.keys(given).length === 0) return c.json(await list(source, c.get('principal')));

    const { pilot = '', period = '', by = '', format = wanted(c) } = c.req.query();
    const dimension = DIMENSIONS.find((one) => one === by);
    if (dimension === undefined) return problem(c, 400, 'by-unknown');
    if (!FORMATS.includes(format)) return problem(c, 400, 'format-unknown');
    // A pilot that does not exist and one that the token may not read get the same answer, so that the caller cannot
    // tell them apart.
    if (!pilotsOf({ ...c.get('principal'), pilots }, source.content).includes(pilot)) return problem(c, 403, 'pilot');
    const released = await readReleased(source, pilot, period);
    if ('error' in released) {
      return released.error === 'open' ? problem(c, 404, 'period-open') : problem(c, 400, 'period-malformed');
    }
    const tables = released.release.tables.filter((table) => table.by === dimension);
    if (format === 'csv') return sheet(c, sheetName(released), toSheet(source.content, released, tables));
    return c.json(tables.map((table) => toJson(source.content, released, table))[0]);
  });
}

const wanted = (c: Context): string =>
  accepts(c, { header: 'Accept', supports: ['application/json', 'text/csv'], default: 'application/json' }) ===
  'text/csv'
    ? 'csv'
    : 'json';

async function list(source: Source, principal: Principal) {
  const pilots = pilotsOf(principal, source.content);
  return {
    pilots: await Promise.all(pilots.map(async (pilot) => ({ pilot, periods: await releasedPeriods(source, pilot) }))),
    by: DIMENSIONS,
  };
}
