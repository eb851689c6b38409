import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../../src/app.ts';
import type { ChannelName, Content as Said } from '../../src/conversation/message.ts';
import { seed } from '../../src/store/seed.ts';
import { migrateSqlite, openSqlite } from '../../src/store/sqlite.ts';
import type { Store } from '../../src/store/store.ts';
import type { Channel } from '../../src/turn/channel.ts';
import type { DocumentMaker } from '../../src/turn/document-maker.ts';
import type { Limits } from '../../src/turn/limits.ts';
import { START } from '../fakes/clock.ts';
import { content, createDemonstration, testVault } from '../fakes/parts.ts';

/** A temporary folder that goes with what was in it. */
export function temporaryFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), 'saputnik-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A SQLite file with its tables, as the server opens it. */
export function openFile(file: string, synchronous: 'FULL' | 'NORMAL' = 'FULL'): Store {
  migrateSqlite(file);
  return openSqlite(file, { synchronous });
}

/** A few people do here what thousands do elsewhere. */
const NO_LIMITS: Limits = { take: () => true, allows: () => true, isToTell: () => false, isCrowd: () => false };

/** From a working morning on, so that a booking finds the same times on whatever day this runs. */
export const workingClock = (): number => START + Math.floor(performance.now());

export interface Instance extends AsyncDisposable {
  app: App;
  /** One message of one person; resolves when it is durable and has had its effect. */
  hear(channel: ChannelName, handle: string, said: Said): Promise<void>;
}

/** The deployed application as a demonstration, encryption and all. */
export async function openInstance(
  store: Store,
  channels: Channel[] = [],
  clock: () => number = workingClock,
  documents?: DocumentMaker,
): Promise<Instance> {
  await seed(store, testVault(), content, true);
  const app = createDemonstration({ store, channels, clock, documents, limits: NO_LIMITS });
  let count = 0;
  return {
    app,
    async hear(channel, handle, said) {
      count += 1;
      await app.pump.receive([{ channel, externalId: `${handle}/${count}`, handle, content: said, at: clock() }]);
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}
