import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import type { Html } from '../../html/layout.ts';
import { empty } from '../../html/notice.ts';
import { viewOf } from '../../html/view.ts';
import { daysAfter } from '../desk/dates.ts';
import { address, type Filter, filterLinks } from '../desk/filter.ts';
import { findForm } from '../desk/find.ts';
import { appointmentTable, pageLinks, type Row } from '../desk/list.ts';
import { type ListNotice, noticeOf } from '../desk/notice.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** The part of the week's list that an address asks for, from 1; or the whole of it, to be printed. */
export type Portion = number | 'all';

/** The data that the page of a week shows. */
export interface Week extends Reading {
  filter: Filter;
  /** The pilots of the reader. */
  served: readonly string[];
  /** The first of the seven days (ISO), and the Monday of this week. */
  from: string;
  thisWeek: string;
  /** The zone of the days. */
  zone: string;
  /** The days of the shown part that have appointments. */
  days: { date: string; rows: Row[] }[];
  /** How many appointments the whole week has. */
  count: number;
  portion: Portion;
  notice: ListNotice | null;
}

const PATH = '/staff/week';

/** The page of seven days: a list by day, which is read and printed alike. */
export function weekPage(texts: Texts, language: string, week: Week): Html {
  const view = viewOf(texts, language, 'staff');
  const { say, show } = view;
  const { filter, from, thisWeek, days, count, portion, now } = week;
  const to = (date: string) => address(PATH, { ...filter.query, from: date });
  const partAt = (part: number) => address(PATH, { ...filter.query, from, ...(part > 1 && { page: String(part) }) });
  const back = partAt(portion === 'all' ? 1 : portion);
  const zoneName = [...new Set(filter.pilots.map((name) => show({ text: `pilots:${name}.zone` })))].join(', ');
  const shape = { now, back, mine: filter.counsellor !== null, zoned: filter.pilots.length > 1 };
  const span = say('week.span', { from: { fullDate: from }, to: { fullDate: daysAfter(from, 6) } });
  const body = html`${staffBar(texts, language, week, PATH)}
<main class="desk"${portion === 'all' ? html` data-print` : ''}>
${noticeOf(view, week.notice, now, back)}
<div class="tools">${filterLinks(view, week, PATH, { from })}${findForm(view)}</div>
<nav class="weeks" aria-label="${say('week.weeks')}"><a href="${to(daysAfter(from, -7))}" rel="prev">${say('week.before')}</a> ${from === thisWeek ? '' : html`<a href="${to(thisWeek)}">${say('week.this')}</a> `}<a href="${to(daysAfter(from, 7))}" rel="next">${say('week.after')}</a> <a href="${address(PATH, { ...filter.query, from, print: 'yes' })}">${say('week.print')}</a></nav>
<h2 id="span">${span}</h2>
<p class="about">${zoneName === '' ? '' : say('today.zone', { zoneName })}</p>
${count === 0 ? empty(say('week.none')) : ''}
${days.map(
  ({ date, rows }) => html`<section aria-labelledby="day-${date}"><h3 id="day-${date}">${show({ date })}</h3>
${appointmentTable(view, rows, { ...shape, labelledBy: `day-${date}` })}</section>`,
)}
${portion === 'all' ? '' : pageLinks(view, { page: portion, count }, partAt)}
</main>`;
  return page(texts, language, say('week.title'), body, { styles: ['desk.css'], scripts: ['desk.js'] });
}
