import { type Context, Hono } from 'hono';
import { pilotOf } from '../../../content.ts';
import { isControllerConfirmed, linksTo, posterFor } from '../../../turn/office/campaigns.ts';
import type { World } from '../../../turn/world.ts';
import { download } from '../../http/download.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import { chosenPilot } from '../chosen-pilot.ts';
import { sorryPage } from '../frame.ts';
import { only, type StaffEnv } from '../session.ts';
import { campaignsPage } from './view.ts';

const CAMPAIGNS = '/staff/campaigns';
/** How many sources a page lists. */
const LISTED = 20;

/** The page of links and posters that lead people to a pilot, and the posters. */
export function campaignRoutes(world: World) {
  const { content } = world;
  const { texts } = content.model;
  const reads = only(world, CAMPAIGNS);
  const gone = (c: Context) => c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);

  return new Hono<StaffEnv>()
    .get(CAMPAIGNS, reads, async (c) => {
      const principal = c.get('principal');
      const pilot = await chosenPilot(world, principal, c.req.query('pilot'));
      if (pilot === undefined) return gone(c);
      const { sources = [], languages } = pilotOf(content, pilot);
      const at = Number(/^\d{1,4}$/.exec(c.req.query('page') ?? '')?.[0] ?? 0);
      // The first page begins with the links that belong to no source.
      const shown = [undefined, ...sources].slice(at * LISTED, (at + 1) * LISTED);
      const listed = [];
      for (const source of shown) listed.push({ source, links: await linksTo(world, pilot, source) });
      return c.html(
        campaignsPage(texts, preferred(c, texts), {
          ...{ principal, now: world.clock(), pilots: pilotsOf(principal, content), pilot, languages, listed },
          ...{ page: at, hasMore: 1 + sources.length > (at + 1) * LISTED, hasSources: sources.length > 0 },
          isDraft: !isControllerConfirmed(content, pilot, world.clock()),
          hasPosters: world.documents !== undefined,
        }),
      );
    })
    .get('/staff/campaigns/poster', reads, async (c) => {
      const pilot = await chosenPilot(world, c.get('principal'), c.req.query('pilot'));
      if (pilot === undefined || world.documents === undefined) return gone(c);
      const { sources = [], languages } = pilotOf(content, pilot);
      const { source = '', language = '', channel = '' } = c.req.query();
      if ((source !== '' && !sources.includes(source)) || !languages.includes(language)) return gone(c);
      const links = await linksTo(world, pilot, source === '' ? undefined : source);
      const address = links.find((link) => link.channel === channel)?.address;
      if (address === undefined) return gone(c);
      const order = posterFor(content, { pilot, language, address }, world.clock());
      return download(c, await world.documents.poster(order));
    });
}
