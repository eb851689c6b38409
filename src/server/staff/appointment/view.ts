import { html } from 'hono/html';
import type { Change, Reason } from '../../../store/changes.ts';
import type { Reminded } from '../../../store/reminders.ts';
import type { Texts } from '../../../text/texts.ts';
import { chips, languageOf, type ShownAppointment, topicOf } from '../../html/appointment.ts';
import { wordsField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { done, notDone } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { MOST_WORDS } from '../../http/form.ts';
import { broughtFacts, cvFact, fact } from '../desk/brings.ts';
import { marks } from '../desk/list.ts';
import type { Taken } from '../desk/taken.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { type Movable, moveForm } from './move.ts';

/** The notices after a button was pressed, with the keys of their texts. */
export const NOTICES = {
  marked: 'appointment.notice.marked',
  unmarked: 'appointment.notice.unmarked',
  moved: 'appointment.notice.moved',
  off: 'appointment.notice.off',
  early: 'appointment.notice.early',
  begun: 'appointment.notice.begun',
  why: 'appointment.notice.why',
  taken: 'appointment.notice.taken',
  gone: 'appointment.notice.gone',
  sent: 'requests.sent',
  told: 'appointment.notice.told',
  stands: 'appointment.notice.stands',
  stopped: 'appointment.notice.stopped',
} as const;
export type Notice = keyof typeof NOTICES;
/** The notices of success; the others say why nothing was done. */
const DONE: readonly Notice[] = ['marked', 'unmarked', 'moved', 'off', 'sent', 'told', 'stands'];
export const isNotice = (name: string | undefined): name is Notice =>
  name !== undefined && Object.hasOwn(NOTICES, name);

/** The data that the page of an appointment shows. */
export interface Shown extends Reading {
  appointment: ShownAppointment;
  /** The number to call; null when there is none, or no longer one. */
  phone: string | null;
  /** The free times that the appointment could be moved to; null where it cannot be moved any more. */
  times: Movable | null;
  reminders: Reminded[];
  /** The newest change that the person has to hear of; `reason` says why they have not. Null: there was none. */
  change: (Pick<Change, 'kind'> & { toldAt: number | null; doneAt: number | null; reason: Reason | null }) | null;
  /** Its counsellor is not at work then, and staff have not said that it takes place all the same. */
  isAway: boolean;
  /** What the person takes along; null where nothing is kept. `unreadable`: their conversation is damaged. */
  taken: Taken | null | 'unreadable';
  /** Whether there is a person to write to. */
  hasPerson: boolean;
  notice: Notice | null;
}

/** One appointment: when, where and how, whether its reminders came through, and the buttons for staff. */
export function appointmentPage(texts: Texts, language: string, shown: Shown): Html {
  const { appointment: a, notice } = shown;
  const view = viewOf(texts, language, 'staff');
  const { say, show } = view;
  const zoneName = show({ text: `pilots:${a.pilot}.zone` });
  const body = html`${staffBar(texts, language, shown, '/staff/today', say('appointment.title'))}
<main class="appointment">
${notice === null ? '' : (DONE.includes(notice) ? done : notDone)(say(NOTICES[notice]))}
<p><a href="/staff/today">${say('appointment.back')}</a>${shown.hasPerson ? html` · <a href="/staff/people?appointment=${a.id}">${say('people.open')}</a>` : ''}${a.status === 'scheduled' ? html` · <a href="/staff/appointments/${a.id}/paper">${show({ text: 'counter:paper.title' })}</a>` : ''}</p>
<h2>${show({ dateTime: a.startAt, zone: a.zone })} <span class="about">(${zoneName})</span></h2>
${shown.taken === 'unreadable' ? notDone(say('appointment.unreadable')) : ''}
<dl>
${shown.taken === null || shown.taken === 'unreadable' ? '' : [broughtFacts(view, shown.taken), cvOf(view, a, shown.taken)]}
${fact(say('appointments.reference'), html`<bdi dir="ltr">${a.reference}</bdi>`)}
${fact(say('appointments.counsellor'), html`<bdi>${a.counsellorName}</bdi> · <bdi>${a.officeName}</bdi>`)}
${fact(say('appointments.topic'), html`${topicOf(view, a.topic)}`)}
${fact(say('appointments.language'), html`${languageOf(view, a.language)}`)}
${fact(say('appointments.wishes'), chips(view, a).length === 0 ? html`—` : html`${chips(view, a)}`)}
${a.mode === 'phone' ? fact(say('appointment.phone'), shown.phone === null ? html`${say('appointment.phoneGone')}` : phoneLink(shown.phone)) : ''}
${fact(say('appointment.reminders'), reminders(view, shown))}
${shown.change === null ? '' : fact(say('appointment.told'), told(view, shown.change, a.zone))}
</dl>
${shown.change?.reason == null ? '' : html`<form method="post" action="/staff/appointments/${a.id}"><button class="button" name="do" value="told">${say('untold.done')}</button></form>`}
${a.status === 'scheduled' ? actions(view, shown) : html`<form method="post" class="doings">${marks(view, a, shown.now)}</form>`}
</main>`;
  return page(texts, language, say('appointment.title'), body, { styles: ['desk.css'] });
}

/** A number to call. */
export const phoneLink = (phone: string): Html =>
  html`<a href="tel:${phone.replace(/[^+\d]/g, '')}" dir="ltr">${phone}</a>`;

/** The CV of the person of an appointment that is not called off. */
const cvOf = (view: View, { id, status }: ShownAppointment, { cv }: Taken): Html | '' =>
  cv === null || status === 'cancelled' ? '' : cvFact(view, `/staff/appointments/${id}/cv`, cv);

/** What changed, and whether the person has heard of it. */
const told = ({ say }: View, { kind, toldAt, doneAt, reason }: NonNullable<Shown['change']>, zone: string): Html => {
  const what = say(`untold.kind.${kind}`);
  if (reason !== null)
    return html`${what}: ${say('appointment.notTold', { reason: { text: `staff:untold.reason.${reason}` } })}`;
  if (toldAt !== null) return html`${what}: ${say('appointment.toldAt', { when: { dateTime: toldAt, zone } })}`;
  return html`${what}: ${say('appointment.doneAt', { when: { dateTime: doneAt ?? 0, zone } })}`;
};

const reminders = ({ say, show }: View, { reminders, appointment }: Shown): Html =>
  reminders.length === 0
    ? html`${say('appointment.remindersNone')}`
    : html`<ul role="list">${reminders.map(
        ({ arm, at, state }) =>
          html`<li>${say(`appointment.arm.${arm}`)}: ${say(`appointment.state.${state}`)} (${show({ dateTime: at, zone: appointment.zone })})</li>`,
      )}</ul>`;

function actions(view: View, { appointment: a, times, hasPerson, isAway, now }: Shown): Html {
  const { say } = view;
  const words = { id: 'words', label: say('appointment.write'), hint: say('requests.hint'), most: MOST_WORDS };
  const here = `/staff/appointments/${a.id}`;
  const off = html`<a class="button plain" href="${here}/off">${say('appointment.calledOff')}</a> `;
  const stands = html`<button class="button plain" name="do" value="stands">${say('appointment.stands')}</button>`;
  return html`<form method="post" action="${here}" class="doings">
${marks(view, a, now)}${now < a.startAt ? off : ''}${isAway ? stands : ''}
</form>
${isAway ? html`<p class="about">${say('away.title')}. ${say('away.hint')}</p>` : ''}
${a.groupOffer !== null || times === null ? '' : moveForm(view, a, times)}
${
  hasPerson
    ? html`<form method="post" action="${here}">${wordsField(words)}
<button class="button" name="do" value="write">${say('requests.send')}</button></form>`
    : ''
}`;
}
