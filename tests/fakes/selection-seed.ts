import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** By which the run selects cases of large products (`selection.ts`). */
    seed: number;
  }
}

/** vitest's global setup: one seed for the whole run, printed so that the same cases can be selected again. */
export function setup(project: TestProject): void {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  if (process.env.WHOLE === undefined) process.stdout.write(`cases are selected by SEED=${seed}\n`);
  project.provide('seed', seed);
}
