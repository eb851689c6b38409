import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import { writeWindows } from '../../../turn/office/read-times.ts';
import type { Made } from '../../../turn/office/times.ts';
import { type Line as Field, field, hidden } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty, notDone, wrong } from '../../html/notice.ts';
import { table } from '../../html/table.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, staffBar } from '../frame.ts';
import { absences } from './absences.ts';
import { calendars } from './calendars.ts';
import { type Filled, filled, type Lines, type Times, type TimesNotice, WEEKDAYS } from './shown.ts';

/** The page of one counsellor's times. */
export function timesPage(texts: Texts, language: string, shown: Times): Html {
  const view = viewOf(texts, language, 'times');
  const { say, show } = view;
  const { one, notice, refused } = shown;
  const action = `/staff/times/${one.id}`;
  const isOwn = shown.principal.counsellor === one.id;
  const body = html`${staffBar(texts, language, shown, '/staff/times', isOwn ? undefined : say('of', { name: one.name }))}
<main class="narrow">
${shown.principal.role === 'counsellor' ? '' : html`<p><a href="/staff/times">${say('back')}</a></p>`}
${noticed(view, notice, shown.made)}${refused === null ? '' : wrong(show({ text: 'faults:check' }))}
<p class="about">${say('zone', { zoneName: { text: `pilots:${one.pilot}.zone` } })}</p>
${week(filled(view, action, 'week', refused), shown)}
${days(filled(view, action, 'day', refused), shown)}
${absences(filled(view, action, 'absence', refused), shown)}
${calendars(view, action, shown)}
</main>`;
  return page(texts, language, say('title'), body, { styles: ['forms.css'] });
}

/** What became of a change, on every page that makes one. */
export const noticed = ({ say }: View<'times'>, notice: TimesNotice | null, made: Made): Html | '' =>
  notice === null ? '' : (notice === 'gone' ? notDone : done)(say(`notice.${notice}`, made));

function week({ view: { say, show }, action, value, fault }: Filled, { times }: Times): Html {
  const of = (weekday: number) => writeWindows(times.hours.filter((one) => one.weekday === weekday).toSorted(byStart));
  const line = (weekday: (typeof WEEKDAYS)[number]): Field => ({
    ...{ id: `w${weekday}`, label: show({ weekday }), value: value(`w${weekday}`, of(weekday)) },
    ...({ autocomplete: 'off', ltr: true, ...fault(`w${weekday}`), describedBy: 'week-hint' } as const),
  });
  return html`<section aria-labelledby="week-title"><h2 id="week-title">${say('week.title')}</h2>
${times.hours.length === 0 ? notDone(say('week.none')) : ''}
<form method="post" action="${action}" class="card"><p class="about" id="week-hint">${say('week.hint')}</p>
${WEEKDAYS.map((weekday) => html`<div class="weekday">${field(line(weekday))}</div>`)}
<button class="button" name="do" value="week">${say('week.save')}</button></form></section>`;
}

const byStart = (a: { fromMinute: number }, b: { fromMinute: number }) => a.fromMinute - b.fromMinute;

/** The hours of single dates. */
function days({ view: { say, show }, action, value, fault }: Filled, { times }: Times): Html {
  const dates = Map.groupBy(times.days, ({ date }) => date);
  const rows = [...dates].map(([date, windows]) => {
    const hours = writeWindows(windows.filter(({ toMinute }) => toMinute > 0).toSorted(byStart));
    return html`<li class="card"><p id="day-${date}"><strong>${show({ fullDate: date })}</strong> ${hours === '' ? say('day.off') : html`<bdi dir="ltr">${hours}</bdi>`}</p>
<form method="post" action="${action}">${hidden({ date })}<button class="button plain" name="do" value="day-usual" aria-describedby="day-${date}">${say('day.usual')}</button></form></li>`;
  });
  const day: Field = { id: 'date', label: say('day.date'), type: 'date', autocomplete: 'off', value: value('date') };
  const hours: Field = {
    ...{ id: 'hours', label: say('day.hours'), hint: say('day.hint'), value: value('hours') },
    ...{ autocomplete: 'off', ltr: true },
  };
  return html`<section aria-labelledby="days-title"><h2 id="days-title">${say('day.title')}</h2>
${rows.length === 0 ? empty(say('day.none')) : html`<ul role="list" class="rows">${rows}</ul>`}
<form method="post" action="${action}" class="card">
${field({ ...day, required: true, ...fault('date') })}
${field({ ...hours, ...fault('hours') })}
<button class="button" name="do" value="day">${say('day.save')}</button></form></section>`;
}

/** The list of the counsellors whose times a reader may change. */
export function linesPage(texts: Texts, language: string, shown: Lines): Html {
  const view = viewOf(texts, language, 'times');
  const { say, show } = view;
  const columns = (['name', 'pilot', 'days', 'absence'] as const).map((name) => ({ name, label: say(`list.${name}`) }));
  const rows = shown.lines.map(({ one, days: count, absence, zone }) => ({
    cells: [
      html`<a href="/staff/times/${one.id}"><bdi>${one.name}</bdi></a>`,
      show({ text: `pilots:${one.pilot}.name` }),
      count === 0 ? html`<span class="chip missed">${say('list.noHours')}</span>` : say('list.count', { count }),
      absence === null
        ? '—'
        : say('list.from', { from: { dateTime: absence.fromAt, zone }, to: { dateTime: absence.toAt, zone } }),
    ],
  }));
  const body = html`${staffBar(texts, language, shown, '/staff/times')}
<main><p class="about">${say('list.about')} <a href="/staff/holidays">${show({ text: 'staff:holidays.title' })}</a></p>
${rows.length === 0 ? empty(say('list.none')) : table({ labelledBy: 'content', columns, rows })}
</main>`;
  return page(texts, language, say('title'), body, { styles: ['forms.css'] });
}
