import { Temporal } from 'temporal-polyfill';
import { pilotOf } from '../content.ts';
import { UsageError } from '../errors.ts';
import { addAbsence, setDayHours, setHours } from '../store/counsellors.ts';
import { command } from './command.ts';
import { counsellorNamed } from './counsellor.ts';
import { type Opened, oneOf, withData } from './open.ts';
import { changeTimes, DECISION_OPTIONS } from './working-times.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export const counsellorHours = command({
  words: [2, Number.POSITIVE_INFINITY],
  options: DECISION_OPTIONS,
  async run(call) {
    const { words, say } = call;
    const [id = '', day = '', ...windows] = words;
    const weekday = DAYS.indexOf(oneOf('DAY', day, DAYS)) + 1;
    const hours = readWindows(windows);
    await withData(call, async (opened) => {
      const pilots = pilotsOf(opened, await counsellorNamed(opened, id));
      await changeTimes(opened, call, pilots, (q) => setHours(q, id, weekday, hours));
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
    if (!isDate(date)) throw new UsageError(`"${date}" is not a date such as 2026-12-01`);
    const hours = windows[0] === 'weekly' ? null : readWindows(windows);
    await withData(call, async (opened) => {
      const pilots = pilotsOf(opened, await counsellorNamed(opened, id));
      await changeTimes(opened, call, pilots, (q) => setDayHours(q, id, date, hours));
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
      const counsellor = await counsellorNamed(opened, id);
      const zone = pilotOf(opened.content, counsellor.pilot).zone;
      const absence = { counsellor: id, fromAt: readTime(from, zone, 0), toAt: readTime(to, zone, 1) };
      if (absence.fromAt >= absence.toAt) throw new UsageError('the absence ends before it begins');
      await changeTimes(opened, call, pilotsOf(opened, counsellor), (q) => addAbsence(q, absence));
      say(`${id}  absent from ${from} to ${to} (${zone})`);
    });
  },
});

/** The pilots whose people can have an appointment with a counsellor, as far as this instance serves them. */
const pilotsOf = ({ content }: Opened, { pilot, guests }: { pilot: string; guests: string[] }): string[] =>
  [pilot, ...guests].filter((name) => content.pilots[name] !== undefined);

/** A stretch of hours, as minutes of the day. */
interface Window {
  fromMinute: number;
  toMinute: number;
}

/** The stretches of hours of one day, in their order. Throws a `UsageError` when two overlap. */
function readWindows(texts: string[]): Window[] {
  const windows = texts.map(readWindow).sort((a, b) => a.fromMinute - b.fromMinute);
  if (windows.some((window, i) => window.fromMinute < (windows[i - 1]?.toMinute ?? 0)))
    throw new UsageError('stretches of hours must not overlap');
  return windows;
}

/** Reads `09:00-12:30` as minutes of the day. Throws a `UsageError` for any other form. */
function readWindow(text: string): Window {
  const [, h1, m1, h2, m2] = /^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text) ?? [];
  const fromMinute = Number(h1) * 60 + Number(m1);
  const toMinute = Number(h2) * 60 + Number(m2);
  const isGood = fromMinute < toMinute && toMinute <= 24 * 60 && fromMinute % 5 === 0 && toMinute % 5 === 0;
  if (!isGood) throw new UsageError(`"${text}" is not a stretch of hours such as 09:00-12:30 (in steps of 5 minutes)`);
  return { fromMinute, toMinute };
}

const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

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
