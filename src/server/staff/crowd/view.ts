import { html } from 'hono/html';
import type { Appointment } from '../../../store/booking.ts';
import type { ListedChange } from '../../../store/changes.ts';
import type { Request } from '../../../store/requests.ts';
import type { Texts } from '../../../text/texts.ts';
import { languageOf, topicOf } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** The data that the page of what came in crowds shows. */
export interface Crowd extends Reading {
  requests: (Request & { zone: string })[];
  talks: (Appointment & { zone: string })[];
  /** Those that were called off, and whose people have not heard of it. */
  untold: (ListedChange & { zone: string })[];
  /** How many were dealt with just now; null where none were. */
  notice: { what: 'closed' | 'off' | 'told'; count: number } | null;
}

const PATH = '/staff/crowd';

/** The page on which staff deal with many false requests and talks at once. */
export function crowdPage(texts: Texts, language: string, crowd: Crowd): Html {
  const view = viewOf(texts, language, 'staff');
  const { say } = view;
  const { requests, talks, notice } = crowd;
  const untold = crowd.untold.map((one) => ({ ...one, id: one.appointment }));
  const body = html`${staffBar(texts, language, crowd, PATH)}
<main class="desk">
${notice === null ? '' : done(say(`crowd.${notice.what}`, { count: notice.count }))}
<p class="about">${say('crowd.about')}</p>
<h2 id="requests">${say('crowd.requests')}</h2>
${form(view, 'close', requests, 'requests', (one) => requestLine(view, one))}
<h2 id="talks">${say('crowd.talks')}</h2>
${form(view, 'off', talks, 'appointments', (one) => talkLine(view, one))}
<h2 id="untold">${say('crowd.untold')}</h2>
${form(view, 'told', untold, 'appointments', (one) => untoldLine(view, one))}
</main>`;
  return page(texts, language, say('crowd.title'), body, { styles: ['desk.css', 'forms.css'] });
}

/** A list with a box at each line; all of them are ticked, since most of a crowd are alike. */
function form<T extends { id: string }>(
  { say }: View,
  act: 'close' | 'off' | 'told',
  all: readonly T[],
  page: string,
  lineOf: (one: T) => Html,
): Html {
  if (all.length === 0) return empty(say('crowd.none'));
  return html`<form method="post" action="${PATH}"><p class="about" id="${act}-hint">${say(`crowd.hint.${act}`)}</p>
<ul role="list">${all.map(
    (one) =>
      html`<li><label class="tick" id="line-${one.id}"><input type="checkbox" name="id" value="${one.id}" checked> <span>${lineOf(one)}</span></label> <a href="/staff/${page}/${one.id}" aria-describedby="line-${one.id}">${say('requests.open')}</a></li>`,
  )}</ul>
<button class="button" name="do" value="${act}" aria-describedby="${act}-hint">${say(`crowd.act.${act}`)}</button></form>`;
}

const requestLine = (view: View, { at, zone, pilot, language, entries }: Crowd['requests'][number]): Html =>
  html`${view.show({ dateTime: at, zone })} <span class="chip">${view.show({ text: `pilots:${pilot}.name` })}</span> <span class="chip">${languageOf(view, language)}</span> <span class="about">${view.say('crowd.entries', { count: entries })}</span>`;

const talkLine = (view: View, { startAt, zone, pilot, topic, reference, confirmedAt }: Crowd['talks'][number]): Html =>
  html`${view.show({ dateTime: startAt, zone })} <span class="chip">${view.show({ text: `pilots:${pilot}.name` })}</span> ${topicOf(view, topic)} <bdi dir="ltr">${reference}</bdi>${confirmedAt === null ? '' : html` <span class="chip">${view.say('appointments.confirmed')}</span>`}`;

const untoldLine = (view: View, { wasAt, zone, pilot, reference, reason }: Crowd['untold'][number]): Html =>
  html`${view.show({ dateTime: wasAt, zone })} <span class="chip">${view.show({ text: `pilots:${pilot}.name` })}</span> <bdi dir="ltr">${reference}</bdi> <span class="about">${view.say(`untold.reason.${reason}`)}</span>`;
