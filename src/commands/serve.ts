import { readConfig } from '../config.ts';
import { startServer } from '../main.ts';
import { command } from './command.ts';

export const serve = command({
  async run({ env, say, complain }) {
    const { config, secrets } = readConfig(env);
    const starting = startServer(config, secrets, say);
    let isStopping = false;
    const stop = async () => {
      // A terminal tells npm and us, and npm tells us again: the second time must not break off the stop.
      if (isStopping) return;
      isStopping = true;
      const stopServer = await starting;
      try {
        await stopServer();
      } catch (error) {
        complain(`saputnik: the stop failed: ${error}`);
        process.exitCode = 1;
      }
    };
    // A start that fails says so by itself.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop().catch(() => {}));
    await starting;
  },
});
