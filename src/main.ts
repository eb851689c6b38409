import { once } from 'node:events';
import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { pino } from 'pino';
import { type App, clearOldLeases, createApp } from './app.ts';
import { type Config, isInside, type Secrets } from './config.ts';
import { configuredChannels } from './connect.ts';
import { deployableContent } from './content.ts';
import { lockData, openData, readKeys, readKeyTimes } from './data.ts';
import { createDocuments } from './documents/make.ts';
import { createTypesetter } from './documents/typesetter.ts';
import { StartError } from './errors.ts';
import { createMailer } from './mail.ts';
import { lacksIn } from './ready.ts';
import { DEMONSTRATION, fillDemonstration } from './simulation/fill.ts';
import { createBackups } from './store/backup/write.ts';
import { reasonOf } from './turn/failure.ts';

/** How long a stop waits for open requests, in milliseconds: a request that hangs must not hold it up. */
const DRAIN_MS = 3000;

/**
 * Starts the server and says which addresses to open. Returns a function that stops it: messages that were taken in are
 * processed, and requests that wait for news are answered. Throws a `StartError` or a `ContentError` when it cannot
 * start, and then leaves nothing open.
 */
export async function startServer(
  config: Config,
  secrets: Secrets,
  say: (line: string) => void,
  root: string,
): Promise<() => Promise<void>> {
  const log = pino({ base: null });
  // The keys are read before anything is made, so that a start without them leaves nothing behind.
  const keys = readKeys(config);
  const content = deployableContent(root, config.pilots);
  await using started = new AsyncDisposableStack();
  // Several replicas may share a PostgreSQL database; an SQLite file has one server.
  if (config.databaseUrl === undefined) started.use(lockData(config));
  const { store, vault } = await openData(config, content, keys);
  const channels = await configuredChannels(config, secrets, content, { store, vault }, log);
  const backups = config.backupDir === undefined ? undefined : createBackups(store, vault, config.backupDir, Date.now);
  if (config.production && config.backupDir !== undefined && isInside(config.backupDir, config.dataDir))
    log.warn({ alert: 'backup' }, 'BACKUP_DIR lies inside DATA_DIR: what takes the data takes the backup with it');
  const { metricsToken, smtpUrl } = secrets;
  const { mailFrom, calendarHosts } = config;
  const mailer = smtpUrl === undefined || mailFrom === undefined ? undefined : createMailer(smtpUrl, mailFrom);
  const typesetter = createTypesetter();
  started.defer(() => typesetter.stop());
  const documents = createDocuments(content.model, typesetter);
  const parts = {
    config,
    store,
    vault,
    content,
    log,
    channels,
    metricsToken,
    mailer,
    backups,
    calendarHosts,
    documents,
    keys: readKeyTimes(config),
  };
  const app = createApp(parts);
  let drained: Promise<unknown> | undefined;
  started.defer(() => app.close(drained));
  await clearOldLeases(store);
  const server = serve({ fetch: app.routes.fetch, hostname: config.host, port: config.port }) as Server;
  await listening(server, config);
  started.defer(() => {
    drained = drain(server);
  });
  await app.pump.start();
  if (!config.production) started.defer(fillInBackground(app));
  const lacks = config.production ? await lacksIn({ content, store }, Date.now()) : [];
  for (const line of welcome(config, app, lacks.length)) say(line);
  const running = started.move();
  return () => running.disposeAsync();
}

/** How long an empty demonstration leaves the machine to those who open its first page (ms). */
const FIRST_PAGE = 10_000;

/** Fills an empty demonstration while it runs. Returns a function that breaks that off. */
function fillInBackground({ world }: App): () => Promise<void> {
  const stopping = new AbortController();
  const around = { stop: stopping.signal, pause: FIRST_PAGE };
  const filled = fillDemonstration(world, DEMONSTRATION, around).catch((error: unknown) => {
    if (!stopping.signal.aborted) world.log.error({ reason: reasonOf(error) }, 'the demonstration stays empty');
  });
  return () => {
    stopping.abort();
    return filled;
  };
}

async function listening(server: Server, { host, port }: Config): Promise<void> {
  try {
    if (!server.listening) await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') throw new StartError(`Port ${port} is in use; set PORT to another`);
    if (code === 'EACCES') throw new StartError(`Port ${port} may not be opened by this user; set PORT to another`);
    if (code === 'EADDRNOTAVAIL') throw new StartError(`HOST ${host} is no address of this machine`);
    throw error;
  }
}

/** Takes no new connection, and resolves when the last request is answered, or after `DRAIN_MS`. */
async function drain(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // A browser keeps its connection open for a next request, which no longer comes.
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}

/**
 * The lines that say what to open. Only the demonstration hands out a link that opens the staff pages; elsewhere the
 * command line makes the first account. `lacks`: how much must be mended before people are served.
 */
function welcome(config: Config, { demoPath }: App, lacks: number): string[] {
  const chat = `Web chat:           ${config.publicUrl}/`;
  const telegram =
    config.telegram === undefined
      ? 'Telegram:           off (set TELEGRAM_BOT_TOKEN, from @BotFather)'
      : `Telegram:           on, by ${config.telegram.mode}`;
  const whatsapp = [
    ...(config.whatsappCloud === undefined ? [] : ['WhatsApp:           on, by the Business Cloud API']),
    ...(config.whatsappWeb === undefined
      ? []
      : ['WhatsApp:           on, as a linked device (npm run saputnik -- whatsapp link)']),
  ];
  if (config.production)
    return [
      chat,
      `Listens on:         ${config.host}, port ${config.port}`,
      telegram,
      ...whatsapp,
      ...(lacks === 0
        ? []
        : [`Not ready:          ${lacks} to be mended before people are served (npm run saputnik -- check --release)`]),
      'Staff:              npm run saputnik -- staff add NAME --role admin --pilot PILOT',
    ];
  return [
    'Saputnik is running as a demonstration: imaginary counsellors, no real appointments.',
    chat,
    `Staff pages:        ${config.publicUrl}${demoPath}`,
    telegram,
    ...whatsapp,
    'In the terminal:    npm run chat',
  ];
}
