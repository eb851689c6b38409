import { Temporal } from 'temporal-polyfill';
import { pilotOf } from '../content.ts';
import { UsageError } from '../errors.ts';
import { readDate, readWindows, type Window } from '../turn/office/read-times.ts';
import { absenceChange, absenceEnd, dayChange, weekChange } from '../turn/office/times.ts';
import { command } from './command.ts';
import { counsellorNamed } from './counsellor.ts';
import { oneOf, withData } from './open.ts';
import { changeTimes, DECISION_OPTIONS } from './working-times.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export const counsellorHours = command({
  words: [2, Number.POSITIVE_INFINITY],
  options: DECISION_OPTIONS,
  async run(call) {
    const { words, say } = call;
    const [id = '', day = '', ...windows] = words;
    const weekday = DAYS.indexOf(oneOf('DAY', day, DAYS)) + 1;
    const hours = windowsIn(windows);
    await withData(call, async (opened) => {
      const one = await counsellorNamed(opened, id);
      await changeTimes(opened, call, weekChange(opened.content, one, new Map([[weekday, hours]])));
      say(`${id}  ${day}  ${windows.join(' ') || 'no hours'}`);
    });
  },
});

export const counsellorDay = command({
  words: [2, Number.POSITIVE_INFINITY],
  options: DECISION_OPTIONS,
  async run(call) {
    const { words, say } = call;
    const [id = '', date = '', ...windows] = words;
    if (readDate(date) === undefined) throw new UsageError(`"${date}" is not a date such as 2026-12-01`);
    const hours = windows[0] === 'weekly' ? null : windowsIn(windows);
    await withData(call, async (opened) => {
      const one = await counsellorNamed(opened, id);
      await changeTimes(opened, call, dayChange(opened.content, one, date, hours));
      say(`${id}  ${date}  ${windows.join(' ') || 'day off'}`);
    });
  },
});

export const counsellorAbsent = command({
  words: [3, 3],
  options: DECISION_OPTIONS,
  async run(call) {
    const { words, say } = call;
    const [id = '', from = '', to = ''] = words;
    await withData(call, async (opened) => {
      const one = await counsellorNamed(opened, id);
      const zone = pilotOf(opened.content, one.pilot).zone;
      const fromAt = readTime(from, zone, 0);
      if (to === 'never') {
        await changeTimes(opened, call, absenceEnd(opened.content, one, fromAt));
        return say(`${id}  no absence from ${from} (${zone})`);
      }
      const absence = { fromAt, toAt: readTime(to, zone, 1) };
      if (absence.fromAt >= absence.toAt) throw new UsageError('the absence ends before it begins');
      await changeTimes(opened, call, absenceChange(opened.content, one, absence));
      say(`${id}  absent from ${from} to ${to} (${zone})`);
    });
  },
});

/** The stretches of hours of one day. Throws a `UsageError` where one is none, or two overlap. */
function windowsIn(words: string[]): Window[] {
  const windows = readWindows(words.join(' '));
  if (windows !== undefined) return windows;
  throw new UsageError(
    `"${words.join(' ')}": hours are stretches such as 09:00-12:30 in steps of 5 minutes, and none meets another`,
  );
}

/**
 * Reads a date or a time as epoch ms. A date means the beginning of the day that is `days` days later; a time means
 * itself. Throws a `UsageError` for any other text.
 */
export function readTime(text: string, zone: string, days: number): number {
  try {
    const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
    if (!isDate) return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
    return Temporal.PlainDate.from(text).add({ days }).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    throw new UsageError(`"${text}" is not a date or time such as 2026-12-01 or 2026-12-01T13:00`);
  }
}
