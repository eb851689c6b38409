import { join } from 'node:path';
import type { Incoming } from '../../src/conversation/message.ts';
import { openFile, openInstance, temporaryFolder } from '../bench/instance.ts';
import { DAY, START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { audit } from './audit.ts';
import { throwDice } from './dice.ts';
import { collector, type Torture } from './verdict.ts';

const PEOPLE = 100;
const IN_FLIGHT = 30;
/** A day longer than any provider delivers again. */
const LATE = 8 * DAY;

/** Providers that deliver again, at the same time, out of order, and days later. */
export const duplicates: Torture = {
  name: 'messages delivered again and again',
  async run(seed, isShort) {
    const deliveries = isShort ? 3000 : 10_000;
    const dice = throwDice(seed);
    const { violations, expect } = collector();
    using folder = temporaryFolder();
    const clock = { now: START };
    const store = openFile(join(folder.path, 'saputnik.db'));
    await using instance = await openInstance(store, [], () => clock.now);

    const distinct: Incoming[] = Array.from({ length: Math.floor(deliveries / 4) }, (_, i) => ({
      channel: 'web-chat',
      externalId: `${seed}/${i}`,
      handle: `person-${i % PEOPLE}`,
      content: { kind: 'text', text: `words ${i}` },
      at: START,
    }));
    // Each at least once, and a quarter of all only when eight days have gone by.
    const late = Math.floor(deliveries / 4);
    const again = Array.from({ length: deliveries - distinct.length }, () => dice.pick(distinct) ?? []).flat();
    const soon = dice.shuffled([...distinct, ...again.slice(late)]);
    await deliver(soon);
    clock.now += LATE;
    await deliver(again.slice(0, late));

    async function deliver(incomings: Incoming[]): Promise<void> {
      const batches: Incoming[][] = [];
      for (let from = 0; from < incomings.length; ) {
        const size = dice.chance(0.7) ? 1 : 1 + dice.int(20);
        batches.push(incomings.slice(from, from + size));
        from += size;
      }
      const next = async () => {
        for (let batch = batches.shift(); batch !== undefined; batch = batches.shift())
          await instance.app.pump.receive(batch);
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, next));
    }

    const found = await audit(store.read, testVault(), true);
    violations.push(...found.violations);
    const effects = new Map<string, number>();
    for (const said of [...found.traces.values()].flatMap(({ heard }) => heard.flatMap((one) => one ?? []))) {
      const words = said.kind === 'text' ? said.text : said.kind;
      effects.set(words, (effects.get(words) ?? 0) + 1);
    }
    const twice = [...effects.values()].filter((times) => times > 1).length;
    expect(found.seen === distinct.length, 'not every message was taken in once', `${found.seen}`);
    expect(twice === 0, 'messages had an effect twice', `${twice}`);
    expect(effects.size === distinct.length, 'messages had no effect', `${distinct.length - effects.size}`);
    return {
      violations,
      figures: [
        { name: 'deliveries', value: deliveries, unit: '' },
        { name: 'of them eight days late', value: late, unit: '' },
        { name: 'distinct messages', value: distinct.length, unit: '' },
        { name: 'effects', value: [...effects.values()].reduce((all, times) => all + times, 0), unit: '' },
      ],
    };
  },
};
