import type { Logger } from 'pino';
import type { Content } from '../content.ts';
import type { ChannelName } from '../conversation/message.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../store/vault.ts';
import { type Channel, isPull } from './channel.ts';
import type { Mailer } from './mailer.ts';
import type { Meter } from './meter.ts';

/** Copies for a bad day, in a folder that the operator names. */
export interface Backups {
  /** A new data file, and the keys as they are after it. */
  writeAll(): Promise<void>;
  /** The keys file anew, so that none holds the key of somebody who was forgotten. */
  writeKeys(): Promise<void>;
}

/** What every turn is made with; passed in, so that tests hold the clock and the dice. */
export interface World {
  readonly store: Store;
  readonly vault: Vault;
  readonly content: Content;
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  /** Epoch milliseconds. */
  clock(): number;
  random(bytes: number): Buffer;
  /** Says so at everything that looks real, and leaves its rows out of every count. */
  readonly demo: boolean;
  readonly log: Logger;
  readonly meter: Meter;
  /** Absent where no mail server is named. */
  readonly mailer?: Mailer | undefined;
  /** Absent where no folder is named. */
  readonly backups?: Backups | undefined;
}

/** 128 random bits. */
export const newId = (world: Pick<World, 'random'>): string => world.random(16).toString('base64url');

const DAY = 86_400_000;
export const toDay = (ms: number): number => Math.floor(ms / DAY) * DAY;

/** The channel of a contact; one that this instance does not run cannot be answered on. */
export function channelOf(world: World, name: string): Channel {
  const channel = world.channels.get(name as ChannelName);
  if (channel === undefined) throw new Error(`channel ${name} is not running`);
  return channel;
}

/** Whether a channel that runs here can be the first to write: a reminder, news. */
export const writesFirst = (world: World, name: string): boolean =>
  world.channels.get(name as ChannelName)?.can.reminds === true;

/** Tells a device that fetches its replies that there are some. */
export function wakeReader(world: World, name: string, handle: string): void {
  const channel = world.channels.get(name as ChannelName);
  if (channel !== undefined && isPull(channel)) channel.wake(handle);
}
