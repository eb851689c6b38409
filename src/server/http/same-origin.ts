import type { Context, MiddlewareHandler } from 'hono';
import { problem } from './answer.ts';

/** Refuses (403) whatever changes something and wasn't asked for by one of our own pages. A proxy must keep `Host`. */
export const sameOrigin: MiddlewareHandler = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD' || ownPage(c)) return next();
  return problem(c, 403, 'cross-site');
};

/** Browsers name the relation over https only, and older ones not at all; all of them name the origin. */
function ownPage(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = c.req.header('origin') ?? '';
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host;
}
