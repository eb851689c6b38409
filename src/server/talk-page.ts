import { html } from 'hono/html';
import type { Reminded } from '../store/reminders.ts';
import type { Role } from '../store/staff.ts';
import type { Param, Texts } from '../text/texts.ts';
import type { Html } from './page.ts';
import { staffBar } from './staff-bar.ts';
import { chips, endonym, page, type Say, type Talk, topicOf } from './staff-page.ts';

/** What became of a button that was pressed, with where its words are. */
const NOTICES = {
  marked: 'talk.notice.marked',
  moved: 'talk.notice.moved',
  off: 'talk.notice.off',
  early: 'talk.notice.early',
  taken: 'talk.notice.taken',
  gone: 'talk.notice.gone',
  sent: 'requests.sent',
} as const;
type Notice = keyof typeof NOTICES;
export const isNotice = (name: string | undefined): name is Notice =>
  name !== undefined && Object.hasOwn(NOTICES, name);

export interface TalkView {
  talk: Talk;
  /** The number to call; null where there is none (any more). */
  phone: string | null;
  /** What it could be moved to. */
  times: { id: string; at: number }[];
  reminders: Reminded[];
  /** Somebody can be written to. */
  hasPerson: boolean;
  now: number;
  role: Role;
  notice: Notice | null;
}

/** One talk: when, where and how, whether its reminders came through, and what can be done about it. */
export function talkPage(texts: Texts, language: string, view: TalkView): Html {
  const { talk: a, notice, now } = view;
  const say: Say = (key, params) => texts.say(language, `staff:${key}`, params);
  const show = (label: Param) => texts.show(language, label);
  const zoneName = show({ text: `pilots:${a.pilot}.zone` });
  const body = html`${staffBar(texts, language, view.role, '/staff/today')}
<main class="talk">
${notice === null ? '' : html`<p class="${notice === 'marked' || notice === 'moved' || notice === 'off' || notice === 'sent' ? 'notice' : 'stale'}" role="status">${say(NOTICES[notice])}</p>`}
<p><a href="/staff/today">${say('talk.back')}</a></p>
<h2>${show({ dateTime: a.startAt, zone: a.zone })} <span class="about">(${zoneName})</span></h2>
<dl>
${fact(say('appointments.reference'), html`<bdi dir="ltr">${a.reference}</bdi>`)}
${fact(say('appointments.counsellor'), html`<bdi>${a.counsellorName}</bdi> · <bdi>${a.officeName}</bdi>`)}
${fact(say('appointments.topic'), html`${topicOf(texts, show, a.topic)}`)}
${fact(say('appointments.language'), endonym(texts, a.language))}
${fact(say('appointments.wishes'), chips(say, a).length === 0 ? html`—` : html`${chips(say, a)}`)}
${a.mode === 'phone' ? fact(say('talk.phone'), view.phone === null ? html`${say('talk.phoneGone')}` : html`<a href="tel:${view.phone.replace(/[^+\d]/g, '')}" dir="ltr">${view.phone}</a>`) : ''}
${fact(say('talk.reminders'), reminders(say, show, view))}
</dl>
${a.status === 'scheduled' ? actions(say, show, view, now) : ''}
</main>`;
  return page(texts, language, say('talk.title'), body);
}

const fact = (name: string, value: Html): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

const reminders = (say: Say, show: (label: Param) => string, { reminders, talk }: TalkView): Html =>
  reminders.length === 0
    ? html`${say('talk.remindersNone')}`
    : html`<ul role="list">${reminders.map(
        ({ arm, at, state }) =>
          html`<li>${say(`talk.arm.${arm}`)}: ${say(`talk.state.${state}`)} (${show({ dateTime: at, zone: talk.zone })})</li>`,
      )}</ul>`;

function actions(say: Say, show: (label: Param) => string, view: TalkView, now: number): Html {
  const { talk: a, times, hasPerson } = view;
  const button = (name: string, label: string, plain = false) =>
    html`<button class="button${plain ? ' plain' : ''}" name="do" value="${name}">${label}</button> `;
  return html`<form method="post" action="/staff/talks/${a.id}" class="doings">
${now < a.startAt ? '' : html`${button('arrived', say('appointments.arrived'))}${button('missed', say('appointments.missed'))}`}${button('off', say('talk.calledOff'), true)}
</form>
${
  a.groupOffer !== null || now >= a.startAt
    ? ''
    : html`<form method="post" action="/staff/talks/${a.id}"><fieldset><legend>${say('talk.move')}</legend><p class="about">${say('talk.moveHint')}</p>
${times.length === 0 ? html`<p>${say('talk.moveNone')}</p>` : html`<div class="times">${times.map(({ id, at }) => html`<label><input type="radio" name="time" value="${id}" required> ${show({ moment: at, zone: a.zone })}</label>`)}</div>${button('move', say('talk.moveButton'))}`}</fieldset></form>`
}
${
  hasPerson
    ? html`<form method="post" action="/staff/talks/${a.id}"><label for="words">${say('talk.write')}</label>
<textarea id="words" name="words" dir="auto" required maxlength="1000" rows="3" aria-describedby="hint"></textarea>
<p class="about" id="hint">${say('requests.hint')}</p>${button('write', say('requests.send'))}</form>`
    : ''
}`;
}
