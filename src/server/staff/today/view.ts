import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import type { ShownAppointment } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import { empty } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { dateIn } from '../desk/dates.ts';
import { address, type Filter, filterLinks } from '../desk/filter.ts';
import { findForm } from '../desk/find.ts';
import { appointmentTable, pageLinks, type Row } from '../desk/list.ts';
import { type ListNotice, noticeOf } from '../desk/notice.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { calendars, type TroubledCalendar } from './calendars.ts';
import { away, invitations, type Unanswered, type Uninvited, type Untold, unanswered, untold } from './to-do.ts';

/** A part of a long list, and how many there are in all. */
interface Part {
  of: Row[];
  count: number;
}

/** The data that the page of the day shows. */
export interface Today extends Reading {
  filter: Filter;
  /** The pilots of the reader. */
  served: readonly string[];
  /** Today (ISO) and the zone of the first pilot. */
  date: string;
  zone: string;
  /** The appointments of the days before of which nobody has noted whether the person came. */
  overdue: Part;
  today: Part;
  /** The part of today's list that is shown, from 1. */
  page: number;
  /** The appointments whose person has not said whether they come, the soonest first. */
  unanswered: Unanswered[];
  /** The changes of appointments that their people have not heard of, the soonest first. */
  untold: Untold[];
  /** The first appointments at whose time their counsellor is not at work, the soonest first, and how many there are. */
  away: { of: ShownAppointment[]; count: number };
  /** The invitations to book whose people staff have to call, the soonest last day first. */
  invitations: Uninvited[];
  /** The counsellors' own calendars that could not be read, or not all of them. */
  calendars: TroubledCalendar[];
  /** How many people wait for a human. */
  requests: number;
  /** How many came in crowds from one network, on the page that the reader may deal with them. */
  crowd: number;
  demo: boolean;
  notice: ListNotice | null;
}

const PATH = '/staff/today';

export function todayPage(texts: Texts, language: string, today: Today): Html {
  const view = viewOf(texts, language, 'staff');
  const { say, show } = view;
  const { filter, now, requests } = today;
  const [first] = filter.pilots;
  const zoneName = [...new Set(filter.pilots.map((name) => show({ text: `pilots:${name}.zone` })))].join(', ');
  const time = { time: now, zone: today.zone };
  const back = addressOf(today, today.page);
  const body = html`${staffBar(texts, language, today, PATH)}
<main class="desk">
${today.demo ? html`<p class="demo">${say('today.demo')}</p>` : ''}
${noticeOf(view, today.notice, now, back)}
<p class="stale" id="stale" role="status"></p>
<div class="tools">${filterLinks(view, today, PATH)}${findForm(view)}</div>
${first === undefined ? '' : html`<p class="about">${say('today.zone', { zoneName })} <span aria-hidden="true">·</span> <span id="refreshed-at" data-stale="${say('today.stale', { time })}">${say('today.updated', { time })}</span></p>`}
<p id="waiting">${requests === 0 ? '' : html`<a class="button plain" href="/staff/requests">${say('today.requests', { count: requests })}</a>`}</p>
<p><a href="/staff/counter">${show({ text: 'counter:link' })}</a></p>
<p id="crowd">${today.crowd === 0 ? '' : html`<a href="/staff/crowd">${say('today.crowd', { count: today.crowd })}</a>`}</p>
${calendars(view, today.calendars)}
<div id="talks">${overdue(view, today, back)}${ofToday(view, today, back)}</div>
<div class="to-dos">${untold(view, today.untold)}
${away(view, today.away)}
${unanswered(view, today.unanswered)}
${invitations(view, today.invitations)}</div>
</main>`;
  return page(texts, language, say('today.title'), body, { styles: ['desk.css'], scripts: ['desk.js'] });
}

const addressOf = ({ filter }: Today, part: number) =>
  address(PATH, { ...filter.query, ...(part > 1 && { page: String(part) }) });

const shapeOf = ({ now, filter }: Today, back: string) => ({
  ...{ now, back, mine: filter.counsellor !== null, zoned: filter.pilots.length > 1 },
});

/** What nobody has marked, on top; nothing where there is none. */
function overdue(view: View, today: Today, back: string): Html | '' {
  const { of, count } = today.overdue;
  const last = of.at(-1);
  if (last === undefined) return '';
  const { say } = view;
  const left = count - of.length;
  const from = dateIn(last.startAt, last.zone);
  const more =
    left === 0
      ? ''
      : html`<p><a href="${address('/staff/week', { ...today.filter.query, from })}">${say('desk.more', { count: left })}</a></p>`;
  return html`<section aria-labelledby="overdue-title"><h2 id="overdue-title">${say('today.overdue')}</h2><p class="about">${say('today.overdueHint')}</p>
${appointmentTable(view, of, { ...shapeOf(today, back), labelledBy: 'overdue-title', dated: true })}${more}</section>`;
}

function ofToday(view: View, today: Today, back: string): Html {
  const { say, show } = view;
  const { of, count } = today.today;
  const shape = { ...shapeOf(today, back), labelledBy: 'today-title' };
  const list =
    of.length === 0
      ? empty(say(today.filter.counsellor === null ? 'today.none' : 'today.noneOfYours'))
      : appointmentTable(view, of, shape);
  return html`<section aria-labelledby="today-title"><h2 id="today-title">${show({ date: today.date })}</h2>
${list}${pageLinks(view, { page: today.page, count }, (part) => addressOf(today, part))}</section>`;
}
