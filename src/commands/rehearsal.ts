import { createCipheriv, createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { Content } from '../content.ts';
import { seed } from '../store/seed.ts';
import { migrateSqlite, openSqlite } from '../store/sqlite.ts';
import { createVault, newKeyFile, parseKeys } from '../store/vault.ts';
import type { Stage } from './hold-chat.ts';

const Recording = z.strictObject({
  /** The time on the clock during the whole chat. */
  start: z.iso.datetime(),
  /** The seed of the random bytes, which references are made from. */
  seed: z.int(),
  turns: z.array(z.strictObject({ typed: z.string().optional(), answered: z.string() })),
});
/** A recorded chat, which can be held again. */
export type Recording = z.infer<typeof Recording>;

export const readRecording = (yaml: string): Recording => Recording.parse(parse(yaml));
export const writeRecording = (recording: Recording): string => stringify(recording, { lineWidth: 0 });

/** A fresh demonstration in which the same words get the same answers. Its data is deleted when it is disposed of. */
export async function openRehearsal(
  { start, seed: number }: Pick<Recording, 'start' | 'seed'>,
  content: Content,
): Promise<Stage & AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'saputnik-chat-'));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'saputnik.db');
  migrateSqlite(file);
  const store = opening.adopt(openSqlite(file, { synchronous: 'OFF' }), (opened) => opened.close());
  const vault = createVault(parseKeys(newKeyFile()));
  await seed(store, vault, content, true);
  const now = Date.parse(start);
  const open = opening.move();
  return {
    store,
    vault,
    content,
    clock: () => now,
    random: seededDice(number),
    demo: true,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** Bytes that look random and follow from the seed alone. */
function seededDice(number: number): (bytes: number) => Buffer {
  const key = createHash('sha256').update(`dice ${number}`).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  return (bytes) => cipher.update(Buffer.alloc(bytes));
}
