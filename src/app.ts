import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import { createWebChat } from './channels/web-chat.ts';
import { type Config, StartError } from './config.ts';
import { type Content, loadContent } from './content.ts';
import type { ChannelName } from './conversation/message.ts';
import { apiBrowser } from './server/api-browser.ts';
import { appointmentsApi } from './server/appointments-api.ts';
import { audioRoutes } from './server/audio.ts';
import { broadcastsApi } from './server/broadcasts-api.ts';
import { calendarRoutes } from './server/calendar.ts';
import { healthRoutes } from './server/health.ts';
import { preferred } from './server/language.ts';
import { createMetrics, metricsRoutes } from './server/metrics.ts';
import { securityHeaders } from './server/page.ts';
import { staffRoutes } from './server/staff.ts';
import { sorryPage } from './server/staff-page.ts';
import { statsApi } from './server/stats-api.ts';
import { webChatRoutes } from './server/web-chat.ts';
import { webhookRoutes } from './server/webhooks.ts';
import { clearSoleLeases } from './store/lease.ts';
import { clearLeases } from './store/outbox.ts';
import { migratePostgres, openPostgres } from './store/postgres.ts';
import { importPilot, seedDemonstration } from './store/seed.ts';
import { migrateSqlite, openSqlite } from './store/sqlite.ts';
import { listCounsellors } from './store/staff.ts';
import type { Store } from './store/store.ts';
import { createVault, newKeyFile, parseKeys, type Vault, VaultError } from './store/vault.ts';
import type { Channel } from './turn/channel.ts';
import { reasonOf } from './turn/failure.ts';
import type { Mailer } from './turn/mailer.ts';
import { noMeter } from './turn/meter.ts';
import { createPump, type Pump } from './turn/pump.ts';
import { endSession, fetchReplies } from './turn/transcript.ts';
import type { Backups, World } from './turn/world.ts';

/** The project's folder, where `flows/`, `locales/` and `migrations/` are. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Reads flows and texts below `root`, and refuses to run with what the check finds. Throws `StartError` or `ContentError`. */
export function deployableContent(root = ROOT, pilots?: readonly string[]): Content {
  const content = loadContent(root, pilots);
  const [first, ...others] = content.findings;
  if (first === undefined) return content;
  const more = others.length === 0 ? '' : ` (and ${others.length} more: npm run saputnik -- check)`;
  throw new StartError(`Flows or texts are broken: ${first.where} ${first.what}${more}`);
}

/** Makes the folder for everything that is kept, where it isn't there. */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
  } catch {
    throw new StartError(`Cannot write to the data folder ${dataDir}`);
  }
}

/** What an instance keeps: its database, up to date, and the keys to it. */
export interface Data extends AsyncDisposable {
  store: Store;
  vault: Vault;
}

/** Opens what the configuration names; in the demonstration, and only there, keys are made where there are none. */
export async function openData(config: Config, content: Content, keys = readKeys(config)): Promise<Data> {
  const store = await openStore(config);
  try {
    const vault = await openVault(store, keys, config);
    await seed(store, vault, content, !config.production);
    return { store, vault, [Symbol.asyncDispose]: () => store.close() };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The keys that there are; nothing where a demonstration has none yet. */
export function readKeys({ secretKeyFile, production }: Config): Buffer[] | undefined {
  if (!existsSync(secretKeyFile)) {
    if (!production) return undefined;
    throw new StartError(
      `SECRET_KEY_FILE ${secretKeyFile} is not there; "npm run saputnik -- keys new FILE" makes one`,
    );
  }
  try {
    return parseKeys(readFileSync(secretKeyFile, 'utf8'));
  } catch (error) {
    if (error instanceof VaultError) throw new StartError(`${secretKeyFile}: ${error.message}`);
    throw new StartError(`Cannot read the keys in ${secretKeyFile}`);
  }
}

function makeKeys({ secretKeyFile }: Config): Buffer[] {
  prepareDataDir(dirname(secretKeyFile));
  const file = newKeyFile();
  writeFileSync(secretKeyFile, file, { mode: 0o600, flag: 'wx' });
  return parseKeys(file);
}

/** The database that the configuration names, up to date, with nothing put into it. */
export async function openStore(config: Config): Promise<Store> {
  const store = await migratedStore(config);
  try {
    await refuseNewer(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function migratedStore({ databaseUrl, dataDir }: Config): Promise<Store> {
  if (databaseUrl === undefined) {
    prepareDataDir(dataDir);
    const file = join(dataDir, 'saputnik.db');
    try {
      migrateSqlite(file);
      return openSqlite(file);
    } catch (error) {
      throw new StartError(`Cannot open ${file} as a database (${codeOf(error)})`);
    }
  }
  try {
    await migratePostgres(databaseUrl);
  } catch (error) {
    // The address holds a password; the code says enough.
    throw new StartError(`Cannot open the database of DATABASE_URL (${codeOf(error)})`);
  }
  return openPostgres(databaseUrl);
}

/** The code of a system or database error, or of the one that it wraps. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : codeOf(error.cause);
}

/** What a newer version has written, an older one must not touch. */
async function refuseNewer({ read, dialect }: Store): Promise<void> {
  const [newest] = readMigrationFiles({ migrationsFolder: join(ROOT, 'migrations', dialect) }).slice(-1);
  const journal = dialect === 'sqlite' ? sql`__drizzle_migrations` : sql`drizzle.__drizzle_migrations`;
  const [applied] = await read.db.select({ at: sql<number>`max(created_at)` }).from(journal);
  if (Number(applied?.at) > Number(newest?.folderMillis))
    throw new StartError('The database is of a newer version of Saputnik; start that one, or restore a backup');
}

/** With other keys than the data was locked with, every answer would fail, one by one. */
async function openVault(store: Store, keys: Buffer[] | undefined, config: Config): Promise<Vault> {
  const [locked] = await listCounsellors(store.read);
  if (locked === undefined) return createVault(keys ?? makeKeys(config));
  if (keys === undefined) throw new StartError(`The keys to the data are gone: put ${config.secretKeyFile} back`);
  const vault = createVault(keys);
  try {
    vault.open('house', `counsellor:name:${locked.id}`, locked.name);
  } catch {
    throw new StartError(`The keys in ${config.secretKeyFile} are not those that the data was locked with`);
  }
  return vault;
}

/** First imports of the pilots served, and the imaginary counsellors of a demonstration. */
export async function seed(store: Store, vault: Vault, content: Content, demo: boolean): Promise<void> {
  await store.tx(async (q) => {
    // Two servers that start at once on an empty database must not both import.
    await q.lockPerson('seed');
    for (const pilot of Object.values(content.pilots)) {
      await importPilot(q, pilot, demo);
      if (demo) await seedDemonstration(q, vault, pilot);
    }
  });
}

/** A whole instance, put together but not yet started. */
export interface App {
  world: World;
  pump: Pump;
  routes: Hono;
  /** Ends what waits, finishes what is under way and, once `drained`, lets go of the database. */
  close(drained?: Promise<unknown>): Promise<void>;
}

/** What an app is made of; tests bring their own clock, dice and channels. */
export interface Parts {
  config: Pick<Config, 'publicUrl' | 'production'>;
  store: Store;
  vault: Vault;
  content: Content;
  log: Logger;
  /** Beside the web chat, which is always there. */
  channels?: Channel[];
  /** Opens `/metrics`; without it nothing is counted. */
  metricsToken?: string | undefined;
  mailer?: Mailer | undefined;
  clock?: () => number;
  random?: (bytes: number) => Buffer;
  backups?: Backups | undefined;
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
}: Parts): App {
  const webChat = createWebChat();
  const all = new Map<ChannelName, Channel>([webChat, ...channels].map((channel) => [channel.name, channel]));
  const watched = metricsToken === undefined ? undefined : { metrics: createMetrics(clock), token: metricsToken };
  const meter = watched?.metrics.meter ?? noMeter;
  const demo = !config.production;
  const world: World = { store, vault, content, channels: all, clock, random, demo, log, meter, mailer, backups };
  const pump = createPump(world);
  const { texts } = content.model;
  const secure = config.publicUrl.startsWith('https:');
  let stopping = false;

  const routes = new Hono();
  routes.use(securityHeaders(secure));
  routes.route(
    '/',
    healthRoutes(world, () => stopping),
  );
  routes.route('/', metricsRoutes(world, watched));
  routes.route('/', webhookRoutes(all.values(), pump.receive));
  routes.route('/', calendarRoutes(world));
  routes.route('/', audioRoutes(content.audio));
  routes.route('/', statsApi(world));
  routes.route('/', broadcastsApi(world));
  routes.route('/', appointmentsApi(world));
  routes.route('/', apiBrowser());
  routes.route('/', staffRoutes(world, { secure, wake: pump.wake }));
  routes.route(
    '/',
    webChatRoutes({
      texts,
      receive: pump.receive,
      channel: webChat,
      replies: (handle, after) => fetchReplies(world, 'web-chat', handle, after),
      endSession: (handle) => endSession(world, 'web-chat', handle),
      random,
      clock,
      secure,
      speaks: content.audio.size > 0,
    }),
  );
  const sorry = (c: Context, key: string) => sorryPage(texts, preferred(c, texts), key, c.req.path);
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
    async close(drained) {
      stopping = true;
      await pump.stop();
      await drained;
      await store.close();
    },
  };
}

/** A server that starts alone on its database clears what a killed one left behind. */
export async function clearOldLeases(store: Store): Promise<void> {
  if (store.dialect === 'postgres') return;
  await store.tx(async (q) => {
    await clearLeases(q);
    await clearSoleLeases(q);
  });
}
