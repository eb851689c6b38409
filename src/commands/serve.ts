import { readConfig } from '../config.ts';
import { startServer } from '../main.ts';
import { command } from './command.ts';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

export const serve = command({
  async run({ env, root, say, complain }) {
    const { config, secrets } = readConfig(env);
    const starting = startServer(config, secrets, say, root);
    let isStopping = false;
    const stop = async () => {
      // A terminal signals both npm and us, and npm signals us again: the second signal must not break off the stop.
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
    // A failed start is reported by `await starting` below.
    const onSignal = () => void stop().catch(() => {});
    for (const signal of SIGNALS) process.on(signal, onSignal);
    try {
      await starting;
    } catch (error) {
      for (const signal of SIGNALS) process.off(signal, onSignal);
      throw error;
    }
  },
});
