import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import type { App, Parts } from '../../src/app.ts';
import type { ChannelName, Incoming, Reply, Content as Said } from '../../src/conversation/message.ts';
import { seed } from '../../src/store/seed.ts';
import type { Store } from '../../src/store/store.ts';
import type { Dialect, Tables } from '../../src/store/tables.ts';
import { START } from './clock.ts';
import {
  content,
  createDemonstration,
  type ScriptedChannel,
  scriptedChannel,
  seededBytes,
  testVault,
} from './parts.ts';
import { openTestStore, type TestStore } from './store.ts';

/** An instance with a Telegram that shows to a test what it sends. */
export interface Instance extends App {
  telegram: ScriptedChannel;
}

/** The parts that an instance has in place of the usual ones. */
export interface Options
  extends Partial<Pick<Parts, 'config' | 'content' | 'documents' | 'log' | 'mailer' | 'metricsToken' | 'random'>> {
  telegram?: ScriptedChannel;
  /** More channels, beside the web chat and Telegram; one of the same name takes the place of the scripted one. */
  channels?: Parts['channels'];
}

/** A whole demonstration on real parts, with a clock that stands still unless a test moves it. */
export interface Stage extends Instance, AsyncDisposable {
  store: Store;
  /** The SQLite file, or the address of the database. */
  where: string;
  clock: { now: number };
  /** One message, as a channel hands it over. A text, or what else a person can do. */
  incoming(handle: string, said: Said | string, channel?: ChannelName): Incoming;
  /**
   * Takes messages in, one after the other, and lets everything that follows happen. A person who is asked who writes, after
   * a long silence, says that it is them; what was not taken is said again.
   */
  hear(handle: string, ...said: (Said | string)[]): Promise<void>;
  /** The texts that a handle was sent. */
  texts(handle: string): string[];
  /** The reply that a handle was sent last. */
  last(handle: string): Reply;
  /** Every row of a table, in the order of its key. */
  rows<K extends keyof Tables>(table: K): Promise<Tables[K]['$inferSelect'][]>;
  /** Another instance on the same database, with a Telegram of its own. */
  beside(options?: Options & { store?: Store }): Instance;
  /** Runs SQL past the store. */
  execute(sql: string): Promise<void>;
}

const ME = new Set(
  content.model.texts.languages.map(({ tag }) => content.model.texts.say(tag, 'who:whether.options.me')),
);

/** The button by which a person says that it is them, where a reply asks for it. */
const knownBy = (reply: Reply | undefined): string | undefined =>
  reply?.kind === 'choice' ? reply.options.find(({ label }) => ME.has(label))?.id : undefined;

const isStanding = (said: Said | string): boolean =>
  typeof said === 'object' && said.kind === 'tap' && said.button.startsWith('s.');

/**
 * Opens a demonstration on a database of its own, which goes with it; or on a test store that is open already, which is
 * seeded as a server does when it starts, and stays open. `clock`: the one that its channels read as well.
 */
export async function openStage(
  on: Dialect | TestStore,
  { clock = { now: START }, ...options }: Options & { clock?: Stage['clock'] } = {},
): Promise<Stage> {
  const opened = typeof on === 'string' ? await openTestStore(on, 'demonstration') : on;
  const { store, where } = opened;
  if (opened === on) await seed(store, testVault(), content, true);
  const random = seededBytes(1);

  const instance = (own: Store, { telegram = scriptedChannel('telegram'), channels = [], ...parts }: Options) => {
    const usual = { store: own, clock: () => clock.now, random };
    return { ...createDemonstration({ ...usual, ...parts, channels: [telegram, ...channels] }), telegram };
  };

  const first = instance(store, options);
  const { pump, telegram } = first;
  const incoming: Stage['incoming'] = (handle, said, channel = 'telegram') => {
    const content: Said = typeof said === 'string' ? { kind: 'text', text: said } : said;
    return { channel, externalId: randomUUID(), handle, content, at: clock.now };
  };
  const sentTo = (handle: string) => telegram.sent.filter((one) => one.handle === handle).map((one) => one.reply);
  return {
    ...first,
    store,
    where,
    clock,
    incoming,
    async hear(handle, ...said) {
      for (const one of said) {
        const take = async (said: Said | string) => {
          await pump.receive([incoming(handle, said)]);
          await pump.settle();
        };
        await take(one);
        const me = knownBy(sentTo(handle).at(-1));
        if (me === undefined) continue;
        await take({ kind: 'tap', button: me });
        if (!isStanding(one)) await take(one);
      }
    },
    texts: (handle) => sentTo(handle).map((reply) => (reply.kind === 'clear' ? '(clear)' : reply.text)),
    last(handle) {
      const reply = sentTo(handle).at(-1);
      if (reply === undefined) throw new Error(`nothing was sent to ${handle}`);
      return reply;
    },
    async rows(table) {
      return store.read.db
        .select()
        .from(store.read.t[table] as Tables['person'])
        .orderBy(sql`1, 2`) as never;
    },
    beside: ({ store: own = opened.again(), ...more } = {}) => instance(own, more),
    execute: (sql) => execute(opened, sql),
    async [Symbol.asyncDispose]() {
      await pump.stop();
      if (opened !== on) await opened[Symbol.asyncDispose]();
    },
  };
}

async function execute({ store, where }: TestStore, sql: string): Promise<void> {
  if (store.dialect === 'sqlite') {
    const connection = new Database(where);
    connection.exec(sql);
    connection.close();
    return;
  }
  const client = new pg.Client(where);
  await client.connect();
  await client.query(sql);
  await client.end();
}
