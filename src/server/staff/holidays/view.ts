import { html } from 'hono/html';
import type { ClosedDay } from '../../../booking/holidays.ts';
import type { Texts } from '../../../text/texts.ts';
import type { Made } from '../../../turn/office/times.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import { field, hidden, selectField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { empty, wrong } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import type { TimesNotice } from '../times/shown.ts';
import { noticed } from '../times/view.ts';

/** What a date can be: closed, open though it is a holiday, or as the country's holidays say. */
export const MEANINGS = ['closed', 'open', 'usual'] as const;

/** The days on which the offices of a pilot are closed. */
export interface PilotDays {
  pilot: string;
  /** The next twelve months. */
  closed: readonly ClosedDay[];
  /** Holidays on which the pilot has decided to be open (ISO). */
  opened: readonly string[];
}

/** The data that the page of closed days shows. */
export interface Holidays extends Reading {
  pilots: PilotDays[];
  /** What was typed for a pilot and could not be saved. */
  refused: { pilot: string; typed: Typed; faults: Faults } | null;
  notice: TimesNotice | null;
  made: Made;
}

/** The page of the days on which offices are closed, a part for each pilot. */
export function holidaysPage(texts: Texts, language: string, shown: Holidays): Html {
  const view = viewOf(texts, language, 'times');
  const { say, show } = view;
  const body = html`${staffBar(texts, language, shown, '/staff/holidays')}
<main class="narrow">
${noticed(view, shown.notice, shown.made)}${shown.refused === null ? '' : wrong(show({ text: 'faults:check' }))}
<p class="about">${say('holidays.about')}</p>
${shown.pilots.map((days) => ofPilot(view, days, shown.refused?.pilot === days.pilot ? shown.refused : null))}
</main>`;
  return page(texts, language, show({ text: 'staff:holidays.title' }), body, { styles: ['forms.css'] });
}

function ofPilot(view: View<'times'>, { pilot, closed, opened }: PilotDays, refused: Holidays['refused']): Html {
  const { say, show } = view;
  const back = (date: string, id: string) =>
    html`<form method="post" action="/staff/holidays">${hidden({ pilot, date, means: 'usual' })}<button class="button plain" aria-describedby="${id}">${say('holidays.usual')}</button></form>`;
  const line = (date: string, what: Html | string, isOwn: boolean) => {
    const id = `${pilot}-${date}`;
    return html`<li class="card"><p id="${id}"><strong>${show({ fullDate: date })}</strong> ${what}</p>${isOwn ? back(date, id) : ''}</li>`;
  };
  const days = [
    ...closed.map(({ date, name }) => ({
      date,
      item: line(
        date,
        name === undefined ? say('holidays.ours') : html`<bdi lang="en">${name}</bdi>`,
        name === undefined,
      ),
    })),
    ...opened.map((date) => ({ date, item: line(date, say('holidays.opened'), true) })),
  ].sort((a, b) => a.date.localeCompare(b.date));
  const typed = (name: string) => refused?.typed[name]?.[0] ?? '';
  const faultOf = (name: string) => {
    const fault = refused?.faults[name];
    return fault === undefined ? {} : { fault: show(fault) };
  };
  const means = MEANINGS.map((value) => ({ value, label: say(`holidays.means.${value}`) }));
  return html`<section aria-labelledby="of-${pilot}"><h2 id="of-${pilot}">${show({ text: `pilots:${pilot}.name` })}</h2>
<form method="post" action="/staff/holidays" class="card">${hidden({ pilot })}
${field({ ...{ id: `date-${pilot}`, name: 'date', label: say('day.date'), type: 'date', autocomplete: 'off', required: true }, ...{ value: typed('date'), ...faultOf('date') } })}
${selectField({ ...{ id: `means-${pilot}`, name: 'means', label: say('holidays.what'), options: means }, ...{ value: typed('means') || 'closed', ...faultOf('means') } })}
<button class="button">${say('day.save')}</button></form>
${days.length === 0 ? empty(say('holidays.none')) : html`<ul role="list" class="rows">${days.map(({ item }) => item)}</ul>`}</section>`;
}
