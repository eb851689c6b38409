import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { audienceOf } from '../../../turn/due/broadcast.ts';
import {
  languagesWithout,
  NEWS_ID,
  previewNews,
  readNews,
  sendNews,
  shownNews,
  switchNews,
} from '../../../turn/office/news.ts';
import { newId, type World } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import { chosenPilot } from '../chosen-pilot.ts';
import { sorryPage } from '../frame.ts';
import { only, type StaffEnv } from '../session.ts';
import { newsOf } from './query.ts';
import { isNewsNotice, type NewsNotice, type NewsPage, newsPage } from './view.ts';

/** A text in each of many languages, where a sign may take nine bytes (`%D8%A7`, `%F0%9F%98%80`). */
const FORM_BYTES = 262_144;
const NEWS = '/staff/news';

/** The page of news to people who asked for it. */
export function newsRoutes(world: World) {
  const { texts } = world.content.model;
  const reads = only(world, NEWS);
  const small = bodyLimit({ maxSize: FORM_BYTES });

  const gone = (c: Context) => c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);
  const back = (c: Context, pilot: string, notice: NewsNotice) =>
    c.redirect(`${NEWS}?${new URLSearchParams({ pilot, notice })}`, 303);

  /** The page of a pilot; `more` is what differs from the empty form. */
  async function show(c: Context<StaffEnv>, pilot: string, more: Partial<NewsPage>) {
    const principal = c.get('principal');
    const language = preferred(c, texts);
    const before = /^\d{1,15}$/.exec(c.req.query('before') ?? '')?.[0];
    return newsPage(texts, language, {
      ...{ principal, now: world.clock(), pilots: pilotsOf(principal, world.content), pilot },
      ...{ id: newId(world), typed: {}, faults: {}, preview: null, notice: null },
      ...(await newsOf(world, language, pilot, before === undefined ? undefined : Number(before))),
      ...more,
    });
  }

  const switchTo = (to: 'running' | 'stopped') => async (c: Context<StaffEnv, '/:id'>) => {
    const principal = c.get('principal');
    const pilot = await chosenPilot(world, principal, (await readForms(c)).pilot?.[0]);
    if (pilot === undefined) return gone(c);
    const outcome = await switchNews(world, principal, c.req.param('id'), to);
    return outcome === 'unknown' ? gone(c) : back(c, pilot, outcome === 'done' ? to : 'unchanged');
  };

  return new Hono<StaffEnv>()
    .get(NEWS, reads, async (c) => {
      const pilot = await chosenPilot(world, c.get('principal'), c.req.query('pilot'));
      if (pilot === undefined) return gone(c);
      const notice = c.req.query('notice');
      return c.html(await show(c, pilot, { notice: isNewsNotice(notice) ? notice : null }));
    })
    .post('/staff/news/preview', reads, small, async (c) => {
      const typed = await readForms(c);
      const pilot = await chosenPilot(world, c.get('principal'), typed.pilot?.[0]);
      if (pilot === undefined) return gone(c);
      const id = NEWS_ID.exec(typed.id?.[0] ?? '')?.[0] ?? newId(world);
      const read = readNews(world.content, pilot, typed);
      if ('faults' in read) return c.html(await show(c, pilot, { id, typed, faults: read.faults }), 422);
      const wanted = read.value;
      const counts = await previewNews(world, audienceOf(world), c.get('principal'), wanted);
      const [shown, without] = [shownNews(world.content, wanted), languagesWithout(world.content, wanted)];
      return c.html(await show(c, pilot, { id, typed, preview: { wanted, shown, without, ...counts } }));
    })
    .post(NEWS, reads, small, async (c) => {
      const typed = await readForms(c);
      const pilot = await chosenPilot(world, c.get('principal'), typed.pilot?.[0]);
      if (pilot === undefined) return gone(c);
      const id = NEWS_ID.exec(typed.id?.[0] ?? '')?.[0];
      const read = readNews(world.content, pilot, typed);
      // Without the id that its preview had, the same news could go out twice: it is looked at once more.
      if ('faults' in read || id === undefined)
        return c.html(await show(c, pilot, { typed, faults: 'faults' in read ? read.faults : {} }), 422);
      const isNew = await sendNews(world, c.get('principal'), { id, ...read.value });
      return back(c, pilot, isNew ? 'sent' : 'already');
    })
    .post('/staff/news/:id/stop', reads, small, switchTo('stopped'))
    .post('/staff/news/:id/resume', reads, small, switchTo('running'));
}
