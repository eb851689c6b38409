import ICAL from 'ical.js';

/** A property of a calendar file, such as `DTSTART;TZID=Europe/London:20261125T100000`. */
export interface Property {
  /** The parameters, by lower-case name. */
  params: Readonly<Record<string, string>>;
  /**
   * The values as jCal (RFC 7265) writes them, such as `2026-11-25T10:00:00`; a period is a pair. The value of an RRULE
   * is its text.
   */
  values: readonly (string | readonly [string, string])[];
}

/** What stands between `BEGIN:NAME` and `END:NAME`. */
export interface Component {
  /** Upper case. */
  name: string;
  parts: Component[];
  /** The properties that say when something is, by lower-case name. */
  properties: Map<string, Property[]>;
  /**
   * The names, in lower case, with which lines begin that cannot be read. A component without an end has `end` among
   * them.
   */
  unread: Set<string>;
}

/** A file that is no iCalendar, or breaks off. The error never holds any of the file's content. */
export class CalendarError extends Error {
  override name = 'CalendarError';
}

/** The properties that say when something is; no other line of a file is looked into. */
const WHEN = new Set([
  ...['uid', 'dtstart', 'dtend', 'duration', 'rrule', 'rdate', 'exdate', 'recurrence-id', 'status', 'transp'],
  ...['freebusy', 'tzid', 'tzoffsetfrom', 'tzoffsetto'],
]);

/** The components that stand in a calendar and never in each other: one begins where the one before has no end. */
const ENTRIES = new Set(['VEVENT', 'VTODO', 'VJOURNAL', 'VFREEBUSY', 'VTIMEZONE', 'VAVAILABILITY']);

/**
 * The calendars in a file: mostly one. A line that cannot be read harms the component that it stands in, and no other.
 *
 * @throws CalendarError where there is no calendar, or the last one has no end: events may be missing then.
 */
export function readCalendars(text: string): Component[] {
  const file = newComponent('');
  const open = [file];
  for (const line of linesOf(text)) {
    const inner = open.at(-1) ?? file;
    const name = (/^[^:;]*/.exec(line)?.[0] ?? '').trim().toLowerCase();
    const word = line.slice(line.indexOf(':') + 1).trim();
    if (!line.includes(':')) inner.unread.add(name);
    else if (name === 'begin') begin(open, word.toUpperCase());
    else if (name === 'end') end(open, word.toUpperCase());
    else if (WHEN.has(name)) take(inner, name, line);
  }
  const calendars = file.parts.filter((part) => part.name === 'VCALENDAR');
  if (calendars.length === 0 || open.length > 1) throw new CalendarError('not a whole calendar');
  return calendars;
}

const newComponent = (name: string): Component => ({ name, parts: [], properties: new Map(), unread: new Set() });

/** The lines of a file, each in one piece: a line that begins with a space goes on with the one before. */
const linesOf = (text: string): string[] =>
  text
    .replace(/^\uFEFF/, '')
    .replace(/(?:\r\n|\n|\r)[ \t]/g, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '');

function begin(open: Component[], name: string): void {
  if (ENTRIES.has(name)) {
    const calendar = open.findLastIndex((component) => component.name === 'VCALENDAR');
    if (calendar !== -1) breakOff(open, calendar + 1);
  }
  const component = newComponent(name);
  open.at(-1)?.parts.push(component);
  open.push(component);
}

/** An end of nothing that has begun is passed over. */
function end(open: Component[], name: string): void {
  const at = open.findLastIndex((component) => component.name === name);
  if (at < 1) return;
  breakOff(open, at + 1);
  open.pop();
}

/** Ends the innermost components, from a depth on, which have no end of their own. */
function breakOff(open: Component[], depth: number): void {
  for (const component of open.splice(depth)) component.unread.add('end');
}

function take({ properties, unread }: Component, name: string, line: string): void {
  try {
    const [, params, , ...values] = ICAL.parse.property(name === 'rrule' ? line.toUpperCase() : line);
    const rule = line.slice(line.lastIndexOf(':') + 1).toUpperCase();
    const property = { params, values: name === 'rrule' ? [rule] : values };
    const others = properties.get(name);
    if (others === undefined) properties.set(name, [property]);
    else others.push(property);
  } catch {
    unread.add(name);
  }
}
