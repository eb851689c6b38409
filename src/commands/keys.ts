import { writeFileSync } from 'node:fs';
import type { Command } from '../cli.ts';
import { StartError } from '../config.ts';
import { newKeyFile } from '../store/vault.ts';

export const keysNew: Command = {
  usage: 'keys new FILE',
  about: 'makes a file with a new master key',
  words: [1, 1],
  async run({ words: [file = ''], say }) {
    try {
      writeFileSync(file, newKeyFile(), { mode: 0o600, flag: 'wx' });
    } catch {
      throw new StartError(`cannot make ${file}; a file that exists is never overwritten`);
    }
    say(`${file}: keep a copy of it where no backup of the data is. Without it nothing can be read.`);
  },
};
