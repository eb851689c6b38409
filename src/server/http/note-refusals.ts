import type { MiddlewareHandler } from 'hono';
import type { Refusals } from '../../turn/refusals.ts';

const REFUSED: readonly number[] = [401, 403, 429];
/** The parts of the server, by the beginnings of their addresses. */
const PARTS = ['api', 'staff', 'chat', 'webhooks', 'metrics', 'documents', 'calendar'];

/**
 * Notes each answer that refuses: a wrong token, a role that does not fit, a request of another site, a limit. Somebody
 * who has not signed in and only opens a page is sent to sign in, and is no such case.
 */
export const noteRefusals =
  (refusals: Refusals): MiddlewareHandler =>
  async (c, next) => {
    await next();
    if (!REFUSED.includes(c.res.status)) return;
    const hasShown = c.req.header('authorization') !== undefined || c.req.header('cookie') !== undefined;
    if (c.res.status === 401 && c.req.method === 'GET' && !hasShown) return;
    const [, part = ''] = c.req.path.split('/');
    refusals.note(`${c.res.status} ${PARTS.includes(part) ? part : 'other'}`);
  };
