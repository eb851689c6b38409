import { type Context, Hono } from 'hono';
import { accepts } from 'hono/accepts';
import type { Principal } from '../../store/principal.ts';
import { problem, sheet } from '../http/answer.ts';
import {
  ALL,
  periodsOf,
  pilotsOf,
  readNumbers,
  type Source,
  sheetName,
  toCodebook,
  toJson,
  toSheet,
} from '../released.ts';
import { readersOf } from '../staff/access.ts';
import { type BearerEnv, bearer } from './bearer.ts';

/** A script that fetches every half-year of five pilots needs no minute. */
const CALLS_A_MINUTE = 60;
const PARAMETERS = ['pilot', 'period', 'format'];
const FORMATS = ['json', 'csv'];

/**
 * The numbers for R, Excel and the like, and the codebook. Without parameters, it lists the pilots and half-years that the
 * token may read. The token comes in the header alone, because addresses are kept in histories and logs.
 */
export function statsApi(source: Source) {
  const { content, demo } = source;
  const mayRead = bearer(source, readersOf('/staff/statistics'), CALLS_A_MINUTE);
  return new Hono<BearerEnv>()
    .get('/api/stats', mayRead, async (c) => {
      const principal = c.get('principal');
      const given = c.req.queries();
      // An unknown parameter must not look as if it had narrowed the numbers down.
      for (const [name, values] of Object.entries(given))
        if (!PARAMETERS.includes(name) || values.length > 1) return problem(c, 400, 'parameter-unknown');
      if (Object.keys(given).length === 0) return c.json(await list(source, principal));

      const { pilot = '', period = '', format = wanted(c) } = c.req.query();
      if (!FORMATS.includes(format)) return problem(c, 400, 'format-unknown');
      // A pilot that does not exist and one that the token may not read get the same answer, so that the caller cannot
      // tell them apart.
      const mine = pilotsOf(principal, content);
      const [first, ...others] = pilot === ALL ? mine : mine.filter((one) => one === pilot);
      if (first === undefined) return problem(c, 403, 'pilot');
      const numbers = await readNumbers(source, [first, ...others], period);
      if (numbers === undefined) return problem(c, 400, 'period-malformed');
      if (format === 'csv') return sheet(c, sheetName(numbers, demo), toSheet(numbers, demo));
      return c.json(toJson(content, numbers, demo));
    })
    .get('/api/stats/codebook', mayRead, (c) => sheet(c, 'saputnik-codebook.csv', toCodebook(content)));
}

const wanted = (c: Context): string =>
  accepts(c, { header: 'Accept', supports: ['application/json', 'text/csv'], default: 'application/json' }) ===
  'text/csv'
    ? 'csv'
    : 'json';

async function list(source: Source, principal: Principal) {
  const pilots = pilotsOf(principal, source.content);
  return {
    pilots: await Promise.all(pilots.map(async (pilot) => ({ pilot, periods: await periodsOf(source, pilot) }))),
  };
}
