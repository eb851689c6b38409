import type { Instance } from './instance.ts';
import { ARRIVED, type Turn } from './script.ts';

/** The next turn of one of a crowd. */
export interface Next {
  person: number;
  turn: Turn;
}

export interface Crowd {
  readonly size: number;
  handle(person: number): string;
  /** Everybody's next turn, `count` times: `[wave][person]`. */
  waves(count: number): Next[][];
}

/** People who walk through the script in step, and stand at the menu to begin with. */
export function createCrowd(turns: readonly Turn[], name: string, size: number): Crowd {
  let at = ARRIVED;
  return {
    size,
    handle: (person) => `${name}-${person}`,
    waves(count) {
      const waves = turns
        .slice(at, at + count)
        .map((turn) => Array.from({ length: size }, (_, person) => ({ person, turn })));
      if (waves.length < count) throw new RangeError('the rehearsal was too short');
      at += count;
      return waves;
    },
  };
}

/** Brings everybody to the menu. */
export async function arrive(
  instance: Instance,
  channel: 'web-chat' | 'telegram',
  turns: readonly Turn[],
  crowd: Crowd,
): Promise<void> {
  for (const { said } of turns.slice(0, ARRIVED)) {
    const all = Array.from({ length: crowd.size }, (_, person) => instance.hear(channel, crowd.handle(person), said));
    await Promise.all(all);
  }
}
