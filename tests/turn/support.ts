import Database from 'better-sqlite3';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { pino } from 'pino';
import { type App, createApp } from '../../src/app.ts';
import type { Content } from '../../src/content.ts';
import type { Flow } from '../../src/conversation/flow.ts';
import type { ChannelName, Incoming, Reply, Content as Said } from '../../src/conversation/message.ts';
import { createModel } from '../../src/conversation/model.ts';
import type { Store } from '../../src/store/store.ts';
import type { Dialect, Tables } from '../../src/store/tables.ts';
import type { Channel, Sent } from '../../src/turn/channel.ts';
import type { Pump } from '../../src/turn/due/pump.ts';
import type { World } from '../../src/turn/world.ts';
import { START } from '../fakes/clock.ts';
import { openTestStore } from '../fakes/store.ts';
import { content as deployed, type ScriptedChannel, scriptedChannel, seededBytes, testVault } from '../fakes/world.ts';

export const DIALECTS: Dialect[] = ['sqlite', 'postgres'];

export interface Instance {
  world: World;
  pump: Pump;
  routes: App['routes'];
  telegram: ScriptedChannel;
}

/** A whole demonstration on a database of its own, with a clock that stands still unless a test moves it. */
export interface Stage extends Instance, AsyncDisposable {
  store: Store;
  /** The SQLite file, or the address of the database. */
  where: string;
  clock: { now: number };
  /** One message, as a channel hands it over. A text, or what else a person can do. */
  incoming(handle: string, said: Said | string, channel?: ChannelName): Incoming;
  /** Takes messages in, one after the other, and lets everything that follows happen. */
  hear(handle: string, ...said: (Said | string)[]): Promise<void>;
  /** The texts that a handle was sent. */
  texts(handle: string): string[];
  /** What a handle was sent last. */
  last(handle: string): Reply;
  /** Every row of a table, in the order of its key. */
  rows<K extends keyof Tables>(table: K): Promise<Tables[K]['$inferSelect'][]>;
  /** Another instance on the same database, with a channel of its own. */
  beside(options?: Options): Instance;
  /** SQL past the store. */
  execute(sql: string): Promise<void>;
}

export interface Options {
  content?: Content;
  /** Beside the web chat and Telegram. */
  channels?: Channel[];
  store?: Store;
  metricsToken?: string;
}

export async function setStage(dialect: Dialect, options: Options = {}): Promise<Stage> {
  const opened = await openTestStore(dialect, 'demonstration');
  const { store, where } = opened;
  const clock = { now: START };
  const random = seededBytes(1);
  let count = 0;

  const instance = ({ content = deployed, channels = [], store: own = store, metricsToken }: Options): Instance => {
    const telegram = scriptedChannel('telegram');
    const { world, pump, routes } = createApp({
      config: { publicUrl: 'http://localhost:3000', production: false },
      store: own,
      vault: testVault(),
      content,
      log: pino({ level: 'silent' }),
      channels: [telegram, ...channels],
      metricsToken,
      clock: () => clock.now,
      random,
    });
    return { world, pump, routes, telegram };
  };

  const first = instance(options);
  const { pump, telegram } = first;
  const incoming: Stage['incoming'] = (handle, said, channel = 'telegram') => {
    count += 1;
    const content: Said = typeof said === 'string' ? { kind: 'text', text: said } : said;
    return { channel, externalId: `message-${count}`, handle, content, at: clock.now };
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
        await pump.receive([incoming(handle, one)]);
        await pump.settle();
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
    beside: (more = {}) => instance({ store: opened.again(), ...more }),
    execute: (sql) => execute(dialect, where, sql),
    async [Symbol.asyncDispose]() {
      await pump.stop();
      await opened[Symbol.asyncDispose]();
    },
  };
}

async function execute(dialect: Dialect, where: string, sql: string): Promise<void> {
  if (dialect === 'sqlite') {
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

/** The words that lead to the menu with consent given. */
export const JOIN = ['hello', 'English', 'Serbia', 'Yes, I agree', 'Woman'];
/** From the menu to a talk on the first day with the first time offered there. */
export const TO_TIMES = ['Book a talk', 'Finding a job', 'No preference', 'Wed 25 Nov'];

/** The labels of the newest question. */
export const labels = (reply: Reply): string[] => (reply.kind === 'choice' ? reply.options.map((o) => o.label) : []);

/** The reference in a text. */
export function referenceIn(texts: string[]): string {
  const found = texts.map((text) => /reference: ([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(text)?.[1]).findLast((one) => one);
  if (found === undefined) throw new Error('no reference was told');
  return found;
}

/** The deployed flows with some replaced, until they are mended. */
export function brokenContent(flows: Flow[]): Content & { mend(): void } {
  const { model, pilots } = deployed;
  const replaced = Object.fromEntries(flows.map((flow) => [flow.flow, flow]));
  let current = createModel(model.texts, { ...pilots }, { ...model.flowsOf(null), ...replaced }, {});
  return {
    ...deployed,
    get model() {
      return current;
    },
    mend() {
      current = model;
    },
  };
}

/** A turn that writes something and then cannot go on. */
export const FAILING: Flow = {
  flow: 'human',
  interrupt: 'human',
  act: 'human',
  start: 'request',
  steps: {
    request: { kind: 'do', action: 'human.request', on: { soon: 'soon', unknown: 'soon' } },
    soon: { kind: 'say', next: 'nowhere' },
    nowhere: { kind: 'call', flow: 'nowhere', next: 'end' },
  },
};

export interface Held {
  /** Resolves when the channel has been given something for the handle. */
  asked: Promise<void>;
  /** Lets it go through, or end otherwise. */
  release(outcome?: Sent): void;
}

/** Makes the next send to a handle take until it is released. */
export function hold(channel: ScriptedChannel, handle: string): Held {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<Sent | undefined>();
  const send = channel.send;
  channel.send = async (to, reply, earlier) => {
    if (to !== handle) return send(to, reply, earlier);
    channel.send = send;
    asked.resolve();
    return (await released.promise) ?? send(to, reply, earlier);
  };
  return { asked: asked.promise, release: released.resolve };
}
