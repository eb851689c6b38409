import { UsageError } from '../errors.ts';
import { nameOf } from '../evaluation/rows.ts';
import { readNumbers } from '../server/released.ts';
import { command } from './command.ts';
import { pilotNamed, withData } from './open.ts';

const SAID = {
  open: 'This half-year is not closed yet: its numbers appear a day after it ends, those of a month a day after the month.',
  pending: 'The numbers of this half-year are not worked out yet; the server does it within some hours.',
  none: 'Nobody came in this half-year.',
} as const;

export const stats = command({
  options: { pilot: { type: 'string' }, period: { type: 'string' } },
  async run({ options, env, root, clock, say }) {
    await withData({ env, root }, async ({ config, content, store }) => {
      const demo = !config.production;
      const pilot = pilotNamed(content, options.pilot);
      const numbers = await readNumbers({ store, content, demo, clock }, [pilot], options.period ?? '');
      if (numbers === undefined) throw new UsageError('--period must be a half-year (2026-H1)');
      const { halfYear, state, rows, enrolled } = numbers;
      if (demo) say('Demonstration: these people are imaginary.');
      say(`${pilot}, ${halfYear.name} (${halfYear.from} to ${halfYear.to}, ${halfYear.zone})`);
      if (state !== 'closed') say(SAID[state]);
      say(content.model.texts.say('en', 'statistics:rule'));
      const line = (label: string, number: number | string) => say(`${label.padEnd(48)} ${number}`);
      for (const row of rows) if (row.number !== null) line(nameOf(row), row.number);
      const exact = enrolled.get(pilot);
      if (exact === undefined) return;
      line('enrolled (exact)', exact.people);
      line('enrolled/women (exact)', exact.women);
    });
  },
});
