import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { Content } from '../content.ts';
import { bytesOf } from '../simulation/dice.ts';
import { openScratch } from '../simulation/scratch.ts';
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
  { start, seed }: Pick<Recording, 'start' | 'seed'>,
  content: Content,
): Promise<Stage & AsyncDisposable> {
  const scratch = await openScratch(content);
  const now = Date.parse(start);
  return { ...scratch, content, clock: () => now, random: bytesOf(seed), demo: true };
}
