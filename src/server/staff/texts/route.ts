import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Refusal } from '../../../conversation/sheet-plan.ts';
import type { World } from '../../../turn/world.ts';
import { sheet } from '../../http/answer.ts';
import { readForm } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { sorryPage } from '../frame.ts';
import { only, type StaffEnv } from '../session.ts';
import { createCheck } from './check.ts';
import { createTextsQuery } from './query.ts';
import { foundPage, type Outcome, textPage } from './view.ts';

/** A text in every language, where a sign may take nine bytes; the words of danger are long lists. */
const FORM_BYTES = 524_288;
const TEXTS = '/staff/texts';
/** How many texts a page lists. */
const LISTED = 50;
/** The longest words to look for, in UTF-16 units. */
const MOST_WORDS = 200;

/** The page on which texts are found, and a change of one is checked and made into a sheet. Nothing is stored. */
export function textRoutes(world: World) {
  const { texts } = world.content.model;
  const query = createTextsQuery(world);
  const check = createCheck();
  const reads = only(world, TEXTS);
  const small = bodyLimit({ maxSize: FORM_BYTES });
  const gone = (c: Context) => c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);
  const reading = (c: Context<StaffEnv>) => ({ principal: c.get('principal'), now: world.clock() });

  return new Hono<StaffEnv>()
    .get(TEXTS, reads, (c) => {
      const words = (c.req.query('words') ?? '').slice(0, MOST_WORDS);
      const at = Number(/^\d{1,4}$/.exec(c.req.query('page') ?? '')?.[0] ?? 0);
      const found = query.find(words);
      const listed = found.slice(at * LISTED, (at + 1) * LISTED).map((entry) => query.shown(entry, {}));
      const from = at * LISTED;
      return c.html(
        foundPage(texts, preferred(c, texts), { ...reading(c), words, listed, from, all: found.length, page: at }),
      );
    })
    .get('/staff/texts/:key', reads, (c) => {
      const entry = query.entry(c.req.param('key'));
      if (entry === undefined) return gone(c);
      const shown = { ...reading(c), text: query.shown(entry, {}), outcome: null };
      return c.html(textPage(texts, preferred(c, texts), shown));
    })
    .post('/staff/texts/:key', reads, small, async (c) => {
      const entry = query.entry(c.req.param('key'));
      if (entry === undefined) return gone(c);
      const typed = await readForm(c);
      const sheets = query.changed(entry, typed);
      const answer = (outcome: Outcome, status: 200 | 422 | 503) =>
        c.html(
          textPage(texts, preferred(c, texts), { ...reading(c), text: query.shown(entry, typed), outcome }),
          status,
        );
      if (sheets.size === 0) return answer({ is: 'same' }, 422);
      let refusals: Map<string, Refusal[]>;
      try {
        refusals = await check(sheets, c.req.raw.signal);
      } catch {
        return answer({ is: 'failed' }, 503);
      }
      const isSound = [...refusals.values()].every((of) => of.length === 0);
      return isSound
        ? answer({ is: 'sound', languages: [...sheets.keys()] }, 200)
        : answer({ is: 'wrong', refusals }, 422);
    })
    .post('/staff/texts/:key/sheet', reads, small, async (c) => {
      const entry = query.entry(c.req.param('key'));
      if (entry === undefined) return gone(c);
      const { language = '', ...typed } = await readForm(c);
      const rows = query.changed(entry, typed).get(language);
      return rows === undefined ? gone(c) : sheet(c, `texts-${language}.csv`, query.sheet(language, rows));
    });
}
