import { UsageError } from '../errors.ts';
import { closedDaysOf } from '../store/supply.ts';
import { readDate } from '../turn/office/read-times.ts';
import { closingChange } from '../turn/office/times.ts';
import { command } from './command.ts';
import { oneOf, pilotNamed, withData } from './open.ts';
import { changeTimes, DECISION_OPTIONS } from './working-times.ts';

const DAY = 86_400_000;
const AHEAD = 366 * DAY;

export const holidayList = command({
  options: { pilot: { type: 'string' } },
  async run({ options, env, root, say, clock }) {
    await withData({ env, root }, async ({ content, store }) => {
      const pilot = content.pilots[pilotNamed(content, options.pilot)];
      if (pilot === undefined) return;
      const today = new Date(clock()).toISOString().slice(0, 10);
      const closed = await closedDaysOf(store.read, pilot, clock(), clock() + AHEAD);
      for (const { date, name = 'closed by the pilot' } of closed) if (date >= today) say(`${date}  ${name}`);
    });
  },
});

const MEANINGS = ['closed', 'open', 'usual'] as const;

export const holidaySet = command({
  words: [2, 2],
  options: { pilot: { type: 'string' }, ...DECISION_OPTIONS },
  async run(call) {
    const { words, options, say } = call;
    const [date = '', meaning] = words;
    if (readDate(date) === undefined) throw new UsageError(`"${date}" is not a date such as 2026-12-24`);
    const means = oneOf('the second word', meaning, MEANINGS);
    await withData(call, async (opened) => {
      const pilot = pilotNamed(opened.content, options.pilot);
      const closed = means === 'usual' ? null : means === 'closed';
      await changeTimes(opened, call, closingChange(pilot, date, closed));
      say(`${pilot}  ${date}  ${means}`);
    });
  },
});
