import type { Figure } from '../bench/figures.ts';

/** What a torture found out. */
export interface Verdict {
  figures: Figure[];
  /** Promises that were broken, in words; none, if all is well. */
  violations: string[];
}

/** One kind of torture. */
export interface Torture {
  name: string;
  /** `isShort`: as much as a build server has time for. Returns why, in a line, where the machine does not allow it. */
  run(seed: number, isShort: boolean): Promise<Verdict | string>;
}

/** Collects violations; only the first few of each kind are spelled out. */
export function collector(): { violations: string[]; expect(holds: boolean, what: string, about?: string): void } {
  const violations: string[] = [];
  const seen = new Map<string, number>();
  return {
    violations,
    expect(holds, what, about) {
      if (holds) return;
      const times = (seen.get(what) ?? 0) + 1;
      seen.set(what, times);
      if (times <= 3) violations.push(about === undefined ? what : `${what} (${about})`);
    },
  };
}
