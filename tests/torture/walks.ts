import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Torture } from './verdict.ts';

const TEST = 'tests/conversation/nobody-is-stuck.test.ts';

/**
 * Random walks with odd input over every pilot, language and channel: somebody is answered whatever they do, nothing raw
 * is shown, and menu, human and stop always answer. The walk itself is a test, which runs with fewer.
 */
export const walks: Torture = {
  name: 'walks',
  async run(seed, isShort) {
    const count = isShort ? 1_000 : 10_000;
    const child = spawn('npx', ['vitest', 'run', TEST], {
      env: { ...process.env, WALKS: String(count), SEED: String(seed) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    const [code] = await once(child, 'close');
    return {
      figures: [{ name: 'random walks', value: count, unit: 'walks' }],
      violations: code === 0 ? [] : [`a walk went wrong:\n${said.slice(-3000)}`],
    };
  },
};
