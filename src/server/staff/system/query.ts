import { CHANNELS, type ChannelName } from '../../../conversation/message.ts';
import { readBacklog, type Waiting, waitingReplies } from '../../../store/backlog.ts';
import { databaseVersion, migrationsOf } from '../../../store/backup/format.ts';
import type { BackupsKept } from '../../../store/backup/look.ts';
import { countOldKeys } from '../../../store/rotation.ts';
import type { KeyTimes } from '../../../store/vault.ts';
import type { Condition } from '../../../turn/channel.ts';
import { type JobSeen, lookAtJobs } from '../../../turn/due/jobs-seen.ts';
import { deadLetters, isTheirs } from '../../../turn/office/dead-letters.ts';
import type { World } from '../../../turn/world.ts';
import { version } from '../../version.ts';

/** A channel as an admin looks at it. */
export interface ChannelSeen {
  name: ChannelName;
  /** It is configured. */
  isOn: boolean;
  /** How it is; null where it is off, and where only the process of the server knows it. */
  condition: Condition | null;
  /** The replies that it has not sent yet. */
  waiting: Waiting;
}

/** The backups, or that no folder is configured. */
export type BackupsSeen =
  | 'none'
  | {
      folder: string;
      /** Null where the folder cannot be read. */
      kept: BackupsKept | null;
      /** How many tries have failed since the last that did not, and the code of the last failure. */
      attempts: number;
      reason: string | null;
    };

/** The master keys. */
export interface KeysSeen {
  /** Null where there is no file of them. */
  times: KeyTimes | null;
  /** How many keys of people an older master key still locks: a rotation was broken off. */
  old: number;
}

/** How an instance is. Nothing in it tells of any one person. Times are epoch ms. */
export interface System {
  channels: ChannelSeen[];
  /** The messages that wait for their turn. */
  messages: Waiting;
  /** Dead letters: those that the reader may deal with, and replies that a block holds back. */
  letters: { inbox: number; outbox: number; blocked: number };
  backups: BackupsSeen;
  keys: KeysSeen;
  jobs: JobSeen[];
  versions: { saputnik: string; node: string; database: string; migrations: number };
  /** When the process of the server began; null for another process. */
  startedAt: number | null;
}

/** The parts of a world that are looked at; a command of the command line has them, but for the server's process. */
export interface Looked extends Pick<World, 'store' | 'vault' | 'clock' | 'channels' | 'mailer' | 'backups'> {
  process: Pick<World['process'], 'jobsDone' | 'keys'>;
  startedAt: number | null;
  /** The channels that are configured, whether they run in this process or not. */
  on: readonly ChannelName[];
}

/** A world, as it looks at itself. */
export const lookedAt = (world: World): Looked => ({
  ...world,
  startedAt: world.process.startedAt,
  on: [...world.channels.keys()],
});

/** Looks at an instance. `pilots`: those of the reader, whose dead letters count; null counts all. */
export async function systemOf(looked: Looked, pilots: readonly string[] | null): Promise<System> {
  const { store, vault, clock, process: own, startedAt } = looked;
  const q = store.read;
  const now = clock();
  const { letters, blocked } = await deadLetters(looked);
  const theirs = pilots === null ? letters : letters.filter((letter) => isTheirs(letter, pilots));
  const jobs = await lookAtJobs(q, looked, own.jobsDone, now);
  return {
    channels: await channelsOf(looked),
    messages: (await readBacklog(q, [], now)).inbox,
    letters: {
      inbox: theirs.filter(({ queue }) => queue === 'inbox').length,
      outbox: theirs.filter(({ queue }) => queue === 'outbox').length,
      blocked,
    },
    backups: await backupsOf(
      looked,
      jobs.find(({ kind }) => kind === 'backup'),
    ),
    keys: { times: own.keys ?? null, old: await countOldKeys(store, vault) },
    jobs,
    versions: {
      saputnik: version,
      node: process.versions.node,
      database: `${store.dialect === 'sqlite' ? 'SQLite' : 'PostgreSQL'} ${await databaseVersion(q)}`,
      migrations: await migrationsOf(q),
    },
    startedAt,
  };
}

async function channelsOf({ store, channels, on, startedAt }: Looked): Promise<ChannelSeen[]> {
  const replies = await waitingReplies(store.read);
  const always: Condition | null = startedAt === null ? null : { state: 'running', since: startedAt, why: null };
  return CHANNELS.filter((name) => name !== 'terminal').map((name) => {
    const channel = channels.get(name);
    return {
      name,
      isOn: on.includes(name),
      condition: channel === undefined ? null : (channel.condition?.() ?? always),
      waiting: replies.get(name) ?? { count: 0, since: null },
    };
  });
}

async function backupsOf({ backups }: Looked, job: JobSeen | undefined): Promise<BackupsSeen> {
  if (backups === undefined) return 'none';
  const kept = await backups.look().catch(() => null);
  return { folder: backups.folder, kept, attempts: job?.attempts ?? 0, reason: job?.reason ?? null };
}
