import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seed } from '../../src/store/seed.ts';
import { fetchReplies } from '../../src/turn/send/transcript.ts';
import { content, testVault } from '../fakes/parts.ts';
import { figuresBesideDocuments } from './beside-documents.ts';
import { countCommits } from './commits.ts';
import { arrive, createCrowd } from './crowd.ts';
import { createMessenger } from './delivery.ts';
import { documentFigures } from './documents.ts';
import { asJson, asTable, type Figure, median, percentile } from './figures.ts';
import { openFloor } from './floor.ts';
import { openFile, openInstance, temporaryFolder } from './instance.ts';
import { languageFigures, textFigure } from './languages.ts';
import { bare, bookings, type Handle, oneByOne, together } from './laps.ts';
import { numberFigures } from './numbers.ts';
import { ARRIVED, ROUND_LENGTH, rehearse } from './script.ts';
import { slotFigures } from './slots.ts';
import { staffPageFigures } from './staff-pages.ts';
import { cpuPerTurn, type Lap, lap, perSecond } from './stopwatch.ts';

/**
 * What a durable turn costs, beside the least that it could cost on this machine at this moment: rounds of both take
 * turns, so that whatever else the machine does hits both. Figures are medians of the rounds; latencies are of all turns.
 */
const { values: wanted } = parseArgs({ options: { json: { type: 'boolean' }, short: { type: 'boolean' } } });

const IN_FLIGHT = 50;
/** People of whom one is looked at as new and another as somebody who has been here for long. */
const COMPARED = 20;
const LONG_AGO = 200;
/** Waves of one turn a person, per round. */
const ONE = 10;
const MANY = 50;
/** Waves before the first round: on a file of a few pages everything is faster than it will ever be again. */
const FILLING = 200;
const rounds = wanted.short ? 4 : 15;

const say = (text: string) => process.stderr.write(`${text}\n`);
const waited = (begin: () => Promise<void>, end: Promise<void>) => Promise.all([begin(), end]).then(() => {});

using folder = temporaryFolder();
const file = join(folder.path, 'ours.db');
const { store, commits } = countCommits(openFile(file));
await using ours = await openInstance(store);
const messenger = createMessenger();
await using delivering = await openInstance(openFile(join(folder.path, 'delivering.db')), [messenger.channel]);
using floor = openFloor(join(folder.path, 'floor.db'), IN_FLIGHT);

const length = Math.max(FILLING + (rounds + 1) * (ONE + MANY), LONG_AGO + (rounds + 1) * ROUND_LENGTH);
say(`rehearsing ${length} turns`);
const turns = await rehearse(ours, file, Math.ceil(length / ROUND_LENGTH));

const crowd = createCrowd(turns, 'crowd', IN_FLIGHT);
const written = createCrowd(turns, 'floor', IN_FLIGHT);
const readers = createCrowd(turns, 'reader', IN_FLIGHT);
const old = createCrowd(turns, 'old', COMPARED);
const durable: Handle = (handle, said) => ours.hear('web-chat', handle, said);
const delivered: Handle = (handle, said, replies) =>
  waited(() => delivering.hear('telegram', handle, said), messenger.replies(handle, replies));
await arrive(ours, 'web-chat', turns, crowd);
await arrive(ours, 'web-chat', turns, old);
await together(old, old.waves(LONG_AGO), durable);
await together(crowd, crowd.waves(FILLING), durable);
await bare(floor, written.waves(FILLING), IN_FLIGHT);
await delivering.app.pump.start();
await arrive(delivering, 'telegram', turns, readers);
await delivering.app.pump.settle();

type Name = 'floorOne' | 'one' | 'floorMany' | 'many' | 'sentOne' | 'sentMany' | 'young' | 'old' | 'search' | 'book';
const laps: Record<Name, Lap>[] = [];
let group = IN_FLIGHT;
for (let round = 0; round <= rounds; round += 1) {
  const floorOne = await bare(floor, written.waves(ONE), 1);
  const one = await oneByOne(crowd, crowd.waves(ONE), durable);
  const floorMany = await bare(floor, written.waves(MANY), group);
  const before = commits();
  const many = await together(crowd, crowd.waves(MANY), durable);
  group = Math.round(many.turns / (commits() - before));
  const sentOne = await oneByOne(readers, readers.waves(2), delivered);
  const sentMany = await together(readers, readers.waves(ONE), delivered);
  const newcomers = createCrowd(turns, `newcomer-${round}`, COMPARED);
  await arrive(ours, 'web-chat', turns, newcomers);
  const young = await together(newcomers, newcomers.waves(ROUND_LENGTH), durable);
  const aged = await together(old, old.waves(ROUND_LENGTH), durable);
  const booking = await bookings(ours, [0, 1, 2, 3, 4].map(newcomers.handle));
  say(
    `round ${round}${round === 0 ? ' (to warm up)' : ''}: one at a time ${perSecond(one).toFixed(0)} of ${perSecond(floorOne).toFixed(0)} turns/s, ` +
      `${IN_FLIGHT} in flight ${perSecond(many).toFixed(0)} of ${perSecond(floorMany).toFixed(0)} turns/s`,
  );
  if (round > 0) laps.push({ floorOne, one, floorMany, many, sentOne, sentMany, young, old: aged, ...booking });
}

const reads = await lap(200, async (time) => {
  for (let i = 0; i < 200; i += 1)
    await time(async () => void (await fetchReplies(ours.app.world, 'web-chat', old.handle(i % COMPARED), LONG_AGO)));
});

const rate = (name: Name) => median(laps.map((round) => perSecond(round[name])));
const cpu = (name: Name) => median(laps.map((round) => cpuPerTurn(round[name])));
const share = (name: Name, of: Name) => median(laps.map((round) => perSecond(round[name]) / perSecond(round[of])));
const latency = (name: Name, p: number) =>
  percentile(
    laps.flatMap((round) => round[name].latencies),
    p,
  );
const state = turns.slice(ARRIVED).map((turn) => turn.written.conversation);

const rushes: number[] = [];
for (let i = 0; i < (wanted.short ? 2 : 8); i += 1) {
  const rush = createCrowd(turns, `rush-${i}`, COMPARED);
  await arrive(ours, 'web-chat', turns, rush);
  const all = Array.from({ length: COMPARED }, (_, person) => rush.handle(person));
  rushes.push(...(await bookings(ours, all, true)).book.latencies);
}
const slots = await slotFigures(async (name) => {
  const store = openFile(join(folder.path, name));
  await seed(store, testVault(), content, true);
  return store;
}, wanted.short === true);
const pages = await staffPageFigures(openFile(join(folder.path, 'staff.db')), wanted.short === true);
const numbers = await numberFigures(folder.path, turns, wanted.short === true);
const documents = await documentFigures(wanted.short === true);
const beside = await figuresBesideDocuments(openFile(join(folder.path, 'beside.db')), turns, wanted.short === true);
const shareOne = share('one', 'floorOne');
const shareMany = share('many', 'floorMany');
const p99 = Math.max(latency('one', 0.99), latency('many', 0.99));
const figures: Figure[] = [
  { name: 'bare SQLite, one at a time', value: rate('floorOne'), unit: 'turns/s' },
  { name: 'durable turn, one at a time', value: rate('one'), unit: 'turns/s' },
  { name: 'share of bare SQLite, one at a time', value: shareOne, unit: 'ratio' },
  { name: 'durable turn, one at a time, p50', value: latency('one', 0.5), unit: 'ms' },
  { name: 'durable turn, one at a time, p99', value: latency('one', 0.99), unit: 'ms' },
  { name: 'processor, one at a time', value: cpu('one'), unit: 'us/turn' },
  { name: `bare SQLite, ${IN_FLIGHT} in flight`, value: rate('floorMany'), unit: 'turns/s' },
  { name: `durable turn, ${IN_FLIGHT} in flight`, value: rate('many'), unit: 'turns/s' },
  { name: `share of bare SQLite, ${IN_FLIGHT} in flight`, value: shareMany, unit: 'ratio' },
  { name: `durable turn, ${IN_FLIGHT} in flight, p50`, value: latency('many', 0.5), unit: 'ms' },
  { name: `durable turn, ${IN_FLIGHT} in flight, p99`, value: latency('many', 0.99), unit: 'ms' },
  { name: `processor, ${IN_FLIGHT} in flight`, value: cpu('many'), unit: 'us/turn' },
  { name: `processor, bare SQLite, ${IN_FLIGHT} in flight`, value: cpu('floorMany'), unit: 'us/turn' },
  { name: 'turns that share a commit', value: group, unit: 'turns' },
  { name: 'delivered turn, one at a time, p50', value: latency('sentOne', 0.5), unit: 'ms' },
  { name: 'delivered turn, one at a time, p99', value: latency('sentOne', 0.99), unit: 'ms' },
  { name: `delivered turn, ${IN_FLIGHT} in flight`, value: rate('sentMany'), unit: 'turns/s' },
  { name: `delivered turn, ${IN_FLIGHT} in flight, p99`, value: latency('sentMany', 0.99), unit: 'ms' },
  { name: 'search for a time, p50', value: latency('search', 0.5), unit: 'ms' },
  { name: 'search for a time, p99', value: latency('search', 0.99), unit: 'ms' },
  { name: 'booking, p50', value: latency('book', 0.5), unit: 'ms' },
  { name: 'booking, p99', value: latency('book', 0.99), unit: 'ms' },
  { name: `booking, ${COMPARED} at the same moment, p50`, value: percentile(rushes, 0.5), unit: 'ms' },
  { name: `booking, ${COMPARED} at the same moment, p99`, value: percentile(rushes, 0.99), unit: 'ms' },
  ...slots.figures,
  ...pages.figures,
  ...numbers.figures,
  ...languageFigures(wanted.short === true),
  textFigure(),
  ...documents,
  ...beside.figures,
  { name: 'reading replies, p50', value: median(reads.latencies), unit: 'ms' },
  { name: 'state of a person, median', value: median(state), unit: 'bytes' },
  { name: 'state of a person, largest', value: Math.max(...state), unit: 'bytes' },
  { name: `turn after ${LONG_AGO} turns, against a newcomer's`, value: share('young', 'old'), unit: 'ratio' },
];
const goals = [
  { what: 'half of bare SQLite one at a time', isMet: shareOne >= 0.5 },
  { what: `a quarter of bare SQLite with ${IN_FLIGHT} in flight`, isMet: shareMany >= 0.25 },
  { what: '99 of 100 turns below 50 ms', isMet: p99 < 50 },
  { what: '99 of 100 turns below 50 ms while CVs are made', isMet: beside.p99 < 50 },
  { what: '99 of 100 searches below 5 ms', isMet: slots.pureP99 < 5 },
  { what: '99 of 100 searches with the database below 20 ms', isMet: slots.wholeP99 < 20 },
  { what: `95 of 100 pages of staff begin within 50 ms ${pages.slow.join(' ')}`, isMet: pages.slow.length === 0 },
  { what: `every page of staff below 100 KB ${pages.large.join(' ')}`, isMet: pages.large.length === 0 },
  { what: 'page of numbers below 200 ms', isMet: numbers.isPageFast },
  { what: 'a release holds the event loop for less than 30 ms', isMet: numbers.isLoopFree },
];
say('');
for (const { what, isMet } of goals) say(`${isMet ? 'met   ' : 'MISSED'}  ${what}`);
say('');
process.stdout.write(wanted.json ? asJson(figures) : asTable(figures));
