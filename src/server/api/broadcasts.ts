import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { roughly } from '../../evaluation/rough.ts';
import { type Broadcast, listBroadcasts } from '../../store/broadcasts.ts';
import type { Role } from '../../store/principal.ts';
import { audienceOf, faultOf, LONGEST, type Wanted } from '../../turn/due/broadcast.ts';
import { NEWS_ID, previewNews, sendNews, switchNews } from '../../turn/office/news.ts';
import type { World } from '../../turn/world.ts';
import { problem } from '../http/answer.ts';
import { type BearerEnv, bearer } from './bearer.ts';
import { malformed } from './contract.ts';

/** The roles that answer for a pilot, and so may write to its people. */
const ROLES: readonly Role[] = ['coordinator', 'admin'];
const CALLS_A_MINUTE = 30;
const LISTED = 50;

const Wish = z.strictObject({
  pilot: z.string(),
  /** The texts by the tags of the languages that are offered. */
  texts: z
    .record(z.string(), z.string().trim().min(1).max(LONGEST))
    .refine((texts) => Object.keys(texts).length > 0, 'at least one text'),
  step: z
    .string()
    .regex(/^[\w-]+\.[\w-]+$/)
    .nullable()
    .default(null),
});
/** `id`: chosen by the caller, so that a repeated call sends only once. */
const New = Wish.extend({ id: z.string().regex(NEWS_ID) });

/** A broadcast as staff see it; the number of people is rough. */
const shown = ({ id, pilot, texts, step, state, enqueued, at }: Broadcast) => ({
  id,
  pilot,
  texts,
  step,
  state,
  people: roughly(enqueued),
  at: new Date(at).toISOString(),
});

/** Broadcasts to the people who asked for news: preview, send, list, stop, go on. */
export function broadcastsApi(world: World) {
  const { store, content } = world;
  const served = (pilots: readonly string[]) => pilots.filter((pilot) => content.pilots[pilot] !== undefined);

  async function read<T extends Wanted>(c: Context<BearerEnv>, schema: z.ZodType<T>): Promise<T | Response> {
    const parsed = schema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return malformed(c, 'json', parsed.error);
    if (!served(c.get('principal').pilots).includes(parsed.data.pilot)) return problem(c, 403, 'pilot');
    const fault = faultOf(world, parsed.data);
    return fault === undefined ? parsed.data : problem(c, 400, fault);
  }

  const switchTo = (to: 'running' | 'stopped') => async (c: Context<BearerEnv, '/:id'>) => {
    const switched = await switchNews(world, c.get('principal'), c.req.param('id'), to);
    return switched === 'done' ? c.body(null, 204) : problem(c, 404, 'not-in-that-state');
  };

  const mayWrite = bearer(world, ROLES, CALLS_A_MINUTE);
  return new Hono<BearerEnv>()
    .post('/api/broadcasts/preview', mayWrite, async (c) => {
      const wanted = await read(c, Wish);
      if (wanted instanceof Response) return wanted;
      return c.json(await previewNews(world, audienceOf(world), c.get('principal'), wanted));
    })
    .post('/api/broadcasts', mayWrite, async (c) => {
      const wanted = await read(c, New);
      if (wanted instanceof Response) return wanted;
      const isNew = await sendNews(world, c.get('principal'), wanted);
      return c.json({ id: wanted.id }, isNew ? 201 : 200);
    })
    .get('/api/broadcasts', mayWrite, async (c) => {
      const before = c.req.query('before');
      const until = before === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(before);
      if (Number.isNaN(until)) return problem(c, 400, 'before-malformed');
      const found = await listBroadcasts(store.read, served(c.get('principal').pilots), until, LISTED);
      return c.json({ broadcasts: found.map(shown), more: found.length === LISTED });
    })
    .post('/api/broadcasts/:id/stop', mayWrite, switchTo('stopped'))
    .post('/api/broadcasts/:id/resume', mayWrite, switchTo('running'));
}
