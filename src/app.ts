import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import { createWebChat } from './channels/web-chat.ts';
import type { Config } from './config.ts';
import type { Content } from './content.ts';
import type { ChannelName } from './conversation/message.ts';
import { bookingApi } from './server/api/booking.ts';
import { broadcastsApi } from './server/api/broadcasts.ts';
import { apiBrowser } from './server/api/browser.ts';
import { smallBodies } from './server/api/small-bodies.ts';
import { statsApi } from './server/api/stats.ts';
import { webChatRoutes } from './server/chat/routes.ts';
import { securityHeaders } from './server/http/headers.ts';
import { preferred } from './server/http/language.ts';
import { noteRefusals } from './server/http/note-refusals.ts';
import { audioRoutes } from './server/public/audio.ts';
import { calendarRoutes } from './server/public/calendar.ts';
import { documentRoutes } from './server/public/document/route.ts';
import { healthRoutes } from './server/public/health.ts';
import { createMetrics, metricsRoutes } from './server/public/metrics.ts';
import { webhookRoutes } from './server/public/webhooks.ts';
import { demoPath } from './server/staff/demo/route.ts';
import { sorryPage } from './server/staff/frame.ts';
import { staffRoutes } from './server/staff/index.ts';
import { clearSoleLeases } from './store/lease.ts';
import { clearLeases } from './store/outbox.ts';
import type { Store } from './store/store.ts';
import type { KeyTimes, Vault } from './store/vault.ts';
import type { TextKey } from './text/keys.ts';
import type { Channel } from './turn/channel.ts';
import type { DocumentMaker } from './turn/document-maker.ts';
import { fileForHandle } from './turn/documents.ts';
import { createPump, type Pump } from './turn/due/pump.ts';
import { reasonOf } from './turn/failure.ts';
import { createLimits, type Limits } from './turn/limits.ts';
import type { Mailer } from './turn/mailer.ts';
import { noMeter } from './turn/meter.ts';
import { createRefusals } from './turn/refusals.ts';
import { keepUpload } from './turn/requests/files.ts';
import { endSession, fetchReplies } from './turn/send/transcript.ts';
import type { Backups, World } from './turn/world.ts';

/** A whole instance, put together but not yet started. */
export interface App {
  world: World;
  pump: Pump;
  routes: Hono;
  /** The path by which the staff pages of a demonstration open. */
  demoPath: string;
  /** Ends waiting requests, finishes the work under way and, once `drained` has resolved, closes the database. */
  close(drained?: Promise<unknown>): Promise<void>;
}

/** The parts of an app; tests bring their own clock, random bytes and channels. */
export interface Parts {
  config: Pick<Config, 'publicUrl' | 'production'>;
  store: Store;
  vault: Vault;
  content: Content;
  log: Logger;
  /** The channels beside the web chat, which always runs. */
  channels?: Channel[];
  /** The token that opens `/metrics`; without it nothing is counted. */
  metricsToken?: string | undefined;
  mailer?: Mailer | undefined;
  clock?: () => number;
  random?: (bytes: number) => Buffer;
  backups?: Backups | undefined;
  /** See `World`; none when absent. */
  calendarHosts?: readonly string[] | undefined;
  documents?: DocumentMaker | undefined;
  keys?: KeyTimes | undefined;
  /** Those of `limits.ts` when absent; proofs that let few people do much have none. */
  limits?: Limits;
}

export function createApp({
  config,
  store,
  vault,
  content,
  log,
  channels = [],
  metricsToken,
  mailer,
  clock = Date.now,
  random = randomBytes,
  backups,
  calendarHosts = [],
  documents,
  keys,
  limits: given,
}: Parts): App {
  const webChat = createWebChat();
  const all = new Map<ChannelName, Channel>([webChat, ...channels].map((channel) => [channel.name, channel]));
  const watched = metricsToken === undefined ? undefined : { metrics: createMetrics(), token: metricsToken };
  const meter = watched?.metrics.meter ?? noMeter;
  const demo = !config.production;
  const refusals = createRefusals({ clock, log, meter });
  const limits = given ?? createLimits(clock, refusals);
  const world: World = {
    ...{ store, vault, content, channels: all, clock, random, demo, log, meter, mailer, backups, refusals, limits },
    calendarHosts: new Set(calendarHosts),
    publicUrl: config.publicUrl,
    documents,
    process: { startedAt: clock(), jobsDone: new Map(), keys },
  };
  const pump = createPump(world);
  const { texts } = content.model;
  const secure = config.publicUrl.startsWith('https:');
  let stopping = false;

  const routes = new Hono();
  routes.use(securityHeaders(secure));
  routes.use(noteRefusals(refusals));
  routes.route(
    '/',
    healthRoutes(world, () => stopping),
  );
  routes.route('/', metricsRoutes(world, watched));
  routes.route('/', webhookRoutes(all.values(), pump.receive));
  routes.route('/', calendarRoutes(world));
  routes.route('/', documentRoutes(world));
  routes.route('/', audioRoutes(content.audio));
  routes.use('/api/*', smallBodies);
  routes.route('/', statsApi(world));
  routes.route('/', broadcastsApi(world));
  routes.route('/', bookingApi(world));
  routes.route('/', apiBrowser());
  routes.route('/', staffRoutes(world, { publicUrl: config.publicUrl, wake: pump.wake, isStopping: () => stopping }));
  routes.route(
    '/',
    webChatRoutes({
      texts,
      receive: pump.receive,
      channel: webChat,
      replies: (handle, after, isOpen) => fetchReplies(world, 'web-chat', handle, after, isOpen),
      proofOf: (handle, now) => vault.blindIndex('shown', handle, String(now)).toString('base64url'),
      keepUpload: (handle, bytes) => keepUpload(world, 'web-chat', handle, bytes),
      fileFor: (handle, id) => fileForHandle(world, 'web-chat', handle, id),
      endSession: (handle) => endSession(world, 'web-chat', handle),
      limits,
      refusals,
      random,
      clock,
      secure,
      speaks: content.audio.size > 0,
    }),
  );
  const sorry = (c: Context, key: TextKey) => sorryPage(texts, preferred(c, texts), key, c.req.path);
  routes.notFound((c) => c.html(sorry(c, 'staff:error.notFound'), 404));
  routes.onError((error, c) => {
    if (error instanceof HTTPException && error.res !== undefined) return error.res;
    if (error instanceof HTTPException) return c.html(sorry(c, 'common:failed'), error.status);
    log.error({ reason: reasonOf(error), route: routePath(c), alert: 'request' }, 'a request failed');
    return c.html(sorry(c, 'common:failed'), 500);
  });

  return {
    world,
    pump,
    routes,
    demoPath: demoPath(world),
    async close(drained) {
      stopping = true;
      await pump.stop();
      await drained;
      await store.close();
    },
  };
}

/**
 * Clears the leases that a killed server left behind. With PostgreSQL it does nothing, because other servers may hold
 * leases there.
 */
export async function clearOldLeases(store: Store): Promise<void> {
  if (store.dialect === 'postgres') return;
  await store.tx(async (q) => {
    await clearLeases(q);
    await clearSoleLeases(q);
  });
}
