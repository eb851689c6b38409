import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Channel, Receive } from '../turn/channel.ts';
import { problem } from './page.ts';

const BODY_BYTES = 1024 * 1024;
/** Telegram waits as long as it is told to; otherwise twice as long after every failure. */
const RETRY_SECONDS = 2;

/**
 * `/webhooks/<channel>`, for channels that are posted to: 401 where the provider's secret is missing, 200 when what is
 * for us is durably stored, 503 where it is not and must come again. Nothing is said in the answer, and there is no
 * limit to how often a provider may come: it would only come again.
 */
export function webhookRoutes(channels: Iterable<Channel>, receive: Receive): Hono {
  const routes = new Hono();
  for (const { name, webhook } of channels) {
    if (webhook === undefined) continue;
    routes.post(
      `/webhooks/${name}`,
      bodyLimit({ maxSize: BODY_BYTES, onError: (c) => problem(c, 413, 'too-large') }),
      async (c) => {
        if (!webhook.isGenuine(c.req.raw.headers)) return problem(c, 401, 'no-secret');
        try {
          await webhook.take(await c.req.text(), receive);
        } catch {
          c.header('retry-after', String(RETRY_SECONDS));
          return problem(c, 503, 'not-stored');
        }
        return c.body(null, 200);
      },
    );
  }
  return routes;
}
