import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Channel, Receive } from '../../turn/channel.ts';
import { problem } from '../http/answer.ts';

/** Meta posts up to 3 MB at once. */
const BODY_BYTES = 4 * 1024 * 1024;
/** Telegram waits as long as it is told to; otherwise twice as long after every failure. */
const RETRY_SECONDS = 2;

/**
 * `/webhooks/<path>`, for channels that are posted to: 401 where the provider doesn't prove itself, 200 when what is for
 * us is durably stored, 503 where it is not and must come again. Nothing is said in the answer, and there is no limit to
 * how often a provider may come: it would only come again.
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
