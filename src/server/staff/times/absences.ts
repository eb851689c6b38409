import { html } from 'hono/html';
import { Temporal } from 'temporal-polyfill';
import { field, hidden } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { empty } from '../../html/notice.ts';
import type { Filled, Times } from './shown.ts';

interface Span {
  fromAt: number;
  toAt: number;
}

/** The absences of a counsellor, each with a form that changes it, and a form for a new one. */
export function absences(filled: Filled, { times, zone }: Times): Html {
  const { view, action, value } = filled;
  const { say, show } = view;
  const editing = value('instead');
  const rows = times.absences.map((one) => {
    const id = `absence-${one.fromAt}`;
    const span = say('absence.span', { from: { dateTime: one.fromAt, zone }, to: { dateTime: one.toAt, zone } });
    const isEdited = editing === String(one.fromAt);
    return html`<li class="card"><p id="${id}"><strong>${isWholeDays(one, zone) ? daysOf(show, one, zone) : span}</strong></p>
<details${isEdited ? html` open` : ''}><summary aria-describedby="${id}">${say('absence.change')}</summary>
<form method="post" action="${action}">${hidden({ instead: String(one.fromAt) })}
${fields(isEdited ? filled : unfilled(filled), `-${one.fromAt}`, one, zone)}
<button class="button" name="do" value="absence" aria-describedby="${id}">${say('absence.save')}</button></form>
<form method="post" action="${action}">${hidden({ instead: String(one.fromAt) })}<button class="button plain" name="do" value="absence-end" aria-describedby="${id}">${say('absence.remove')}</button></form></details></li>`;
  });
  return html`<section aria-labelledby="absences-title"><h2 id="absences-title">${say('absence.title')}</h2>
${rows.length === 0 ? empty(say('absence.none')) : html`<ul role="list" class="rows">${rows}</ul>`}
<form method="post" action="${action}" class="card"><h3>${say('absence.new')}</h3>
${fields(editing === '' ? filled : unfilled(filled), '', null, zone)}
<button class="button" name="do" value="absence">${say('absence.save')}</button></form></section>`;
}

/** The same form, without what was typed into another. */
const unfilled = (filled: Filled): Filled => ({ ...filled, value: (_, known = '') => known, fault: () => ({}) });

/** From when to when. `of`: what makes the ids of the fields different. */
function fields({ view: { say }, value, fault }: Filled, of: string, one: Span | null, zone: string): Html {
  const known = one === null ? null : typedSpan(one, zone);
  const day = (name: 'from' | 'to') =>
    field({
      ...{ id: `${name}${of}`, name, label: say(`absence.${name}`), type: 'date', autocomplete: 'off', required: true },
      ...{ value: value(name, known?.[name] ?? ''), ...fault(name) },
    });
  const time = (name: 'fromTime' | 'toTime') =>
    field({
      ...{ id: `${name}${of}`, name, label: say(`absence.${name}`), type: 'time', autocomplete: 'off' },
      ...{ value: value(name, known?.[name] ?? ''), ...fault(name) },
    });
  return html`<div class="pair"><div>${day('from')}</div><div>${time('fromTime')}</div></div>
<div class="pair"><div>${day('to')}</div><div>${time('toTime')}</div></div>
<p class="about">${say('absence.hint')}</p>`;
}

const local = (at: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);

/** An absence as its fields say it: whole days have no times, and the last day is one of them. */
function typedSpan(one: Span, zone: string) {
  const [from, to] = [local(one.fromAt, zone), local(one.toAt, zone)];
  const time = (at: typeof from) => at.toPlainTime().toString({ smallestUnit: 'minute' });
  return isWholeDays(one, zone)
    ? { ...{ from: from.toPlainDate().toString(), fromTime: '', toTime: '' }, to: lastDay(one, zone) }
    : {
        ...{ from: from.toPlainDate().toString(), fromTime: time(from) },
        ...{ to: to.toPlainDate().toString(), toTime: time(to) },
      };
}

const isWholeDays = (one: Span, zone: string): boolean =>
  [one.fromAt, one.toAt].every((at) => local(at, zone).startOfDay().epochMilliseconds === at);

const lastDay = (one: Span, zone: string): string =>
  local(one.toAt, zone).toPlainDate().subtract({ days: 1 }).toString();

function daysOf(show: Filled['view']['show'], one: Span, zone: string): string {
  const from = local(one.fromAt, zone).toPlainDate().toString();
  const to = lastDay(one, zone);
  return from === to ? show({ fullDate: from }) : `${show({ fullDate: from })} – ${show({ fullDate: to })}`;
}
