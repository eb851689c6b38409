import { spawnSync } from 'node:child_process';
import { temporaryFolder } from '../bench/instance.ts';
import { startChild } from './child.ts';
import type { Torture, Verdict } from './verdict.ts';

/** As root, and where the kernel lets everybody be root of a small world of their own. */
const PRIVATE_MOUNTS = [
  ['unshare', '--mount'],
  ['unshare', '--map-root-user', '--mount'],
];
const MOUNT = 'mount -t tmpfs -o size=32m saputnik "$0" && exec "$@"';

/** The disk is full: nothing may be acknowledged that is not kept, and when there is room again, all goes on by itself. */
export const fullDisk: Torture = {
  name: 'full disk',
  async run(seed, isShort) {
    using folder = temporaryFolder();
    const mount = (way: string[]) => [...way, 'sh', '-c', MOUNT, folder.path];
    const way = PRIVATE_MOUNTS.find(([command = '', ...args]) => {
      const [, ...rest] = mount([command, ...args]);
      return spawnSync(command, [...rest, 'true']).status === 0;
    });
    if (way === undefined) return 'this machine does not let us mount a small disk (unshare and mount)';
    // The log of SQLite grows to 16 MB before it is used again: either it fills the disk, or what it was copied to does.
    const args = ['--folder', folder.path, '--seed', `${seed}`, '--room', isShort ? '6' : '20'];
    const child = startChild('disk-child.ts', args, {}, mount(way));
    const verdict = JSON.parse(await child.line()) as Verdict;
    await child.end();
    return verdict;
  },
};
