import type { Command } from '../cli.ts';
import { StartError } from '../config.ts';
import { DIMENSIONS, table } from '../evaluation/indicators.ts';
import { closedPeriod, type NoPeriod } from '../evaluation/periods.ts';
import { eventsBefore } from '../store/events.ts';
import { oneOf, pilotNamed, withData } from './open.ts';

const REFUSED: Record<NoPeriod['error'], string> = {
  open: 'this period has not ended yet',
  malformed: '--period must be a month (2026-10) or a half-year (2026-H1)',
};

export const stats: Command = {
  usage: 'stats --pilot PILOT --by DIMENSION --period 2026-10|2026-H1',
  about: 'people of a closed period by one dimension; small numbers are not shown',
  options: { pilot: { type: 'string' }, by: { type: 'string' }, period: { type: 'string' } },
  async run({ options, env, clock, say }) {
    const by = oneOf('--by', options.by, DIMENSIONS);
    await withData(env, async ({ content, store }) => {
      const pilot = pilotNamed(content, options.pilot);
      const zone = content.pilots[pilot]?.zone ?? 'UTC';
      const period = closedPeriod(String(options.period), zone, clock());
      if ('error' in period) throw new StartError(REFUSED[period.error]);
      const { total, rows } = table(await eventsBefore(store.read, pilot, period.toAt), by, period);
      say(
        `${pilot}, ${options.period} (${zone}): people who did something in the chat in this period, after consent, each counted once.`,
      );
      say(
        'Numbers of 1 to 4, and others from which they could be worked out, are suppressed. Demonstration chats are not counted.',
      );
      for (const [name, people] of [['total', total], ...rows.map(({ value, people }) => [`${by}: ${value}`, people])])
        say(`${String(name).padEnd(32)} ${people}`);
    });
  },
};
