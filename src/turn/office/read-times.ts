import { Temporal } from 'temporal-polyfill';
import { asciiDigits } from '../../text/digits.ts';

/** Reads days and hours as staff type them, on the wall clock of their pilot. */

/** A stretch of hours, as minutes of the day. */
export interface Window {
  fromMinute: number;
  toMinute: number;
}

const STEP = 5;
const DAY = 24 * 60;

/**
 * The stretches of hours in a line such as `09:00-12:30, 13:30-17:00`, in their order; none in an empty line. Undefined
 * where one is no stretch, is not in steps of five minutes, or meets another.
 */
export function readWindows(typed: string): Window[] | undefined {
  const parts = asciiDigits(typed)
    .replace(/\s*[-–—]\s*/g, '-')
    .split(/[\s,;،]+/)
    .filter((part) => part !== '');
  const windows = parts.map(readWindow).filter((window) => window !== undefined);
  if (windows.length < parts.length) return undefined;
  windows.sort((a, b) => a.fromMinute - b.fromMinute);
  const meets = windows.some(({ fromMinute }, i) => fromMinute < (windows[i - 1]?.toMinute ?? 0));
  return meets ? undefined : windows;
}

function readWindow(part: string): Window | undefined {
  const [, h1, m1 = '0', h2, m2 = '0'] = /^(\d{1,2})(?:[:.](\d\d))?-(\d{1,2})(?:[:.](\d\d))?$/.exec(part) ?? [];
  const fromMinute = Number(h1) * 60 + Number(m1);
  const toMinute = Number(h2) * 60 + Number(m2);
  const isGood = fromMinute < toMinute && toMinute <= DAY && Number(m1) < 60 && Number(m2) < 60;
  return isGood && fromMinute % STEP === 0 && toMinute % STEP === 0 ? { fromMinute, toMinute } : undefined;
}

const clock = (minute: number) =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');

/** Stretches of hours as `readWindows` reads them. */
export const writeWindows = (windows: readonly Window[]): string =>
  windows.map(({ fromMinute, toMinute }) => `${clock(fromMinute)}-${clock(toMinute)}`).join(', ');

/** A date (ISO); undefined where the calendar has no such day. */
export function readDate(typed: string): string | undefined {
  try {
    const date = asciiDigits(typed);
    return /^\d{4}-\d\d-\d\d$/.test(date) ? Temporal.PlainDate.from(date).toString() : undefined;
  } catch {
    return undefined;
  }
}

/** A time of a day such as `13:00`, in minutes of the day; undefined where there is no such time. */
export function readMinute(typed: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2})[:.](\d\d)$/.exec(asciiDigits(typed)) ?? [];
  const read = Number(hour) * 60 + Number(minute);
  return read < DAY && Number(minute) < 60 ? read : undefined;
}

/** The instant (epoch ms) of a minute of a date in a zone. `days`: so many days after the date. */
export const instantOf = (date: string, minute: number, zone: string, days = 0): number =>
  Temporal.PlainDate.from(date)
    .add({ days })
    .toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from('00:00').add({ minutes: minute }) })
    .epochMilliseconds;
