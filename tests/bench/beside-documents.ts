import { createDocuments } from '../../src/documents/make.ts';
import { createTypesetter } from '../../src/documents/typesetter.ts';
import type { Store } from '../../src/store/store.ts';
import { content } from '../fakes/parts.ts';
import { CV, inWords, SKILLS } from '../turn/cv-walk.ts';
import { JOIN, press } from '../turn/support.ts';
import { arrive, createCrowd } from './crowd.ts';
import { createMessenger, type Messenger } from './delivery.ts';
import { type Figure, median, percentile } from './figures.ts';
import { type Instance, openInstance, workingClock } from './instance.ts';
import { oneByOne } from './laps.ts';
import type { Turn } from './script.ts';
import type { Lap } from './stopwatch.ts';

const PEOPLE = 50;
/** Turns of each of them in a lap. */
const WAVES = 10;
const MAKER = 'maker';
/** The answers that ask for a CV as PDF and as DOCX. */
const FORMATS = { PDF: 'PDF, to send', DOCX: 'Word, to change' };
type Format = keyof typeof FORMATS;

interface Beside extends Lap {
  /** How many CVs were sent meanwhile. */
  sent: number;
}
type Round = Record<'alone' | Format, Beside>;

/**
 * What turns of other people take while the same server makes CVs and sends them, one after the other without a pause,
 * beside what they take without. Laps of both take turns.
 */
export async function figuresBesideDocuments(
  store: Store,
  turns: readonly Turn[],
  short: boolean,
): Promise<{ figures: Figure[]; p99: number }> {
  await using ended = new AsyncDisposableStack();
  const typesetter = createTypesetter();
  ended.defer(() => typesetter.stop());
  const messenger = createMessenger();
  const documents = createDocuments(content.model, typesetter);
  const instance = ended.use(await openInstance(store, [messenger.channel], workingClock, documents));
  const crowd = createCrowd(turns, 'beside', PEOPLE);
  await arrive(instance, 'web-chat', turns, crowd);
  await makeFirst(instance);
  await instance.app.pump.start();

  async function others(format?: Format): Promise<Beside> {
    const before = messenger.files();
    const stop = new AbortController();
    const making = format && makeAgain(instance, messenger, FORMATS[format], stop.signal);
    const measured = await oneByOne(crowd, crowd.waves(WAVES), (handle, said) =>
      instance.hear('web-chat', handle, said),
    );
    const sent = messenger.files() - before;
    stop.abort();
    await making;
    return { ...measured, sent };
  }

  const rounds: Round[] = [];
  for (let round = 0; round <= (short ? 4 : 15); round += 1) {
    const laps = { alone: await others(), PDF: await others('PDF'), DOCX: await others('DOCX') };
    // The first one warms up.
    if (round > 0) rounds.push(laps);
  }
  return figuresOf(rounds);
}

/** Somebody makes a CV from nothing, and it is sent. */
async function makeFirst({ hear, app }: Instance): Promise<void> {
  const say = async (...all: string[]) => {
    for (const text of all) await hear('telegram', MAKER, { kind: 'text', text });
  };
  await say(...JOIN);
  await hear('telegram', MAKER, press('way'));
  await say('What I can do', ...inWords(SKILLS));
  await hear('telegram', MAKER, press('way'));
  await say('CV', ...inWords(CV));
  await app.pump.settle();
}

/** The same person asks for the next CV as soon as the one before is sent. */
async function makeAgain({ hear }: Instance, messenger: Messenger, format: string, stop: AbortSignal): Promise<void> {
  const say = (text: string, replies: number) =>
    Promise.all([hear('telegram', MAKER, { kind: 'text', text }), messenger.replies(MAKER, replies)]);
  while (!stop.aborted) {
    const before = messenger.files();
    for (const words of ['Another language', 'For employers', format]) await say(words, 1);
    await say('Send it here', 2);
    if (messenger.files() !== before + 1) throw new Error('no file was sent');
  }
}

function figuresOf(rounds: readonly Round[]): { figures: Figure[]; p99: number } {
  const latency = (name: keyof Round, p: number) =>
    percentile(
      rounds.flatMap((round) => round[name].latencies),
      p,
    );
  /** How many times as long as in the same round without. */
  const times = (name: Format, p: number) =>
    median(rounds.map((round) => percentile(round[name].latencies, p) / percentile(round.alone.latencies, p)));
  const cvs = (name: Format) => median(rounds.map(({ [name]: { sent, ms } }) => (sent / ms) * 1000));
  return {
    p99: Math.max(latency('PDF', 0.99), latency('DOCX', 0.99)),
    figures: [
      { name: 'turn while no CV is made, p50', value: latency('alone', 0.5), unit: 'ms' },
      { name: 'turn while no CV is made, p99', value: latency('alone', 0.99), unit: 'ms' },
      ...(['PDF', 'DOCX'] as const).flatMap((name) => [
        { name: `CVs as ${name} in a row, beside the turns`, value: cvs(name), unit: 'CVs/s' },
        { name: `turn while they are made as ${name}, p50`, value: latency(name, 0.5), unit: 'ms' },
        { name: `turn while they are made as ${name}, p99`, value: latency(name, 0.99), unit: 'ms' },
        { name: `as ${name} against none, p50`, value: times(name, 0.5), unit: 'ratio' },
        { name: `as ${name} against none, p99`, value: times(name, 0.99), unit: 'ratio' },
      ]),
    ],
  };
}
