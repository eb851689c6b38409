import { writeFileSync } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { readConfig } from '../config.ts';
import { lockData, openStore, readKeys } from '../data.ts';
import { StartError, UsageError } from '../errors.ts';
import { createBackups } from '../store/backup/write.ts';
import { replaceFile } from '../store/files.ts';
import { countOldKeys, rewrapKeys } from '../store/rotation.ts';
import { createVault, newKeyFile, VaultError, withNewKey } from '../store/vault.ts';
import { command } from './command.ts';
import { files } from './failure.ts';

export const keysNew = command({
  words: [1, 1],
  async run({ words: [file = ''], clock, random, say }) {
    try {
      writeFileSync(file, newKeyFile({ random, at: clock() }), { mode: 0o600, flag: 'wx' });
    } catch {
      throw new UsageError(`cannot make ${file}; a file that exists is never overwritten`);
    }
    say(`${file}: keep a copy of it where no backup of the data is. Without it nothing can be read.`);
  },
});

export const keysRotate = command({
  async run({ env, clock, random, say }) {
    const { config } = readConfig(env);
    const keys = readKeys(config);
    if (keys === undefined) throw new StartError(`There are no master keys in ${config.secretKeyFile} yet`);
    await using held = new AsyncDisposableStack();
    if (config.databaseUrl === undefined) held.use(lockData(config));
    const store = held.adopt(await openStore(config), (opened) => opened.close());
    // An interrupted rotation has added its key already.
    const begun = await countOldKeys(store, createVault(keys));
    if (begun === 0) await files(() => addKey(config.secretKeyFile, { random, at: clock() }));
    else say(`${begun} keys are still locked with an older master key; no other is added.`);
    const count = await rewrapKeys(store, createVault(readKeys(config) ?? keys)).catch((error: unknown) => {
      if (error instanceof VaultError)
        throw new StartError(`A master key is missing in ${config.secretKeyFile}: ${error.message}`);
      throw error;
    });
    say(`${count} keys are locked with the newest master key in ${config.secretKeyFile}. Copy that file again.`);
    say('Its older lines must stay: the first also locks the names of counsellors and the index of handles.');
    const { backupDir } = config;
    if (backupDir === undefined)
      return say('Make a new backup now: the keys.json of an older one wants the older master key.');
    await files(() => createBackups(store, createVault(keys), backupDir, clock).writeKeys());
    say(`keys.json in ${backupDir} is written anew.`);
  },
});

/** Adds a key at the end of the file. The file is replaced as a whole, so it is never without its other keys. */
async function addKey(path: string, source: { random: (bytes: number) => Buffer; at: number }): Promise<void> {
  // A symbolic link stays; the file behind it is replaced.
  const file = await realpath(path);
  const text = withNewKey(await readFile(file, 'utf8'), source);
  const { mode } = await stat(file);
  await replaceFile(file, `${file}.part`, (part) => part.writeFile(text), mode & 0o777);
}
