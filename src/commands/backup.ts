import { resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { openStore, readKeys } from '../data.ts';
import { StartError } from '../errors.ts';
import { writeData, writeKeys } from '../store/backup/write.ts';
import { KEEP } from '../store/retention.ts';
import { createVault } from '../store/vault.ts';
import { command } from './command.ts';
import { files } from './failure.ts';

const DAY = 86_400_000;

export const backup = command({
  words: [1, 1],
  async run({ words: [word = ''], env, clock, say }) {
    const { config } = readConfig(env);
    const folder = resolve(word);
    const masterKeys = readKeys(config);
    if (masterKeys === undefined) throw new StartError(`The master keys are not there: ${config.secretKeyFile}`);
    const store = await openStore(config);
    try {
      // The keys are written after the data: otherwise the data could hold a new person whose key is missing.
      const data = await files(() => writeData(store, createVault(masterKeys), folder, clock()));
      const keys = await files(() => writeKeys(store, folder, clock()));
      say(`${data.file}  ${data.rows} rows; data files are kept for ${KEEP.backups / DAY} days`);
      say(`${keys.file}  ${keys.keys} keys; only the newest may be kept`);
      if (folder !== config.backupDir)
        say('The server writes keys.json anew after an erasure in BACKUP_DIR only: make backups there.');
      say(
        `The master keys in ${config.secretKeyFile} are needed too. Keep a copy of them, and never beside this backup.`,
      );
    } finally {
      await store.close();
    }
  },
});
