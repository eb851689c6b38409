/** What a stretch of work took. */
export interface Lap {
  turns: number;
  /** Wall clock, milliseconds. */
  ms: number;
  /** Processor time of the whole process, microseconds. */
  cpu: number;
  /** Each turn's, milliseconds. */
  latencies: number[];
}

export const perSecond = ({ turns, ms }: Lap): number => (turns / ms) * 1000;
export const cpuPerTurn = ({ turns, cpu }: Lap): number => cpu / turns;

/** Runs `work`, which handles `turns` turns and may time each of them. */
export async function lap(
  turns: number,
  work: (time: (turn: () => Promise<void> | void) => Promise<void>) => Promise<void>,
): Promise<Lap> {
  const latencies: number[] = [];
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  await work(async (turn) => {
    const began = performance.now();
    await turn();
    latencies.push(performance.now() - began);
  });
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { turns, ms, cpu: user + system, latencies };
}
