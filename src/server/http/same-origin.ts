import type { Context, MiddlewareHandler } from 'hono';
import { problem } from './answer.ts';

/**
 * Refuses (403) a request that changes something and does not come from one of our own pages. A proxy must keep `Host`.
 */
export const sameOrigin: MiddlewareHandler = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD' || ownPage(c)) return next();
  return problem(c, 403, 'cross-site');
};

/**
 * Refuses (403) a request for which a browser would show the answer or load it into another page: a typed address, a
 * link, a frame, an image. What a page of ours fetches passes.
 */
export const fetchedByPage: MiddlewareHandler = async (c, next) => {
  const site = c.req.header('sec-fetch-site');
  const mode = c.req.header('sec-fetch-mode') ?? 'cors';
  const isFetched =
    site === undefined
      ? // Without https, and in older browsers, only this header tells an address that was opened.
        !(c.req.header('accept') ?? '').includes('text/html')
      : site === 'same-origin' && ['cors', 'same-origin'].includes(mode);
  return isFetched ? next() : problem(c, 403, 'not-fetched');
};

/**
 * Whether a request comes from one of our own pages. Browsers send `sec-fetch-site` over https only, and older ones
 * never do; all of them send `origin`.
 */
function ownPage(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = c.req.header('origin') ?? '';
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host;
}
