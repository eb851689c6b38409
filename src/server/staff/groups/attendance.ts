import { html } from 'hono/html';
import { MARKS } from '../../../booking/status.ts';
import type { Meeting } from '../../../store/groups.ts';
import { languageOf, type ShownAppointment } from '../../html/appointment.ts';
import { hidden } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { empty } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import type { GroupShown } from './shown.ts';

/** People may be marked so long before a meeting begins, as on the page of an appointment. */
const EARLY = 30 * 60_000;
const CHOICES = [...MARKS, ''] as const;

/** Who comes to a meeting, by the reference that they show, and a form that notes who came. */
export function attendance(
  view: View<'courses'>,
  { group, zone, now }: GroupShown,
  { meeting, coming }: { meeting: Meeting; coming: ShownAppointment[] },
): Html {
  const { say, show } = view;
  const when = show({ dateTime: meeting.startAt, zone });
  const isMarkable = !meeting.cancelled && now >= meeting.startAt - EARLY;
  const list =
    coming.length === 0
      ? empty(say('nobody'))
      : isMarkable
        ? html`<form method="post" action="/staff/groups/${group.id}">${hidden({ meeting: meeting.id })}
<ul role="list" class="rows">${coming.map((a) => marking(view, a))}</ul>
<button class="button" name="do" value="mark">${say('mark')}</button></form>`
        : html`<p class="about">${say('markLater')}</p><ul role="list" class="rows">${coming.map((a) => html`<li>${named(view, a)}</li>`)}</ul>`;
  return html`<section aria-labelledby="coming"><h2 id="coming">${say('coming', { when })}</h2>${list}</section>`;
}

const named = (view: View<'courses'>, a: ShownAppointment): Html =>
  html`<a href="/staff/appointments/${a.id}"><bdi dir="ltr">${a.signUp ?? a.reference}</bdi></a> · ${languageOf(viewOf(view.texts, view.language, 'staff'), a.language)}${a.confirmedAt === null ? '' : html` <span class="chip">${view.show({ text: 'staff:appointments.confirmed' })}</span>`}`;

function marking(view: View<'courses'>, a: ShownAppointment): Html {
  const now = a.status === 'scheduled' ? '' : a.status;
  const reference = a.signUp ?? a.reference;
  const choice = (mark: (typeof CHOICES)[number]) =>
    html`<label class="tick"><input type="radio" name="came-${a.id}" value="${mark}"${mark === now ? html` checked` : ''}> ${view.say(`came.${mark === '' ? 'unknown' : mark}`)}</label>`;
  return html`<li class="card">${hidden({ [`was-${a.id}`]: now })}<fieldset class="came"><legend>${named(view, a)}<span class="unseen"> ${reference}</span></legend>${CHOICES.map(choice)}</fieldset></li>`;
}
