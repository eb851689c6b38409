import type { Command } from '../cli.ts';
import { readConfig } from '../config.ts';
import { startServer } from '../main.ts';

export const serve: Command = {
  usage: 'serve',
  about: 'runs the server (what npm start does)',
  async run({ env, say, complain }) {
    const { config, secrets } = readConfig(env);
    const stop = await startServer(config, secrets, say);
    // A terminal tells npm and us, and npm tells us again: the second time must not break off the stop.
    let isStopping = false;
    const onSignal = async () => {
      if (isStopping) return;
      isStopping = true;
      try {
        await stop();
      } catch (error) {
        complain(`saputnik: the stop failed: ${error}`);
        process.exitCode = 1;
      }
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal);
  },
};
