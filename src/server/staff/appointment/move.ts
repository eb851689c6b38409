import { html } from 'hono/html';
import type { OpenDay, Slot } from '../../../booking/slots.ts';
import { MOVE_REASONS } from '../../../store/codes.ts';
import { slotId } from '../../../turn/appointments/search.ts';
import type { ShownAppointment } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import type { View } from '../../html/view.ts';

/** A counsellor to whom an appointment could be moved. */
interface Colleague {
  id: string;
  name: string;
  officeName: string;
}

/** The free times that an appointment could be moved to, by day. */
export interface Movable {
  /** Those of its own counsellor. */
  own: OpenDay[];
  /** Those of others, one for each start. */
  others: { date: string; slots: (Slot & { by: Colleague })[] }[];
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
    day(
      view,
      'own',
      date,
      slots.map((slot) => choice(slot, html`${time(slot)}`)),
      at,
    ),
  );
  const otherDays = others.map(({ date, slots }, at) =>
    day(
      view,
      single === undefined ? 'others' : 'others single',
      date,
      slots.map((slot) =>
        choice(
          slot,
          single === undefined
            ? html`${time(slot)} <bdi class="about">${slot.by.name}, ${slot.by.officeName}</bdi>`
            : html`${time(slot)}`,
        ),
      ),
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

/**
 * The times of one day to choose from. The first days are open, so that the first choice, which a browser points at when
 * none is made, is never hidden. `of`: whose times they are.
 */
const day = ({ say, show }: View, of: Whose, date: string, choices: Html[], at: number): Html =>
  html`<details class="day"${at < OPEN_DAYS[of] ? html` open` : ''}><summary id="${idOf(of)}-${date}">${show({ date })} <span class="about">${say('move.times', { count: choices.length })}</span></summary><div class="times ${of}" role="group" aria-labelledby="${idOf(of)}-${date}">${choices}</div></details>`;

/** Classes may be several, an id is one. */
const idOf = (of: Whose): string => (of === 'own' ? 'own' : 'others');

type Whose = 'own' | 'others' | 'others single';
/** How many days are open at first. */
const OPEN_DAYS: Readonly<Record<Whose, number>> = { own: 5, others: 2, 'others single': 2 };

const choice = (slot: Slot, label: Html): Html =>
  html`<label><input type="radio" name="time" value="${slotId(slot)}" required> <span>${label}</span></label>`;
