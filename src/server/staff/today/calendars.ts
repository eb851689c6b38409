import { html } from 'hono/html';
import { TROUBLES } from '../../../booking/calendar-event.ts';
import type { OwnCalendar } from '../../../store/calendars.ts';
import type { Html } from '../../html/layout.ts';
import { notDone } from '../../html/notice.ts';
import type { View } from '../../html/view.ts';

/** A counsellor's own calendar that could not be read, or not all of it. */
export type TroubledCalendar = OwnCalendar & { name: string; zone: string };

/** Whether staff have to be told of a calendar. */
export const isTroubled = ({ busyFailure, busySkipped }: OwnCalendar): boolean =>
  busyFailure !== null || Object.keys(busySkipped).length > 0;

/** Which counsellors' own calendars could not be read, or not all of them, and what that means for the offered times. */
export const calendars = (view: View, of: readonly TroubledCalendar[]): Html =>
  html`<div id="calendars">${of.map((one) => [failed(view, one), skipped(view, one)])}</div>`;

function failed({ say }: View, { name, zone, busyAt, busyFailure }: TroubledCalendar): Html | '' {
  if (busyFailure === null) return '';
  const why = { text: `staff:calendars.why.${busyFailure}` } as const;
  if (busyAt === null) return notDone(say('calendars.unknown', { name, why }));
  return notDone(say('calendars.failed', { name, why, when: { dateTime: busyAt, zone } }));
}

function skipped({ say }: View, { name, busySkipped }: TroubledCalendar): Html | '' {
  const what = TROUBLES.map((trouble) => ({ trouble, number: busySkipped[trouble] ?? 0 })).filter(
    ({ number }) => number > 0,
  );
  if (what.length === 0) return '';
  const count = what.reduce((all, { number }) => all + number, 0);
  const list = what.map(({ trouble, number }) => say(`calendars.what.${trouble}`, { number }));
  return notDone(say('calendars.skipped', { name, count, what: { list } }));
}
