import { pino } from 'pino';
import { readConfig } from '../config.ts';
import { loadContent } from '../content.ts';
import { lockData, openData } from '../data.ts';
import { UsageError } from '../errors.ts';
import { simulate as tell } from '../simulation/simulate.ts';
import { holdsNobody } from '../store/people.ts';
import { type Call, command } from './command.ts';

const WIDTH = 40;

export const simulate = command({
  options: {
    people: { type: 'string', default: '350' },
    months: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
  },
  async run(call) {
    const { env, root, clock, say, options } = call;
    const { config } = readConfig(env);
    if (config.production) throw new UsageError('imaginary people live in demonstrations alone; this is production');
    const until = clock();
    const plan = {
      people: whole('--people', options.people, 5000),
      months: whole('--months', options.months, 24),
      seed: whole('--seed', options.seed, 1_000_000_000),
      until,
    };
    await using held = new AsyncDisposableStack();
    if (config.databaseUrl === undefined) held.use(lockData(config));
    const content = loadContent(root, config.pilots);
    const { store, vault } = held.use(await openData(config, content));
    if (!(await holdsNobody(store.read)))
      throw new UsageError('somebody has written here already; name an empty folder in DATA_DIR');
    const log = pino({ level: 'error', base: null }, pino.destination(2));
    const ground = { store, vault, content, log, publicUrl: config.publicUrl };
    const { people, messages } = await tell(ground, plan, { progress: showProgress(call, until) });
    say(`${people} imaginary people wrote ${messages} messages. "npm start" shows them.`);
  },
});

function whole(option: string, typed: string, most: number): number {
  const number = /^\d{1,10}$/.test(typed) ? Number(typed) : 0;
  if (number < 1 || number > most) throw new UsageError(`${option} must be a whole number from 1 to ${most}`);
  return number;
}

/** A bar on a terminal; elsewhere a line for each month. */
function showProgress({ write, say, isTerminal }: Call, until: number): (at: number) => void {
  let first: number | undefined;
  let shown = '';
  return (at) => {
    first ??= at;
    const month = new Date(at).toISOString().slice(0, 7);
    if (isTerminal) {
      const done = Math.round((WIDTH * (at - first)) / Math.max(1, until - first));
      write(`\r${'#'.repeat(done).padEnd(WIDTH, '.')} ${month}${at === until ? '\n' : ''}`);
    } else if (month !== shown) say(month);
    shown = month;
  };
}
