import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Reply, Content as Said } from '../../src/conversation/message.ts';

/** A message as its provider keeps it until we acknowledge it. */
export interface Planned {
  id: string;
  handle: string;
  said: Said;
}

/** What the world outside knows, in files beside the database, which outlive the process. */
export interface Journal {
  plan(messages: Planned[]): void;
  acknowledge(ids: string[]): void;
  /** A reply that the provider has shown, with its file; on the disk before this returns. */
  show(handle: string, reply: Reply, file?: Uint8Array): void;
  planned(): Planned[];
  acknowledged(): Set<string>;
  /** The marks of what was shown to each handle, in order. */
  shown(): Map<string, string[]>;
  /** What was shown with a file, in order. */
  files(): { handle: string; mark: string; file: string }[];
}

const hashOf = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('base64url').slice(0, 16);

export const markOf = (reply: Reply): string => hashOf(JSON.stringify(reply));

export function openJournal(folder: string): Journal {
  const plans = join(folder, 'planned.log');
  const acks = join(folder, 'acknowledged.log');
  const shows = join(folder, 'shown.log');
  // A killed process can leave half a line, of which nobody was told.
  const lines = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []);
  return {
    plan: (messages) => appendFileSync(plans, messages.map((message) => `${JSON.stringify(message)}\n`).join('')),
    acknowledge: (ids) => appendFileSync(acks, ids.map((id) => `${id}\n`).join('')),
    show(handle, reply, file) {
      const log = openSync(shows, 'a');
      writeSync(log, `${[handle, markOf(reply), ...(file === undefined ? [] : [hashOf(file)])].join(' ')}\n`);
      fsyncSync(log);
      closeSync(log);
    },
    planned: () => lines(plans).map((line) => JSON.parse(line) as Planned),
    acknowledged: () => new Set(lines(acks)),
    shown() {
      const byHandle = Map.groupBy(
        lines(shows).map((line) => line.split(' ')),
        ([handle]) => handle ?? '',
      );
      return new Map([...byHandle].map(([handle, entries]) => [handle, entries.map(([, mark]) => mark ?? '')]));
    },
    files: () =>
      lines(shows).flatMap((line) => {
        const [handle = '', mark = '', file] = line.split(' ');
        return file === undefined ? [] : [{ handle, mark, file }];
      }),
  };
}

/**
 * Compares what was shown with what was to be shown: everything in order, where each may be repeated at once. Returns
 * how many repetitions there are; nothing where anything is missing, new, or out of order.
 */
export function repetitions(shown: readonly string[], expected: readonly string[]): number | undefined {
  const was = runs(shown);
  const due = runs(expected);
  const agrees =
    was.length === due.length && due.every((run, i) => was[i]?.mark === run.mark && (was[i]?.times ?? 0) >= run.times);
  return agrees ? shown.length - expected.length : undefined;
}

function runs(marks: readonly string[]): { mark: string; times: number }[] {
  const found: { mark: string; times: number }[] = [];
  for (const mark of marks) {
    const last = found.at(-1);
    if (last?.mark === mark) last.times += 1;
    else found.push({ mark, times: 1 });
  }
  return found;
}
