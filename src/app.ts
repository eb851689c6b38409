import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';
import type { Logger } from 'pino';
import { createTelegram } from './channels/telegram.ts';
import { createWebChat } from './channels/web-chat.ts';
import { type Config, type Secrets, StartError } from './config.ts';
import { type Content, ContentError, loadContent } from './content.ts';
import type { ChannelName } from './conversation/message.ts';
import { calendarRoutes } from './server/calendar.ts';
import { healthRoutes } from './server/health.ts';
import { staffRoutes } from './server/staff.ts';
import { webChatRoutes } from './server/web-chat.ts';
import { clearLeases } from './store/outbox.ts';
import { migratePostgres, openPostgres } from './store/postgres.ts';
import { importPilot, seedDemonstration } from './store/seed.ts';
import { migrateSqlite, openSqlite } from './store/sqlite.ts';
import type { Store } from './store/store.ts';
import { createVault, newKeyFile, parseKeys, type Vault, VaultError } from './store/vault.ts';
import type { Channel } from './turn/channel.ts';
import { createPump, type Pump } from './turn/pump.ts';
import { endSession, fetchReplies } from './turn/transcript.ts';
import type { World } from './turn/world.ts';

/** The project's folder, where `flows/`, `locales/` and `migrations/` are. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Reads flows and texts, and refuses to run with what the check finds. */
export function deployableContent(pilots?: readonly string[]): Content {
  let content: Content;
  try {
    content = loadContent(ROOT, pilots);
  } catch (error) {
    if (error instanceof ContentError) throw new StartError(error.message);
    throw error;
  }
  const [first] = content.findings;
  if (first !== undefined) {
    const others =
      content.findings.length === 1 ? '' : ` (and ${content.findings.length - 1} more: npm run saputnik -- check)`;
    throw new StartError(`Flows or texts are broken: ${first.where} ${first.what}${others}`);
  }
  return content;
}

/** The folder for everything that is kept; made where it isn't there. */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
    if (existsSync(join(dataDir, 'saputnik.db'))) accessSync(join(dataDir, 'saputnik.db'), constants.W_OK);
  } catch {
    throw new StartError(`Cannot write to the data folder ${dataDir}`);
  }
}

/** Opens the keys; in the demonstration, and only there, a missing file is made. */
export function openVault(config: Config): Vault {
  const file = config.secretKeyFile;
  if (!existsSync(file)) {
    if (config.production)
      throw new StartError(`SECRET_KEY_FILE ${file} is not there; "npm run saputnik -- keys new FILE" makes one`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, newKeyFile(), { mode: 0o600, flag: 'wx' });
  }
  try {
    return createVault(parseKeys(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof VaultError) throw new StartError(`${file}: ${error.message}`);
    throw new StartError(`Cannot read the keys in ${file}`);
  }
}

/** Opens the database with its tables up to date. */
export async function openStore(config: Config): Promise<Store> {
  if (config.databaseUrl === undefined) {
    const file = join(config.dataDir, 'saputnik.db');
    migrateSqlite(file);
    return openSqlite(file);
  }
  try {
    await migratePostgres(config.databaseUrl);
  } catch (error) {
    // The address holds a password; the code says enough.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new StartError(`Cannot open the database of DATABASE_URL (${code})`);
  }
  return openPostgres(config.databaseUrl);
}

/** First imports of the pilots served, and the imaginary counsellors of a demonstration. */
export async function seed(store: Store, vault: Vault, content: Content, demo: boolean): Promise<void> {
  await store.tx(async (q) => {
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
  /** Stops taking in, finishes what is under way, lets go of the database. */
  close(): Promise<void>;
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
  clock?: () => number;
  random?: (bytes: number) => Buffer;
}

export function createApp({
  config,
  store,
  vault,
  content,
  log,
  channels = [],
  clock = Date.now,
  random = randomBytes,
}: Parts): App {
  const webChat = createWebChat();
  const all = new Map<ChannelName, Channel>([webChat, ...channels].map((channel) => [channel.name, channel]));
  const world: World = { store, vault, content, channels: all, clock, random, demo: !config.production, log };
  const pump = createPump(world);
  const secure = config.publicUrl.startsWith('https:');
  let stopping = false;

  const routes = new Hono();
  routes.route(
    '/',
    healthRoutes(world, () => stopping),
  );
  routes.route('/', calendarRoutes(world, secure));
  routes.route('/', staffRoutes(world, { secure, wake: pump.wake }));
  routes.route(
    '/',
    webChatRoutes({
      texts: content.model.texts,
      receive: pump.receive,
      channel: webChat,
      replies: (handle, after) => fetchReplies(world, 'web-chat', handle, after),
      endSession: (handle) => endSession(world, 'web-chat', handle),
      random,
      clock,
      secure,
    }),
  );
  routes.onError((error, c) => {
    log.error({ reason: error.name, path: c.req.routePath }, 'a request failed');
    return c.text('', 500);
  });

  return {
    world,
    pump,
    routes,
    async close() {
      stopping = true;
      await pump.stop();
      await store.close();
    },
  };
}

/** The channels that the configuration names. */
export function configuredChannels(config: Config, secrets: Secrets, log: Logger): Channel[] {
  if (config.telegram === undefined || secrets.telegramToken === undefined) return [];
  const wait = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {});
  return [createTelegram({ token: secrets.telegramToken, ...config.telegram, clock: Date.now, log, wait })];
}

/** A server that starts alone on its database clears what a killed one left behind. */
export async function clearOldLeases(store: Store): Promise<void> {
  if (store.dialect === 'sqlite') await store.tx(clearLeases);
}
