import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { pino } from 'pino';
import {
  type App,
  clearOldLeases,
  configuredChannels,
  createApp,
  deployableContent,
  openStore,
  openVault,
  prepareDataDir,
  seed,
} from './app.ts';
import { type Config, type Secrets, StartError } from './config.ts';
import { hashToken } from './server/staff.ts';
import { AlreadyRunningError, lockFile } from './store/sqlite.ts';
import { addToken, revokeTokens } from './store/staff.ts';

const DEMO_LABEL = 'demonstration';
/** A request that hangs must not hold up a shutdown. */
const DRAIN_MS = 3000;

/** Starts the server and says what to open. Throws `StartError` where it cannot. */
export async function startServer(
  config: Config,
  secrets: Secrets,
  say: (line: string) => void,
): Promise<() => Promise<void>> {
  const log = pino({ base: null });
  const content = deployableContent(config.pilots);
  prepareDataDir(config.dataDir);
  const lock = config.databaseUrl === undefined ? lockData(config.dataDir) : undefined;
  const vault = openVault(config);
  const store = await openStore(config);
  await clearOldLeases(store);
  await seed(store, vault, content, !config.production);
  const app = createApp({ config, store, vault, content, log, channels: configuredChannels(config, secrets, log) });
  const server = serve({ fetch: app.routes.fetch, port: config.port }) as Server;
  await listening(server, config.port).catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  await app.pump.start();
  for (const line of await welcome(config, app)) say(line);

  return async () => {
    server.close();
    const drained = once(server, 'close');
    await app.close();
    server.closeIdleConnections();
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    await drained;
    clearTimeout(timer);
    lock?.[Symbol.dispose]();
  };
}

function lockData(dataDir: string): Disposable {
  try {
    return lockFile(dataDir);
  } catch (error) {
    if (error instanceof AlreadyRunningError) throw new StartError(error.message);
    throw error;
  }
}

async function listening(server: Server, port: number): Promise<void> {
  try {
    if (!server.listening) await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new StartError(`Port ${port} is in use; set PORT to another`);
    if (code === 'EACCES') throw new StartError(`Port ${port} may not be opened by this user; set PORT to another`);
    throw error;
  }
}

/** What to open. Only the demonstration hands out a key to its list; elsewhere the command line makes one. */
async function welcome(config: Config, { world }: App): Promise<string[]> {
  const chat = `Web chat:           ${config.publicUrl}/`;
  const telegram =
    config.telegram === undefined
      ? 'Telegram:           off (set TELEGRAM_BOT_TOKEN, from @BotFather)'
      : 'Telegram:           on';
  if (config.production)
    return [chat, telegram, 'Staff:              npm run saputnik -- token add LABEL --role counsellor --pilot PILOT'];
  const token = randomBytes(32).toString('base64url');
  await world.store.tx(async (q) => {
    await revokeTokens(q, DEMO_LABEL, world.clock());
    const pilots = Object.keys(world.content.pilots);
    await addToken(q, {
      hash: hashToken(token),
      label: DEMO_LABEL,
      role: 'counsellor',
      pilots,
      createdAt: world.clock(),
    });
  });
  return [
    'Saputnik is running as a demonstration: imaginary counsellors, no real appointments.',
    chat,
    `Counsellors' list:  ${config.publicUrl}/staff/enter#${token}`,
    telegram,
    'In the terminal:    npm run chat',
  ];
}
