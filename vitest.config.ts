import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/fakes/postgres-server.ts'],
    pool: 'forks',
    // Browsers and databases share two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
