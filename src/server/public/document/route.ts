import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { fileByLink } from '../../../turn/documents.ts';
import type { World } from '../../../turn/world.ts';
import { download } from '../../http/download.ts';
import { preferred } from '../../http/language.ts';
import { sameOrigin } from '../../http/same-origin.ts';
import { documentPage } from './view.ts';

/** The link to a file, which opens once. Reading its page uses nothing up: apps and mail scanners open links too. */
export function documentRoutes(world: World) {
  const { texts } = world.content.model;
  return new Hono()
    .get('/documents/:token', (c) => c.html(documentPage(texts, preferred(c, texts), 'ready')))
    .post('/documents/:token', sameOrigin, bodyLimit({ maxSize: 1024 }), async (c) => {
      const file = await fileByLink(world, c.req.param('token')).catch(() => undefined);
      if (file !== undefined) return download(c, file);
      return c.html(documentPage(texts, preferred(c, texts), 'gone'), 404);
    });
}
