import { pino } from 'pino';
import { Temporal } from 'temporal-polyfill';
import { pilotOf } from '../content.ts';
import { UsageError } from '../errors.ts';
import type { Appointment } from '../store/booking.ts';
import { BookedError, changeWorkingTimes } from '../turn/appointments/away.ts';
import { ChangedError } from '../turn/office/counsellors.ts';
import type { Editing } from '../turn/office/rows.ts';
import { type NotedChange, noted } from '../turn/office/times.ts';
import type { Booking } from '../turn/world.ts';
import type { Call } from './command.ts';
import type { Opened } from './open.ts';

/** The part of a world in which a command changes appointments. */
export const bookingOf = ({ vault, content, config }: Opened, clock: () => number): Booking => ({
  vault,
  content,
  demo: !config.production,
  log: pino({ level: 'error', base: null }, pino.destination(2)),
  clock,
});

/** The part of a world in which a command edits rows of a pilot. */
export const editingOf = (opened: Opened, clock: () => number): Editing => ({
  ...bookingOf(opened, clock),
  store: opened.store,
});

const DECIDE = 'say --keep (they stay, and staff see them listed) or --call-off (their people are told)';

/** The options of every command that changes working times: what to do with appointments that are booked then. */
export const DECISION_OPTIONS = { keep: { type: 'boolean' }, 'call-off': { type: 'boolean' } } as const;

/**
 * Makes a change of working times, and tells the operator which appointments that hits. Throws a `UsageError` that
 * names them when the operator has not decided about them, and then nothing is changed.
 */
export async function changeTimes(
  opened: Opened,
  { options, say, clock }: Pick<Call<typeof DECISION_OPTIONS>, 'options' | 'say' | 'clock'>,
  change: NotedChange,
): Promise<void> {
  if (options.keep === true && options['call-off'] === true) throw new UsageError('--keep or --call-off, not both');
  const decision = options.keep === true ? 'keep' : options['call-off'] === true ? 'call-off' : undefined;
  const named = (hit: readonly Appointment[]) => hit.map((a) => `${a.reference}  ${localTime(opened, a)}`);
  try {
    const hit = await changeWorkingTimes(bookingOf(opened, clock), opened.store, noted(change, null, clock), decision);
    for (const line of named(hit)) say(`${line}  ${decision === 'keep' ? 'stays' : 'called off'}`);
  } catch (error) {
    if (error instanceof ChangedError) throw new UsageError('it was changed at the same moment; read it again');
    if (!(error instanceof BookedError)) throw error;
    throw new UsageError(['appointments are booked then:', ...named(error.hit), DECIDE].join('\n'));
  }
}

/** When an appointment begins, on the clock of its pilot. */
export const localTime = (
  { content }: Pick<Opened, 'content'>,
  { startAt, pilot }: Pick<Appointment, 'startAt' | 'pilot'>,
): string => {
  const { zone } = pilotOf(content, pilot);
  const local = Temporal.Instant.fromEpochMilliseconds(startAt).toZonedDateTimeISO(zone).toPlainDateTime();
  return `${local.toString({ smallestUnit: 'minute' }).replace('T', ' ')} (${zone})`;
};
