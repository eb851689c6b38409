import { html } from 'hono/html';
import type { HelpRequest } from '../../../store/offices.ts';
import type { Texts } from '../../../text/texts.ts';
import { chips, languageOf, type ShownAppointment, topicOf } from '../../html/appointment.ts';
import { wordsField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty, notDone } from '../../html/notice.ts';
import { whoWaits } from '../../html/request.ts';
import { type Cell, table } from '../../html/table.ts';
import { type View, viewOf } from '../../html/view.ts';
import { MOST_WORDS } from '../../http/form.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { calendars, type TroubledCalendar } from './calendars.ts';
import { away, type Unanswered, type Untold, unanswered, untold } from './to-do.ts';

/** The notices after a button was pressed, with the keys of their texts. */
export const NOTICES = { sent: 'requests.sent', gone: 'requests.gone', told: 'appointment.notice.told' } as const;
export type TodayNotice = keyof typeof NOTICES;
export const isTodayNotice = (name: string | undefined): name is TodayNotice =>
  name !== undefined && Object.hasOwn(NOTICES, name);

/** The data that the page of appointments and requests shows. */
export interface Today extends Reading {
  appointments: { date: string; of: ShownAppointment[] }[];
  /** The appointments whose person has not said whether they come, the soonest first. */
  unanswered: Unanswered[];
  /** The changes of appointments that their people have not heard of, the soonest first. */
  untold: Untold[];
  /** The appointments at whose time their counsellor is not at work, the soonest first. */
  away: ShownAppointment[];
  /** The counsellors' own calendars that could not be read, or not all of them. */
  calendars: TroubledCalendar[];
  requests: HelpRequest[];
  demo: boolean;
  pilots: { name: string; zone: string }[];
  /** The result of the button that was just pressed. */
  notice: TodayNotice | null;
}

export function todayPage(texts: Texts, language: string, today: Today): Html {
  const view = viewOf(texts, language, 'staff');
  const { say, show } = view;
  const zoneName = today.pilots.map(({ name }) => show({ text: `pilots:${name}.zone` })).join(', ');
  const time = { time: today.now, zone: today.pilots[0]?.zone ?? 'UTC' };
  const body = html`${staffBar(texts, language, today, '/staff/today')}
<main>
${today.demo ? html`<p class="demo">${say('today.demo')}</p>` : ''}
${today.notice === null ? '' : (today.notice === 'gone' ? notDone : done)(say(NOTICES[today.notice]))}
<p class="stale" id="stale" role="status"></p>
<p class="about">${say('today.zone', { zoneName })} <span aria-hidden="true">·</span> <span id="refreshed" data-stale="${say('today.stale', { time })}">${say('today.updated', { time })}</span></p>
${calendars(view, today.calendars)}
<div class="columns">
<section aria-labelledby="requests-title"><h2 id="requests-title">${say('requests.title')}</h2>
<ul class="requests" id="requests" role="list">${today.requests.map((one) => request(view, one, today.now))}</ul>${empty(say('requests.none'))}
${untold(view, today.untold)}
${away(view, today.away)}
${unanswered(view, today.unanswered)}</section>
<section aria-labelledby="appointments-title"><h2 id="appointments-title">${say('appointments.title')}</h2>
<div id="appointments">${appointments(view, today)}</div></section>
</div>
</main>`;
  return page(texts, language, say('today.title'), body);
}

const COLUMNS = ['time', 'counsellor', 'topic', 'language', 'wishes', 'reference'] as const;

function appointments(view: View, today: Today): Html {
  const { say, show } = view;
  if (today.appointments.length === 0) return empty(say('appointments.none'));
  const columns = COLUMNS.map((name) => ({ name, label: say(`appointments.${name}`) }));
  return html`${today.appointments.map(({ date, of }) => {
    const rows = of.map((a) => ({ cells: cellsOf(view, a), mark: a.endAt < today.now ? 'past' : undefined }));
    return html`<h3 id="day-${date}">${show({ date })}</h3>
${table({ labelledBy: `day-${date}`, columns, rows })}`;
  })}`;
}

/** The cells of an appointment, one per column. */
function cellsOf(view: View, a: ShownAppointment): Cell[] {
  const { say, show } = view;
  const time = (at: number) => show({ time: at, zone: a.zone });
  return [
    html`<a href="/staff/appointments/${a.id}" aria-label="${say('appointments.details')}: ${a.reference}">${time(a.startAt)}–${time(a.endAt)}</a>`,
    html`<bdi>${a.counsellorName}</bdi>`,
    topicOf(view, a.topic),
    languageOf(view, a.language),
    html`${chips(view, a)}`,
    html`<bdi dir="ltr">${a.reference}</bdi>`,
  ];
}

function request(view: View, one: HelpRequest, now: number): Html {
  const { say } = view;
  const { id } = one;
  const answer = {
    id: `answer-${id}`,
    name: 'words',
    label: say('requests.answer'),
    hint: say('requests.hint'),
    describedBy: `who-${id}`,
    most: MOST_WORDS,
  };
  return html`<li id="request-${id}">${whoWaits(view, one, now)}
<form method="post" action="/staff/requests/${id}/answer">
${wordsField(answer)}
<button class="button">${say('requests.send')}</button>
</form></li>`;
}
