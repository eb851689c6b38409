import { UsageError } from '../errors.ts';
import type { NoPeriod } from '../evaluation/periods.ts';
import { DIMENSIONS } from '../evaluation/release.ts';
import { definitionOf, readReleased } from '../server/released.ts';
import { command } from './command.ts';
import { oneOf, pilotNamed, withData } from './open.ts';

const REFUSED: Record<NoPeriod['error'], string> = {
  open: 'this half-year is not closed yet; its numbers appear a day after it ends',
  malformed: '--period must be a half-year (2026-H1)',
};

export const stats = command({
  options: { pilot: { type: 'string' }, by: { type: 'string' }, period: { type: 'string' } },
  async run({ options, env, root, clock, say }) {
    const by = oneOf('--by', options.by, DIMENSIONS);
    await withData({ env, root }, async ({ content, store }) => {
      const pilot = pilotNamed(content, options.pilot);
      const found = await readReleased({ store, content, clock }, pilot, options.period ?? '');
      if ('error' in found) throw new UsageError(REFUSED[found.error]);
      const { name, from, to, zone } = found.halfYear;
      say(`${pilot}, ${name} (${from} to ${to}, ${zone})`);
      for (const about of ['total', by] as const) say(definitionOf(content, 'en', about));
      say('Numbers of 1 to 4, and others from which they could be worked out, are suppressed.');
      const line = (label: string, people: number | string) => say(`${label.padEnd(32)} ${people}`);
      line('total', found.release.total);
      for (const { rows, withheld } of found.release.tables.filter((table) => table.by === by)) {
        for (const { value, people } of rows) line(`${by}: ${value}`, people);
        if (withheld) line(by, 'suppressed');
      }
    });
  },
});
