import {
  type CalendarEvent,
  type Occurrence,
  type Reading,
  readEvent,
  TROUBLES,
  type Trouble,
} from './calendar-event.ts';
import { type Component, readCalendars } from './calendar-lines.ts';
import { clocksOf } from './calendar-zones.ts';
import type { Span } from './hours.ts';
import { periodOf } from './moment.ts';

/** The busy times in a calendar, and how many of its entries cannot be read, or not all of them, by the reason. */
export interface BusyTimes {
  /** Ascending; they neither overlap nor touch. */
  spans: Span[];
  skipped: Partial<Record<Trouble, number>>;
}

/**
 * The busy times in a counsellor's own calendar (iCalendar, RFC 5545) within [fromAt, toAt], in epoch ms. Series are
 * followed with their exceptions. Events that are cancelled or marked as free do not count, nor do appointments that
 * came from us. Dates and times without a zone are on the wall clock of `zone`. What cannot be read is busy or is
 * counted as skipped, never free.
 *
 * @throws CalendarError where the text is no whole calendar.
 */
export function busyTimes(text: string, zone: string, fromAt: number, toAt: number): BusyTimes {
  const found = readCalendars(text).map((calendar) =>
    readCalendar(calendar, { clocks: clocksOf(calendar, zone, fromAt, toAt), fromAt, toAt }),
  );
  const skipped: BusyTimes['skipped'] = {};
  for (const trouble of found.flatMap(({ troubles }) => troubles)) skipped[trouble] = (skipped[trouble] ?? 0) + 1;
  return { spans: union(found.flatMap(({ spans }) => spans)), skipped };
}

function readCalendar(calendar: Component, reading: Reading): { spans: Span[]; troubles: Trouble[] } {
  const touches = ({ fromAt, toAt }: Span) => fromAt < toAt && toAt > reading.fromAt && fromAt < reading.toAt;
  const spans: Span[] = [];
  const troubles: Trouble[] = calendar.unread.size > 0 ? ['line'] : [];
  const take = (found: Span[], those: ReadonlySet<Trouble>) => {
    const near = found.filter(touches);
    spans.push(...near);
    const gravest = TROUBLES.find((trouble) => those.has(trouble));
    // Staff need not be told of an entry that is over, unless its time cannot be read.
    const isOpen = gravest === 'start' || gravest === 'series';
    if (gravest !== undefined && (isOpen || near.length > 0)) troubles.push(gravest);
  };

  const events = calendar.parts.filter(({ name }) => name === 'VEVENT').map((event) => readEvent(event, reading));
  const changes = Map.groupBy(
    events.filter(({ replaces }) => replaces !== undefined),
    ({ uid }) => uid,
  );
  for (const event of events) {
    if (event.isFree || event.uid?.endsWith('@saputnik')) continue;
    const own = event.replaces === undefined && event.uid !== undefined ? changes.get(event.uid) : undefined;
    take(changed(event.occurrences, own ?? []), event.troubles);
  }
  for (const part of calendar.parts.filter(({ name }) => name === 'VFREEBUSY')) {
    const { found, troubles } = readFreeBusy(part, reading);
    take(found, troubles);
  }
  return { spans, troubles };
}

/** The times of a series, of which some occurrences are replaced, and later ones changed in the same way. */
function changed(occurrences: readonly Occurrence[], changes: readonly CalendarEvent[]): Span[] {
  // An occurrence whose replacement cannot be read stays where it was.
  const read = changes.filter(({ isFree, occurrences }) => isFree || occurrences.length > 0);
  const replaced = new Set(read.map(({ replaces }) => replaces));
  const later = read.filter(({ changesLater }) => changesLater).sort((a, b) => (a.replaces ?? 0) - (b.replaces ?? 0));
  return occurrences.flatMap(({ at, span }) => {
    if (replaced.has(at)) return [];
    const change = later.findLast(({ replaces = 0 }) => replaces < at);
    if (change === undefined) return span;
    const [first] = change.occurrences;
    if (change.isFree || first === undefined) return [];
    const shift = at - (change.replaces ?? 0);
    return { fromAt: first.span.fromAt + shift, toAt: first.span.toAt + shift };
  });
}

/** The busy times of a VFREEBUSY, which lists them without saying what they are. */
function readFreeBusy({ properties, unread }: Component, { clocks }: Reading) {
  const troubles = new Set<Trouble>([...unread].map((name) => (name === 'freebusy' ? 'start' : 'line')));
  const found = (properties.get('freebusy') ?? [])
    .filter(({ params }) => params.fbtype?.toUpperCase() !== 'FREE')
    .flatMap(({ params, values }) =>
      values.flatMap((value) => {
        const span = periodOf(value, params, clocks);
        if (span === undefined) troubles.add('start');
        return span ?? [];
      }),
    );
  return { found, troubles };
}

/** The same times, ascending, those in one that overlap or touch. */
function union(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const { fromAt, toAt } of [...spans].sort((a, b) => a.fromAt - b.fromAt)) {
    const last = joined.at(-1);
    if (last !== undefined && fromAt <= last.toAt) last.toAt = Math.max(last.toAt, toAt);
    else joined.push({ fromAt, toAt });
  }
  return joined;
}
