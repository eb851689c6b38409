import type { Command } from '../cli.ts';
import { readConfig } from '../config.ts';
import { startServer } from '../main.ts';

export const serve: Command = {
  usage: 'serve',
  about: 'runs the server (what npm start does)',
  async run({ env, say }) {
    const { config, secrets } = readConfig(env);
    const stop = await startServer(config, secrets, say);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        stop().catch((error: unknown) => {
          process.stderr.write(`saputnik: the stop failed: ${error}\n`);
          process.exitCode = 1;
        });
      });
    }
  },
};
