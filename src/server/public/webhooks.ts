import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Channel, Receive } from '../../turn/channel.ts';
import { problem } from '../http/answer.ts';

/** Meta posts up to 3 MB at once. */
const BODY_BYTES = 4 * 1024 * 1024;
/** The wait that we ask for. Telegram obeys it; without it Telegram waits twice as long after every failure. */
const RETRY_SECONDS = 2;

/**
 * `/webhooks/<path>`, for channels whose provider posts to us: 401 when the provider does not prove itself, 200 when
 * everything for us is durably stored, 503 when it is not and must come again. A 200 has no body. A provider is not
 * limited in how often it may come: it would only come again.
 */
export function webhookRoutes(channels: Iterable<Channel>, receive: Receive): Hono {
  const routes = new Hono();
  for (const { webhook } of channels) {
    if (webhook === undefined) continue;
    const { verify } = webhook;
    if (verify !== undefined)
      routes.get(`/webhooks/${webhook.path}`, (c) => {
        const answer = verify(new URL(c.req.url).searchParams);
        return answer === undefined ? problem(c, 401, 'no-secret') : c.text(answer);
      });
    routes.post(
      `/webhooks/${webhook.path}`,
      bodyLimit({ maxSize: BODY_BYTES, onError: (c) => problem(c, 413, 'too-large') }),
      async (c) => {
        const body = new Uint8Array(await c.req.arrayBuffer());
        if (!webhook.isGenuine(c.req.raw.headers, body)) return problem(c, 401, 'no-secret');
        try {
          await webhook.take(new TextDecoder().decode(body), receive);
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
