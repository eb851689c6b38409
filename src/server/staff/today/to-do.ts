import { html } from 'hono/html';
import type { OpenInvitation } from '../../../store/booking-invitations.ts';
import type { OpenChange, Reason } from '../../../store/changes.ts';
import { type ShownAppointment, topicOf } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import { empty } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';

/** The lists of appointments that somebody of the staff has to deal with. */

/** A change that its person has not heard of, and why. */
export type Untold = OpenChange & { reason: Reason; zone: string };

/** Why staff should call a person: they were reminded and gave no answer, or no reminder reached them. */
export const WHY_TO_CALL = ['noAnswer', 'notReached'] as const;
export type WhyToCall = (typeof WHY_TO_CALL)[number];

/** An appointment whose person has not said whether they come. */
export type Unanswered = ShownAppointment & { why: WhyToCall };

/** The most items that a list shows: those that come first have to be dealt with first. */
export const MOST = 12;

/**
 * A list with its title and hint; without items it says so. `name`: its texts, and the id by which it is refreshed.
 * `count`: how many items there are, if not all are at hand.
 */
function list(
  view: View,
  name: 'untold' | 'away' | 'unanswered' | 'invitations',
  items: Html[],
  count = items.length,
): Html {
  const left = count - Math.min(items.length, MOST);
  const { say, show } = view;
  const words = (part: 'title' | 'hint' | 'none') =>
    name === 'invitations' ? show({ text: `invitations:list.${part}` }) : say(`${name}.${part}`);
  return html`<div class="to-do" id="${name}"><h2 id="${name}-title">${words('title')}</h2><p class="about">${words('hint')}</p>
<ul class="requests" aria-labelledby="${name}-title" role="list">${items.slice(0, MOST)}</ul>${empty(words('none'))}${left > 0 ? html`<p class="about">${say('desk.more', { count: left })}</p>` : ''}</div>`;
}

/** A link to an appointment; each list has ids of its own. */
const link = ({ show }: View, list: string, id: string, at: number, zone: string, reference: string): Html =>
  html`<a id="${list}-${id}" href="/staff/appointments/${id}"><bdi>${show({ dateTime: at, zone })}</bdi></a> <bdi dir="ltr">${reference}</bdi>`;

/** The changes of appointments that their people have not heard of. */
export const untold = (view: View, changes: readonly Untold[]): Html =>
  list(
    view,
    'untold',
    changes.map(
      ({ appointment, sequence, wasAt, zone, reference, kind, reason }) =>
        html`<li>${link(view, 'untold', appointment, wasAt, zone, reference)}<p>${view.say(`untold.kind.${kind}`)} · ${view.say(`untold.reason.${reason}`)}</p>
<form method="post" action="/staff/appointments/${appointment}"><button class="button" id="told-${appointment}-${sequence}" name="do" value="told" aria-label="${view.say('untold.done')}: ${reference}">${view.say('untold.done')}</button></form></li>`,
    ),
  );

/** The appointments that are booked at a time at which their counsellor is not at work. */
export const away = (view: View, { of, count }: { of: readonly ShownAppointment[]; count: number }): Html =>
  list(
    view,
    'away',
    of.map((a) => html`<li>${link(view, 'away', a.id, a.startAt, a.zone, a.reference)}</li>`),
    count,
  );

/** The appointments whose person staff should call, and why. */
export const unanswered = (view: View, of: readonly Unanswered[]): Html =>
  list(
    view,
    'unanswered',
    of.map(
      ({ id, startAt, zone, reference, why }) =>
        html`<li>${link(view, 'unanswered', id, startAt, zone, reference)} <span class="chip ${why}">${view.say(`unanswered.${why}`)}</span></li>`,
    ),
  );

/** An open invitation to book whose person staff have to call. `reason`: why they were not told; null where they were. */
export type Uninvited = Pick<OpenInvitation, 'id' | 'topic' | 'at' | 'reason'> & { zone: string };

/** The invitations to book with which somebody of the staff has to deal. */
export const invitations = (view: View, of: readonly Uninvited[]): Html => {
  const { say } = viewOf(view.texts, view.language, 'invitations');
  return list(
    view,
    'invitations',
    of.map(
      ({ id, topic, at, zone, reason }) =>
        html`<li><a id="invited-${id}" href="/staff/people?invitation=${id}"><bdi>${view.show({ dateTime: at, zone })}</bdi></a> ${topicOf(view, topic)}<p>${reason === null ? say('list.notBooked') : html`${say('list.notTold')} · ${view.say(`untold.reason.${reason}`)}`}</p>
<form method="post" action="/staff/invitations/${id}"><button class="button" id="called-${id}" aria-describedby="invited-${id}">${say('list.called')}</button></form></li>`,
    ),
  );
};
