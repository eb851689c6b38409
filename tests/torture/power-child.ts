import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Reply } from '../../src/conversation/message.ts';
import type { PushChannel } from '../../src/turn/channel.ts';
import { openFile, openInstance } from '../bench/instance.ts';
import { throwDice } from './dice.ts';
import { wander } from './talk.ts';

// A server under load whose writes are recorded; what it acknowledges goes into the same record.
const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    messages: { type: 'string', default: '1' },
    normal: { type: 'boolean', default: false },
  },
});
const PEOPLE = 20;
const dice = throwDice(Number(values.seed));
const newest = new Map<string, Reply>();
const messenger: PushChannel = {
  name: 'telegram',
  can: { buttons: true, reminds: true, window: false, pulls: false, audio: true, options: 100, receipts: false },
  async send(handle, reply) {
    newest.set(handle, reply);
    return { result: 'sent', externalIds: [`${dice.int(2 ** 31)}`] };
  },
};
const store = openFile(join(values.folder, 'saputnik.db'), values.normal ? 'NORMAL' : 'FULL');
await using instance = await openInstance(store, [messenger]);
const { pump, world } = instance.app;
await pump.start();
// From one alone to all at once, so that commits are of every size.
let left = Number(values.messages);
for (let round = 0; left > 0; round += 1) {
  const talking = Array.from({ length: 1 + dice.int(PEOPLE) }, (_, i) => `person-${i}`);
  for (let turn = 0; turn < 10 && left > 0; turn += 1) {
    left -= talking.length;
    await Promise.all(
      talking.map(async (handle) => {
        const externalId = `${handle}/${round}/${turn}`;
        const content = wander(dice, newest.get(handle));
        await pump.receive([{ channel: 'telegram', externalId, handle, content, at: world.clock() }]);
        appendFileSync(join(values.folder, 'acknowledged.log'), `${externalId}\n`);
      }),
    );
  }
}
