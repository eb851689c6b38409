import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { createWhatsappWeb } from '../../src/channels/whatsapp-web.ts';
import { createWhatsappKeys } from '../../src/store/whatsapp-keys.ts';
import { openFile, openInstance, workingClock } from '../bench/instance.ts';
import { trustFake } from '../fakes/noise.ts';
import { testVault } from '../fakes/parts.ts';

// A server that is linked to the fake of another process, and killed while people write to it.
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    url: { type: 'string', default: '' },
    root: { type: 'string', default: '' },
  },
});
trustFake(values.root);
const store = openFile(join(values.folder, 'saputnik.db'));
const channel = createWhatsappWeb({
  clock: Date.now,
  keys: createWhatsappKeys(store, testVault()),
  lease: { take: async () => true, release: async () => {} },
  socketUrl: values.url,
  log: pino({ level: 'silent' }),
  dice: () => 0,
  wait: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
});
await using instance = await openInstance(store, [channel], workingClock);
await instance.app.pump.start();
process.stdout.write('ready\n');
await new Promise(() => {});
