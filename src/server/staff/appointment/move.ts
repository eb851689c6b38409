import { html } from 'hono/html';
import type { OpenDay, Slot } from '../../../booking/slots.ts';
import { MOVE_REASONS } from '../../../store/codes.ts';
import type { ShownAppointment } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import type { View } from '../../html/view.ts';
import { type Colleague, freeDay, freeTime, type NamedDay, namedTime } from '../desk/free-times.ts';

/** The free times that an appointment could be moved to, by day. */
export interface Movable {
  /** Those of its own counsellor. */
  own: OpenDay[];
  /** Those of others, one for each start. */
  others: NamedDay[];
  /** The others who have free times, and the id of the only one whose times are shown; null: those of all are. */
  colleagues: Colleague[];
  only: string | null;
}

/** The form that moves an appointment: why, and to which time. */
export function moveForm(view: View, { id, zone }: ShownAppointment, times: Movable): Html {
  const { say, show } = view;
  const { own, others, colleagues, only } = times;
  const time = ({ startAt }: Slot) => show({ time: startAt, zone });
  // Where all times are one counsellor's, the name stands above them once.
  const [single] = colleagues.filter((one) => (only === null ? colleagues.length === 1 : one.id === only));
  const ownDays = own.map(({ date, slots }, at) =>
    freeDay(
      view,
      { name: 'own', open: 5 },
      date,
      slots.map((slot) => freeTime(slot, html`${time(slot)}`)),
      at,
    ),
  );
  const otherDays = others.map(({ date, slots }, at) =>
    freeDay(
      view,
      { name: 'others', look: single === undefined ? 'others' : 'others single', open: 2 },
      date,
      slots.map((slot) => (single === undefined ? namedTime(view, slot, zone) : freeTime(slot, html`${time(slot)}`))),
      at,
    ),
  );
  const here = `/staff/appointments/${id}`;
  const narrow = (to: Colleague) =>
    html`<li><a href="${here}?with=${to.id}#move"${to.id === only ? html` aria-current="true"` : ''}><bdi>${to.name}, ${to.officeName}</bdi></a></li>`;
  return html`<form method="post" action="${here}" id="move"><h3 id="move-title">${say('appointment.move')}</h3>
<p class="about">${say('appointment.moveHint')}</p>
${
  ownDays.length + otherDays.length === 0
    ? html`<p>${say('appointment.moveNone')}</p>`
    : html`<fieldset class="why"><legend>${say('move.why')}</legend>${MOVE_REASONS.map((why) => html`<label><input type="radio" name="why" value="${why}" required> ${say(`move.reason.${why}`)}</label>`)}</fieldset>
<fieldset><legend>${say('move.own')}</legend>${ownDays.length === 0 ? html`<p>${say('move.ownNone')}</p>` : ownDays}</fieldset>
${
  colleagues.length === 0
    ? ''
    : html`<details${ownDays.length === 0 || only !== null ? html` open` : ''}><summary>${say('move.others', { count: colleagues.length })}</summary>
${colleagues.length < 2 ? '' : html`<ul class="only" role="list"><li><a href="${here}?with=all#move"${only === null ? html` aria-current="true"` : ''}>${say('move.all')}</a></li>${colleagues.map(narrow)}</ul>`}
<fieldset><legend class="unseen">${say('move.others', { count: colleagues.length })}</legend>${single === undefined ? '' : html`<p><bdi>${single.name}, ${single.officeName}</bdi></p>`}${otherDays}</fieldset></details>`
}
<button class="button" name="do" value="move">${say('appointment.moveButton')}</button>`
}</form>`;
}
