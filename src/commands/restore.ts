import { resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { lockData, openStore, readKeys } from '../data.ts';
import { StartError } from '../errors.ts';
import { restore as restoreBackup } from '../store/backup/restore.ts';
import { createVault } from '../store/vault.ts';
import { command } from './command.ts';
import { files } from './failure.ts';

export const restore = command({
  words: [1, 1],
  options: { data: { type: 'string' } },
  async run({ words: [folder = ''], options, env, say }) {
    const { config } = readConfig(env);
    const keys = readKeys(config);
    if (keys === undefined)
      throw new StartError(`The master keys are not there: put them into ${config.secretKeyFile} first`);
    await using held = new AsyncDisposableStack();
    if (config.databaseUrl === undefined) held.use(lockData(config));
    const store = held.adopt(await openStore(config), (opened) => opened.close());
    const file = options.data === undefined ? undefined : resolve(options.data);
    const done = await files(() => restoreBackup(store, createVault(keys), resolve(folder), file));
    const time = (ms: number) => new Date(ms).toISOString();
    say(`Restored the data of ${time(done.dataAt)} with the keys of ${time(done.keysAt)}:`);
    say(`${done.people} people, ${done.appointments} appointments, ${done.messages} messages`);
    say(`${done.forgotten} people who were in the data have been forgotten since, and are left out`);
    say('Replies that waited to be sent are not sent any more.');
  },
});
