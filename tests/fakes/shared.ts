import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Something that runs beside the tests, and where it is reached. */
export interface Running {
  url: string;
  stop(): Promise<void>;
}

/** What a whole run has one of. */
export interface Shared {
  /** Where a test asks for the URL. */
  socket: string;
  /** Ends it, if any test has asked, and everything in its folder. */
  close(): Promise<void>;
}

/** One for the whole run, which starts when the first test asks: none for a run whose tests don't. */
export async function share(start: () => Promise<Running>): Promise<Shared> {
  const folder = await mkdtemp(join(tmpdir(), 'saputnik-test-'));
  const socket = join(folder, 'door.sock');
  let running: Promise<Running> | undefined;
  const door = createServer((connection) => {
    running ??= start();
    running.then(
      ({ url }) => connection.end(`ready ${url}`),
      (error) => connection.end(`It did not start: ${error instanceof Error ? error.stack : error}`),
    );
    connection.on('error', () => {});
  }).listen(socket);
  await once(door, 'listening');
  return {
    socket,
    async close() {
      door.close();
      await (await running?.catch(() => undefined))?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The URL of what is shared at a socket. */
export async function askFor(socket: string): Promise<string> {
  const said = await text(connect(socket));
  const url = /^ready (.+)$/.exec(said)?.[1];
  if (url === undefined) throw new Error(said);
  return url;
}
