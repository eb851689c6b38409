import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import type { Torture } from './verdict.ts';

/** The tests of which `npm test` runs a selection. */
const selecting = (): string[] =>
  globSync('tests/**/*.test.ts').filter((file) => readFileSync(file, 'utf8').includes('/fakes/selection.ts'));

/** Every case of the products of which `npm test` takes a selection, and on PostgreSQL every test that it spares there. */
export const products: Torture = {
  name: 'products',
  async run(_, isShort) {
    if (isShort) return 'npm test takes a selection of them';
    const files = selecting();
    const child = spawn('npx', ['vitest', 'run', ...files], {
      env: { ...process.env, WHOLE: 'yes' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    const [code] = await once(child, 'close');
    return {
      figures: [
        { name: 'files', value: files.length, unit: 'files' },
        { name: 'cases', value: Number(/Tests\D*(\d+) passed/.exec(said)?.[1]), unit: 'tests' },
      ],
      violations: code === 0 ? [] : [`a case went wrong:\n${said.slice(-3000)}`],
    };
  },
};
