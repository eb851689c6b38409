import { html } from 'hono/html';
import { MARKS } from '../../../booking/status.ts';
import { canUnmark } from '../../../turn/appointments/by-staff.ts';
import { chips, languageOf, type ShownAppointment, topicOf } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import { type Cell, table } from '../../html/table.ts';
import type { View } from '../../html/view.ts';
import { dateIn } from './dates.ts';

/** An appointment in a list. */
export interface Row extends ShownAppointment {
  /** Its person has not heard of a change. */
  isUntold: boolean;
  /** How many questions the person brings along, and how many steps are done. */
  questions: number;
  steps: number;
}

/** How a list shows its rows. */
export interface Shape {
  /** The id of the heading that names it. */
  labelledBy: string;
  now: number;
  /** The page that a mark leads back to, as a path with its query. */
  back: string;
  /** The rows are of several days: each says its day. */
  dated?: boolean;
  /** The rows are of several pilots: each says its zone. */
  zoned: boolean;
  /** The rows are of the reader alone: none says with whom. */
  mine: boolean;
}

/** How many appointments a list shows at once, so that a page stays light on a slow line. */
export const PAGE_SIZE = 50;

/** The links to the other parts of a long list. `page`: the present part, from 1. `to`: the address of a part. */
export function pageLinks(
  { say }: View,
  { page, count }: { page: number; count: number },
  to: (page: number) => string,
): Html | '' {
  const pages = Math.ceil(count / PAGE_SIZE);
  if (pages < 2) return '';
  const link = (at: number, label: string) => (at < 1 || at > pages ? '' : html`<a href="${to(at)}">${label}</a> `);
  return html`<nav class="parts" aria-label="${say('desk.parts')}">${link(page - 1, say('desk.earlier'))}<span>${say('desk.part', { page, pages })}</span> ${link(page + 1, say('desk.later'))}</nav>`;
}

/** A table of appointments; on a narrow screen a list. What has begun can be marked by one tap. */
export function appointmentTable(view: View, rows: readonly Row[], shape: Shape): Html {
  const { say } = view;
  const columns = [
    { name: 'time', label: say('appointments.time') },
    { name: 'where', label: shape.mine ? say('desk.where') : say('desk.withWhom') },
    { name: 'topic', label: say('appointments.topic') },
    { name: 'language', label: say('appointments.language') },
    { name: 'wishes', label: say('appointments.wishes') },
    { name: 'brings', label: say('desk.brings') },
    { name: 'reference', label: say('appointments.reference') },
    { name: 'mark', label: say('desk.mark'), unseen: true as const },
  ];
  const shown = rows.map((row) => ({
    cells: cellsOf(view, row, shape),
    mark: row.endAt < shape.now ? 'past' : undefined,
  }));
  // One form for all: each button names the talk that it marks.
  return html`<form method="post" class="talks"><input type="hidden" name="to" value="${shape.back}">
${table({ labelledBy: shape.labelledBy, columns, rows: shown })}</form>`;
}

/** The cells of an appointment, one per column. */
function cellsOf(view: View, a: Row, { now, dated, zoned, mine }: Shape): Cell[] {
  const { say, show } = view;
  const { id, pilot, zone, reference } = a;
  const time = `${show({ time: a.startAt, zone })}–${show({ time: a.endAt, zone })}`;
  const date = dated ? html`<span class="about">${show({ date: dateIn(a.startAt, zone) })}</span> ` : '';
  const zoneName = zoned ? html` <span class="about">${show({ text: `pilots:${pilot}.zone` })}</span>` : '';
  const brought = [
    a.questions > 0 && say('desk.questions', { count: a.questions }),
    a.steps > 0 && say('desk.steps', { count: a.steps }),
  ].filter((one) => one !== false);
  return [
    html`<a id="talk-${id}" href="/staff/appointments/${id}" aria-label="${time}: ${reference}">${time}</a> ${date}${zoneName}`,
    html`${mine ? '' : html`<bdi>${a.counsellorName}</bdi> `}${a.mode === 'in-person' ? html`<bdi class="about">${a.officeName}</bdi>` : ''}`,
    topicOf(view, a.topic),
    languageOf(view, a.language),
    html`${a.isUntold ? html`<span class="chip untold">${say('desk.notTold')}</span> ` : ''}${chips(view, a)}`,
    html`${brought.map((one) => html`<span>${one}</span> `)}`,
    html`<bdi dir="ltr">${reference}</bdi>`,
    html`${marks(view, a, now)}`,
  ];
}

/**
 * The buttons that mark an appointment, or take its mark back. `by`: tells them from those of the same appointment
 * elsewhere on the page.
 */
export function marks({ say }: View, a: ShownAppointment, now: number, by = 'row'): Html | '' {
  const { id, reference, status, startAt } = a;
  const button = (name: string, label: string, plain: boolean) =>
    html`<button class="button${plain ? ' plain' : ''}" id="${by}-${name}-${id}" formaction="/staff/appointments/${id}" name="do" value="${name}" aria-label="${label}: ${reference}">${label}</button> `;
  if (status === 'scheduled' && now >= startAt)
    return html`${MARKS.map((mark) => button(mark, say(`appointments.${mark}`), mark !== 'arrived'))}`;
  return canUnmark(a, a.zone, now) ? button('unmark', say('desk.unmark'), true) : '';
}
