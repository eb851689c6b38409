import type { Logger } from 'pino';
import type { Content } from '../content.ts';
import type { ChannelName } from '../conversation/message.ts';
import type { Chat } from '../conversation/model.ts';
import type { BackupsKept } from '../store/backup/look.ts';
import type { Store } from '../store/store.ts';
import type { KeyTimes, Vault } from '../store/vault.ts';
import { type Channel, isPull, type PushChannel } from './channel.ts';
import type { DocumentMaker } from './document-maker.ts';
import type { Limits } from './limits.ts';
import type { Mailer } from './mailer.ts';
import type { Meter } from './meter.ts';
import type { Refusals } from './refusals.ts';

/** Backups, in a folder that the operator names. */
export interface Backups {
  readonly folder: string;
  /** Writes a new data file, and the keys as they are after it. */
  writeAll(): Promise<void>;
  /** Writes the keys file anew, so that no keys file holds the key of a forgotten person. */
  writeKeys(): Promise<void>;
  /** What lies in the folder. Rejects where it cannot be read. */
  look(): Promise<BackupsKept>;
}

/** What this process knows, and no database. */
interface ThisProcess {
  /** Epoch ms. */
  readonly startedAt: number;
  /** When it last finished a job of each kind (epoch ms). */
  readonly jobsDone: Map<string, number>;
  /** Absent where the keys are not in a file. */
  readonly keys?: KeyTimes | undefined;
}

/** Everything that a turn depends on; passed in, so that tests control the clock and the random numbers. */
export interface World {
  readonly store: Store;
  readonly vault: Vault;
  readonly content: Content;
  readonly channels: ReadonlyMap<ChannelName, Channel>;
  /** Epoch milliseconds. */
  clock(): number;
  random(bytes: number): Buffer;
  /** A demonstration says so at everything that looks real, and leaves its rows out of every count. */
  readonly demo: boolean;
  readonly log: Logger;
  readonly meter: Meter;
  readonly refusals: Refusals;
  readonly limits: Limits;
  /** Hosts of calendars that may be asked though their address is not public, and without encryption. */
  readonly calendarHosts: ReadonlySet<string>;
  /** The address at which people and staff reach us, without a slash at its end. */
  readonly publicUrl: string;
  /** Absent where files cannot be made, as on the command line. */
  readonly documents?: DocumentMaker | undefined;
  /** Absent when no mail server is configured. */
  readonly mailer?: Mailer | undefined;
  readonly process: ThisProcess;
  /** Absent when no backup folder is configured. */
  readonly backups?: Backups | undefined;
}

/** The part of a world that a change of an appointment needs; a command of the command line has it too. */
export type Booking = Pick<World, 'vault' | 'content' | 'demo' | 'log' | 'clock'>;

/** 128 random bits. */
export const newId = (world: Pick<World, 'random'>): string => world.random(16).toString('base64url');

const DAY = 86_400_000;
export const toDay = (ms: number): number => Math.floor(ms / DAY) * DAY;

/** The chats with us that people can open, as far as their addresses are known by now. */
export function chatsOf({ channels, publicUrl }: Pick<World, 'channels' | 'publicUrl'>): Chat[] {
  return [...channels.values()].flatMap((channel) => {
    const address = isPull(channel) ? publicUrl : channel.chat?.();
    return address === undefined ? [] : [{ channel: channel.name, address, writesFirst: channel.can.reminds }];
  });
}

/** The channel of a contact. Throws when this instance does not run it: then the contact cannot be answered. */
export function channelOf(world: World, name: string): Channel {
  const channel = world.channels.get(name as ChannelName);
  if (channel === undefined) throw new Error(`channel ${name} is not running`);
  return channel;
}

/** Whether this instance runs a channel. */
export const runsHere = (world: World, name: string): boolean => world.channels.has(name as ChannelName);

/** Whether a channel that runs here can be the first to write: a reminder, news. */
export const writesFirst = (world: World, name: string): boolean =>
  world.channels.get(name as ChannelName)?.can.reminds === true;

/** The channel in which staff are told of appointments and requests, if one runs here. */
export function staffChannel({ channels }: Pick<World, 'channels'>): PushChannel | undefined {
  for (const channel of channels.values()) if (!isPull(channel) && channel.can.tellsStaff) return channel;
  return undefined;
}

/** Tells a device that fetches its replies that there are some to fetch. */
export function wakeReader(world: World, name: string, handle: string): void {
  const channel = world.channels.get(name as ChannelName);
  if (channel !== undefined && isPull(channel)) channel.wake(handle);
}
