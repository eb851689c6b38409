import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { linkDevice } from '../../src/channels/whatsapp-web-link.ts';
import { createWhatsappKeys } from '../../src/store/whatsapp-keys.ts';
import { openFile, temporaryFolder } from '../bench/instance.ts';
import { START } from '../fakes/clock.ts';
import { FAKE_ROOT } from '../fakes/noise.ts';
import { testVault } from '../fakes/parts.ts';
import { startFakeWhatsappWeb } from '../fakes/whatsapp-web.ts';
import { audit } from './audit.ts';
import { startChild } from './child.ts';
import { throwDice } from './dice.ts';
import { collector, type Torture } from './verdict.ts';

const PEOPLE = 10;
const VAULT = testVault();
const FILE = 'saputnik.db';
const LOST = 'a receipted message is not stored';

/**
 * `kill -9` of a device that is linked to WhatsApp, while people write to it. WhatsApp never sends again what was receipted:
 * a receipt that goes out before the message is stored loses it.
 */
export const killLinked: Torture = {
  name: 'kill -9 of a device linked to WhatsApp',
  async run(seed, isShort) {
    const kills = isShort ? 1 : 40;
    const dice = throwDice(seed);
    const { violations, expect } = collector();
    using folder = temporaryFolder();
    await using whatsapp = await startFakeWhatsappWeb({ clock: () => START });
    await link(folder.path, whatsapp);

    const said = new Map<string, string[]>();
    const sent: Sent[] = [];
    const writing = new AbortController();
    const writers = Array.from({ length: PEOPLE }, async (_, i) => {
      const number = `38160${1_000_000 + i}`;
      const writer = whatsapp.person(number);
      const words: string[] = [];
      said.set(writer.lid, words);
      while (!writing.signal.aborted) {
        words.push(`${words.length}`);
        const id = writer.say(words.at(-1) ?? '', dice.pick(['number', 'lasting'] as const));
        sent.push({ lid: writer.lid, id });
        await sleep(100 + dice.int(900));
      }
    });

    const args = ['--folder', folder.path, '--url', whatsapp.url, '--root', FAKE_ROOT];
    let unreceipted = 0;
    let lost = 0;
    for (let round = 0; round < kills; round += 1) {
      const server = startChild('linked-child.ts', args);
      await server.line();
      await sleep(100 + dice.int(1_200));
      await server.kill();
      const { stored } = await storedIn(folder.path, sent);
      for (const id of whatsapp.receipted) expect(stored.has(id), LOST, id);
      lost += [...whatsapp.receipted].filter((id) => !stored.has(id)).length;
      unreceipted += [...stored].filter((id) => !whatsapp.receipted.has(id)).length;
    }
    writing.abort();
    await Promise.all(writers);
    const last = startChild('linked-child.ts', args);
    await drained(whatsapp);
    await last.kill();

    const { heard, stored } = await storedIn(folder.path, sent);
    for (const { id } of sent) expect(stored.has(id), 'a message was never taken in', id);
    // What a killed device cannot read any more is sent to it once more, behind what it can read.
    let disordered = 0;
    for (const [lid, words] of said) {
      const taken = heard.get(lid) ?? [];
      if (taken.some((word, i) => word !== words[i])) disordered += 1;
      const same = JSON.stringify(taken.toSorted(byNumber)) === JSON.stringify(words);
      expect(same, 'messages of a person are missing or repeated', lid);
    }
    for (const error of whatsapp.errors) expect(false, 'the fake cannot read what comes', error);
    const figures = [
      { name: 'kills', value: kills, unit: '' },
      { name: 'messages written', value: sent.length, unit: '' },
      { name: 'stored', value: stored.size, unit: '' },
      { name: 'stored, and not receipted yet when killed', value: unreceipted, unit: 'messages' },
      { name: 'receipted, and not stored', value: lost, unit: 'messages' },
      { name: 'whose messages came in another order', value: disordered, unit: `of ${PEOPLE} people` },
    ];
    return { figures, violations };
  },
};

/** What cannot be read comes again after a while: as long as it goes on, it is waited for. */
async function drained(whatsapp: { waiting(): number }): Promise<void> {
  for (let left = whatsapp.waiting(), idle = 0; left > 0 && idle < 60; left = whatsapp.waiting()) {
    await sleep(500);
    idle = whatsapp.waiting() < left ? 0 : idle + 1;
  }
}

async function link(folder: string, whatsapp: { url: string; scan(qr: string): void }): Promise<void> {
  const store = openFile(join(folder, FILE));
  const keys = createWhatsappKeys(store, testVault());
  const lease = { take: async () => true, release: async () => {} };
  const signal = AbortSignal.timeout(10_000);
  const outcome = await linkDevice({ keys, lease, socketUrl: whatsapp.url, show: whatsapp.scan, signal });
  await store.close();
  if (outcome !== 'linked') throw new Error(`not linked: ${outcome}`);
}

const byNumber = (a: string, b: string) => Number(a) - Number(b);

interface Sent {
  lid: string;
  id: string;
}

/** What people said, as far as it is stored, and which of the messages that is. */
async function storedIn(folder: string, sent: readonly Sent[]) {
  const store = openFile(join(folder, FILE));
  const { traces } = await audit(store.read, testVault(), false);
  const seen = new Set((await store.read.db.select().from(store.read.t.seen)).map(({ key }) => key.toString('hex')));
  await store.close();
  const hashOf = ({ lid, id }: Sent) => VAULT.blindIndex('seen', 'whatsapp-web', `${lid} ${id}`).toString('hex');
  const stored = new Set(sent.filter((one) => seen.has(hashOf(one))).map(({ id }) => id));
  const heard = new Map<string, string[]>();
  for (const { handle, heard: all } of traces.values())
    heard.set(
      handle,
      all.flatMap((one) => (one?.kind === 'text' ? [one.text] : [])),
    );
  return { heard, stored };
}
