import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/fakes/selection-seed.ts', 'tests/fakes/postgres-server.ts', 'tests/e2e/browser-server.ts'],
    pool: 'forks',
    // A process reads the program once, for all the files that it runs: no test replaces a module.
    isolate: false,
    maxWorkers: 2,
    // A slow machine makes no test fail: the limit is there for what hangs.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000 } },
  },
});
