import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Reply } from '../../src/conversation/message.ts';
import type { PushChannel, Sent } from '../../src/turn/channel.ts';
import { openFile, openInstance, temporaryFolder } from '../bench/instance.ts';
import { HOUR, START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { audit } from './audit.ts';
import { type Dice, throwDice } from './dice.ts';
import { markOf, repetitions } from './journal.ts';
import { wander } from './talk.ts';
import { collector, type Torture } from './verdict.ts';

const PEOPLE = 40;
const REPLICAS = 3;
const SECOND = 1000;
/** A channel that refuses us altogether is left alone for this long. */
const PAUSE = 5 * 60 * SECOND;

/** Time that moves only when it is told to. */
class VirtualTime {
  now = START;
  #sleepers: { until: number; wake: () => void }[] = [];

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ until: this.now + ms, wake }));
  }

  advance(ms: number): void {
    this.now += ms;
    const due = this.#sleepers.filter(({ until }) => until <= this.now);
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.now);
    for (const { wake } of due) wake();
  }
}

/** Everything that was tried, by handle, as the provider sees it. */
class Provider {
  readonly time = new VirtualTime();
  readonly tried = new Map<string, string[]>();
  readonly accepted = new Map<string, string[]>();
  readonly newest = new Map<string, Reply>();
  readonly counts = new Map<string, number>();
  readonly #notBefore = new Map<string, number>();
  readonly #dice: Dice;
  tooEarly = 0;
  whilePaused = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  /** The channel of one replica. */
  channel(): PushChannel {
    let pausedAt = Number.NEGATIVE_INFINITY;
    return {
      name: 'telegram',
      can: { buttons: true, reminds: true, window: false, pulls: false, audio: true, options: 100, receipts: false },
      send: async (handle, reply) => {
        const { time } = this;
        if (time.now < (this.#notBefore.get(handle) ?? 0)) this.tooEarly += 1;
        // What is called at the same instant is under way already.
        if (time.now > pausedAt && time.now < pausedAt + PAUSE) this.whilePaused += 1;
        note(this.tried, handle, markOf(reply));
        const { kind, after, sent } = this.#answer();
        this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
        if (sent.result === 'sent') {
          note(this.accepted, handle, markOf(reply));
          this.newest.set(handle, reply);
        }
        if (after > 0) await time.sleep(after);
        if (sent.result === 'retry' && sent.at !== undefined) this.#notBefore.set(handle, sent.at);
        if (sent.result === 'pause') pausedAt = time.now;
        return sent;
      },
    };
  }

  /** What happens to a message at once, and after how many milliseconds that is said. */
  #answer(): { kind: string; after: number; sent: Sent } {
    const dice = this.#dice;
    const luck = dice.int(1000);
    const retry = { result: 'retry' } as const;
    const sent: Sent = { result: 'sent', externalIds: [`${luck}`] };
    const wait = this.time.now + dice.int(90 * SECOND);
    if (luck < 150) return { kind: '429', after: 0, sent: { ...retry, at: wait, why: '429' } };
    if (luck < 250) return { kind: '5xx', after: 0, sent: { ...retry, why: '502' } };
    if (luck < 300) return { kind: 'timeout', after: 30 * SECOND, sent: { ...retry, why: 'timeout' } };
    if (luck < 315) return { kind: 'later than the lease', after: 70 * SECOND + dice.int(60 * SECOND), sent };
    if (luck < 317) return { kind: 'pause', after: 0, sent: { result: 'pause', why: 'refused' } };
    return { kind: 'sent', after: 0, sent };
  }
}

function note(log: Map<string, string[]>, handle: string, mark: string): void {
  const marks = log.get(handle);
  if (marks === undefined) log.set(handle, [mark]);
  else marks.push(mark);
}

/** A provider that answers with 429, 5xx, silence or too late, several replicas that send, and a clock of our own. */
export const delivery: Torture = {
  name: 'delivery through a provider in disorder',
  async run(seed, isShort) {
    const each = isShort ? 20 : 150;
    const dice = throwDice(seed);
    const provider = new Provider(dice);
    const { time } = provider;
    const { violations, expect } = collector();
    using folder = temporaryFolder();
    const store = openFile(join(folder.path, 'saputnik.db'));
    const replicas = await Promise.all(
      Array.from({ length: REPLICAS }, () => openInstance(store, [provider.channel()], () => time.now)),
    );
    const busy = new Set<number>();
    const failures: unknown[] = [];
    const settle = (i: number) => {
      const pump = replicas[i]?.app.pump;
      if (pump === undefined || busy.has(i)) return;
      busy.add(i);
      pump
        .settle()
        .catch((error: unknown) => failures.push(error))
        .finally(() => busy.delete(i));
    };

    const left = new Map(Array.from({ length: PEOPLE }, (_, i) => [`person-${i}`, each]));
    const waiting = async () => {
      const { db, t } = store.read;
      const rows = await db.select({ state: t.outbox.state }).from(t.outbox);
      return rows.some(({ state }) => state === 'queued');
    };
    let steps = 0;
    for (; left.size > 0 || busy.size > 0 || (await waiting()); steps += 1) {
      if (steps > 50_000) throw new Error('replies are still waiting after a very long time');
      time.advance(100 + dice.int(4 * SECOND));
      for (const [handle, count] of left) {
        if (!dice.chance(0.2)) continue;
        await replicas[dice.int(REPLICAS)]?.hear('telegram', handle, wander(dice, provider.newest.get(handle)));
        if (count === 1) left.delete(handle);
        else left.set(handle, count - 1);
      }
      for (let i = 0; i < REPLICAS; i += 1) settle(i);
      for (let i = 0; i < 10; i += 1) await breathe();
    }

    const { traces, violations: found } = await audit(store.read, testVault(), true);
    violations.push(...found);
    for (const failure of failures) expect(false, 'sending failed', `${failure}`);
    let twice = 0;
    for (const { handle, replies } of traces.values()) {
      const due = replies.map(({ reply }) => markOf(reply));
      expect(repetitions(provider.tried.get(handle) ?? [], due) !== undefined, 'replies out of order', handle);
      const times = repetitions(provider.accepted.get(handle) ?? [], due);
      expect(times !== undefined, 'replies lost, or accepted out of order', handle);
      twice += times ?? 0;
    }
    const slow = provider.counts.get('later than the lease') ?? 0;
    expect(provider.tooEarly === 0, 'sent before retry_after', `${provider.tooEarly} times`);
    expect(provider.whilePaused === 0, 'sent while the channel was paused', `${provider.whilePaused} times`);
    expect(twice <= slow, 'sent twice without having lost a lease', `${twice} of ${slow}`);
    await Promise.all(replicas.map((replica) => replica.app.pump.stop()));
    await store.close();
    return {
      violations,
      figures: [
        { name: 'replies', value: [...traces.values()].flatMap(({ replies }) => replies).length, unit: '' },
        { name: 'tries', value: [...provider.tried.values()].flat().length, unit: `by ${REPLICAS} replicas` },
        ...[...provider.counts].map(([kind, value]) => ({ name: `answered: ${kind}`, value, unit: 'times' })),
        { name: 'sent before retry_after', value: provider.tooEarly, unit: 'times' },
        { name: 'sent while paused', value: provider.whilePaused, unit: 'times' },
        { name: 'sent twice', value: twice, unit: 'times' },
        { name: 'virtual time', value: (time.now - START) / HOUR, unit: 'h' },
      ],
    };
  },
};
