import windows from 'cldr-core/supplemental/windowsZones.json' with { type: 'json' };
import ICAL from 'ical.js';
import type { Component } from './calendar-lines.ts';
import { type Clock, clock } from './hours.ts';
import { type Clocks, momentOf } from './moment.ts';
import { timesOf, untilOf } from './series.ts';

const DAY = 86_400_000;
const SECOND = 1000;

/** The IANA names of the zones that Windows, and so Outlook, has names of its own for (Unicode CLDR). */
const WINDOWS = new Map(
  windows.supplemental.windowsZones.mapTimezones.flatMap(({ mapZone }) =>
    mapZone._territory === '001' ? [[mapZone._other.toLowerCase(), mapZone._type] as const] : [],
  ),
);

/**
 * The clocks of a calendar, right for times that matter within [fromAt, toAt] (epoch ms). A zone is known by its
 * description in the calendar, or else by its name: an IANA name, alone or at the end of a longer name, or a name that
 * Windows gives it.
 */
export function clocksOf(calendar: Component, zone: string, fromAt: number, toAt: number): Clocks {
  // What goes on in the window may have begun long before.
  const begin = fromAt - 366 * DAY;
  const end = toAt + 2 * DAY;
  const local = clock(zone, begin, end);
  const described = new Map(
    calendar.parts.flatMap((part) => {
      const [name] = part.properties.get('tzid')?.[0]?.values ?? [];
      return part.name === 'VTIMEZONE' ? [[String(name), part] as const] : [];
    }),
  );
  const known = new Map<string, Clock | undefined>();
  return {
    local,
    named(name) {
      if (!known.has(name)) known.set(name, describedClock(described.get(name), end) ?? clockNamed(name, begin, end));
      return known.get(name);
    },
  };
}

function clockNamed(name: string, fromAt: number, toAt: number): Clock | undefined {
  const parts = name.trim().split('/');
  const ends = parts.map((_, i) => parts.slice(i).join('/')).slice(-3);
  for (const zone of ends) {
    try {
      return clock(WINDOWS.get(zone.toLowerCase()) ?? zone, fromAt, toAt);
    } catch {
      // Not a zone; a shorter end of the name may be one.
    }
  }
  return undefined;
}

/** A change of a zone's offset; `at` is a reading of the wall clock before the change, `to` the new offset in ms. */
interface Change {
  at: number;
  to: number;
}

/** The clock that a VTIMEZONE describes, up to `end`; undefined where there is none or it cannot be read. */
function describedClock(zone: Component | undefined, end: number): Clock | undefined {
  try {
    const observed = (zone?.parts ?? []).map((part) => readObservance(part, end));
    const changes = observed.flatMap(({ changes }) => changes).sort((a, b) => a.at - b.at);
    const first = observed.find(({ changes: [begin] }) => begin !== undefined && begin === changes[0]);
    if (first === undefined) return undefined;
    return (wall) => wall - (changes.findLast(({ at }) => at <= wall)?.to ?? first.from);
  } catch {
    return undefined;
  }
}

/** The offset before a STANDARD or DAYLIGHT, and its changes. Throws where it cannot be read. */
function readObservance({ properties }: Component, end: number): { from: number; changes: Change[] } {
  const values = (name: string) => (properties.get(name) ?? []).flatMap((property) => property.values.map(String));
  const offset = (name: string) => ICAL.UtcOffset.fromString(values(name)[0] ?? '').toSeconds() * SECOND;
  const from = offset('tzoffsetfrom');
  const to = offset('tzoffsetto');
  const wallOf = (value: string | undefined) => {
    const moment = momentOf(value, {}, { local: (wall) => wall, named: () => undefined });
    if (moment === undefined || Number.isNaN(from + to)) throw new RangeError();
    return moment.wall;
  };
  const start = wallOf(values('dtstart')[0]);
  const repeated = values('rrule').flatMap((rule) => {
    const last = untilOf(rule);
    const until = last === undefined ? end : wallOf(last) + (last.endsWith('Z') ? from : 0);
    const { walls, areDays } = timesOf(rule, start, start, Math.min(until, end));
    if (areDays) throw new RangeError();
    return walls;
  });
  const dates = values('rdate').map(wallOf);
  return { from, changes: [...new Set([start, ...repeated, ...dates])].map((at) => ({ at, to })) };
}
