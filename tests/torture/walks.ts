import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Torture } from './verdict.ts';

const TESTS = ['nobody-is-stuck', 'every-step'].map((name) => `tests/conversation/${name}.test.ts`);

/**
 * Random walks with odd input over every pilot, language and channel: somebody is answered whatever they do, nothing raw
 * is shown, and menu, human and stop always answer. And a walk to every step, in every language. Both are tests too, which
 * walk less.
 */
export const walks: Torture = {
  name: 'walks',
  async run(seed, isShort) {
    if (isShort) return 'npm test takes some of them';
    const count = 10_000;
    const child = spawn('npx', ['vitest', 'run', ...TESTS], {
      env: { ...process.env, WALKS: String(count), SEED: String(seed) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    const [code] = await once(child, 'close');
    return {
      figures: [
        { name: 'random walks', value: count, unit: 'walks' },
        { name: 'of them', value: Number(/^(\d+) turns$/m.exec(said)?.[1]), unit: 'turns' },
      ],
      violations: code === 0 ? [] : [`a walk went wrong:\n${said.slice(-3000)}`],
    };
  },
};
