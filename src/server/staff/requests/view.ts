import { html } from 'hono/html';
import { stepName } from '../../../conversation/way.ts';
import type { FileRow } from '../../../store/request-files.ts';
import type { Request } from '../../../store/requests.ts';
import type { KeyIn } from '../../../text/keys.ts';
import { languageName } from '../../../text/languages.ts';
import type { Texts } from '../../../text/texts.ts';
import type { Reach } from '../../../turn/requests/reach.ts';
import type { OpenEntry } from '../../../turn/requests/thread.ts';
import { languageOf } from '../../html/appointment.ts';
import { field, selectField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty, notDone } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { MOST_WORDS } from '../../http/form.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** The notices after a button was pressed, with the keys of their texts. */
export const NOTICES = {
  sent: 'requests.sent',
  taken: 'requests.notice.taken',
  behind: 'requests.notice.behind',
  empty: 'requests.notice.empty',
  took: 'requests.notice.took',
  handedOn: 'requests.notice.handedOn',
  nobody: 'requests.notice.nobody',
  snoozed: 'requests.notice.snoozed',
  noted: 'requests.notice.noted',
  closed: 'requests.notice.closed',
  handedBack: 'requests.notice.handedBack',
  gone: 'requests.notice.gone',
} as const satisfies Record<string, KeyIn<'staff'>>;
export type Notice = keyof typeof NOTICES;
/** The notices of success; the others say why nothing was done. */
const DONE: readonly Notice[] = ['sent', 'took', 'handedOn', 'snoozed', 'noted', 'closed', 'handedBack'];
export const isNotice = (name: string | undefined): name is Notice =>
  name !== undefined && Object.hasOwn(NOTICES, name);

/** The prepared answers, in the order of the page. */
export const PREPARED = ['read', 'more', 'city', 'book', 'else'] as const;

/** The groups of the queue, in the order of the page. */
export const GROUPS = ['late', 'mine', 'own', 'others', 'crowd', 'answered', 'snoozed'] as const;

/** A request in the queue. */
export interface Listed {
  request: Request;
  zone: string;
  /** The name of who has it; null for nobody, empty for somebody who has left. */
  taker: string | null;
  isMine: boolean;
  /** The newest answer of staff has not reached the person. */
  isUntold: boolean;
  /** The interpreters, where nobody of the staff speaks the person's language; otherwise null. */
  interpreters: string[] | null;
}

/** The data that the page of all requests shows. */
export interface Queue extends Reading {
  groups: ReadonlyMap<(typeof GROUPS)[number], Listed[]>;
  version: string;
  demo: boolean;
  zone: string;
  zoneName: string;
  notice: Notice | null;
}

/** The page of all open requests. */
export function queuePage(texts: Texts, language: string, queue: Queue): Html {
  const view = viewOf(texts, language, 'staff');
  const { say } = view;
  const groups = GROUPS.flatMap((name) => {
    const of = queue.groups.get(name);
    return of === undefined ? [] : [{ name, of }];
  });
  const body = html`${staffBar(texts, language, queue, '/staff/requests')}
<main data-live="${queue.version}">
${queue.demo ? html`<p class="demo">${say('today.demo')}</p>` : ''}
${told(view, queue.notice)}
<p class="about">${say('today.zone', { zoneName: queue.zoneName })}</p>
<div id="queue">${groups.length === 0 ? empty(say('requests.none')) : ''}${groups.map(
    ({
      name,
      of,
    }) => html`<section aria-labelledby="group-${name}"><h2 id="group-${name}">${say(`requests.group.${name}`)}</h2>
<ul class="requests" role="list">${of.map((one) => item(view, one, queue.now))}</ul></section>`,
  )}</div>
</main>`;
  return page(texts, language, say('requests.title'), body, { scripts: ['requests.js'] });
}

const told = ({ say }: View, notice: Notice | null): Html | '' =>
  notice === null ? '' : (DONE.includes(notice) ? done : notDone)(say(NOTICES[notice], { most: MOST_WORDS }));

function item(view: View, { request, zone, taker, isMine, isUntold, interpreters }: Listed, now: number): Html {
  const { say, show } = view;
  const { id, pilot, language, kind, snoozedUntil } = request;
  const until = snoozedUntil !== null && snoozedUntil > now ? { dateTime: snoozedUntil, zone } : null;
  return html`<li id="request-${id}"><p class="who" id="who-${id}"><strong>${waiting(view, request, now)}</strong> <span class="chip">${show({ text: `pilots:${pilot}.name` })}</span> <span class="chip"><span class="unseen">${say('requests.language')}: </span>${languageOf(view, language)}</span>${kind === 'complaint' ? html` <span class="chip missed">${say('requests.complaint')}</span>` : ''}${untold(view, isUntold)}</p>
<p class="about">${taker === null ? '' : html`<bdi>${takenBy(view, taker, isMine)}</bdi> `}${until === null ? '' : say('requests.until', { until })}${interpreters === null ? '' : interpreters.length === 0 ? say('requests.noInterpreter') : say('requests.interpreters', { names: { list: interpreters } })}</p>
<p><a class="button plain" href="/staff/requests/${id}" aria-describedby="who-${id}">${say('requests.open')}</a></p></li>`;
}

const untold = ({ say }: View, isUntold: boolean): Html | '' =>
  isUntold ? html` <span class="chip untold">${say('desk.notTold')}</span>` : '';

const takenBy = ({ say }: View, taker: string, isMine: boolean): string =>
  isMine ? say('requests.takenByMe') : say('requests.takenBy', { name: taker || say('requests.left') });

/** How long the person has waited for an answer. */
function waiting({ say }: View, { waitingSince }: Request, now: number): string {
  if (waitingSince === null) return say('requests.answered');
  const minutes = Math.max(1, Math.floor((now - waitingSince) / 60_000));
  if (minutes < 120) return say('requests.waiting', { count: minutes });
  return say('requests.waitingHours', { count: Math.floor(minutes / 60) });
}

/** What staff were writing when the page was made again, and why it was. */
export interface Draft {
  words: string;
  language: string;
  notice: Notice | null;
}

/** An entry with the names of who wrote it and of whom it is for; empty for the person, and for who has left. */
type NamedEntry = OpenEntry & { name: string; to: string };

/** The data that the page of one request shows. */
export interface Thread extends Reading {
  request: Request;
  zone: string;
  thread: NamedEntry[];
  version: string;
  taker: string | null;
  isMine: boolean;
  /** The newest answer of staff has not reached the person. */
  isUntold: boolean;
  reach: Reach;
  /** Whom the request can be handed to, as the log names them. */
  colleagues: { to: string; name: string }[];
  interpreters: { to: string; name: string }[];
  /** The languages to answer in (BCP 47). */
  languages: string[];
  /** The steps of the way in this pilot. */
  steps: readonly string[];
  draft: Draft;
}

/** The page of one request: its thread, and what staff can do. */
export function threadPage(texts: Texts, language: string, shown: Thread): Html {
  const view = viewOf(texts, language, 'staff');
  const { say, show } = view;
  const { request, draft, taker, isMine, now } = shown;
  const body = html`${staffBar(texts, language, shown, '/staff/requests', say('requests.one'))}
<main class="appointment" data-live="${shown.version}">
${told(view, draft.notice)}
<p><a href="/staff/requests">${say('requests.back')}</a> · <a href="/staff/people?request=${request.id}">${say('people.open')}</a>${shown.reach.way === 'nowhere' ? '' : html` · <a href="/staff/people?request=${request.id}#invite">${show({ text: 'invitations:link' })}</a>`}</p>
<div id="thread"><p class="who"><strong>${waiting(view, request, now)}</strong> <span class="chip">${show({ text: `pilots:${request.pilot}.name` })}</span> <span class="chip"><span class="unseen">${say('requests.language')}: </span>${languageOf(view, request.language)}</span>${request.kind === 'complaint' ? html` <span class="chip missed">${say('requests.complaint')}</span>` : ''}${untold(view, shown.isUntold)}</p>
${taker === null ? '' : html`<p class="about"><bdi>${takenBy(view, taker, isMine)}</bdi></p>`}
<p class="about">${reach(view, shown)}</p>
${shown.thread.length === 0 ? empty(say('requests.nothing')) : html`<ol class="thread" role="list">${shown.thread.map((one) => entry(view, one, shown.zone))}</ol>`}</div>
${answerForm(view, shown)}
${otherForms(view, shown)}
</main>`;
  return page(texts, language, say('requests.one'), body, {
    styles: ['desk.css', 'requests.css'],
    scripts: ['requests.js'],
  });
}

function reach({ say }: View, { reach: how, zone }: Thread): Html {
  if (how.way !== 'window') return html`${say(`requests.reach.${how.way}`)}`;
  const until = { dateTime: how.until, zone };
  const waits = how.waiting === 0 ? '' : html` ${say('requests.reach.waiting', { count: how.waiting })}`;
  return html`${say(how.isOpen ? 'requests.reach.open' : 'requests.reach.shut', { until })}${waits}`;
}

function entry(view: View, one: NamedEntry, zone: string): Html {
  const { from, name, to, words, at, language, seq, file } = one;
  const { say, show } = view;
  const gone = say('requests.left');
  const who = say(`requests.from.${from}`, { name: name || gone, to: to || gone });
  const spoken = language === null ? '' : html` · ${languageName(language, view.language)}`;
  return html`<li class="${from}" id="entry-${seq}"><p class="about"><bdi>${who}</bdi> · ${show({ dateTime: at, zone })}${spoken}</p>${file === undefined ? '' : fileIn(view, one, file)}${words === '' ? '' : html`<p class="words" dir="auto"${language === null ? '' : html` lang="${language}"`}>${words}</p>`}</li>`;
}

/**
 * A voice note to play, or a picture to look at, with a way to open it where the browser cannot show it; or a document to
 * save.
 */
function fileIn({ say }: View, { request }: NamedEntry, { id, media, state }: FileRow): Html {
  if (state !== 'kept') return html`<p class="about">${say(`requests.file.${state}`)}</p>`;
  const source = `/staff/requests/${request}/files/${id}`;
  const label = say(`requests.file.${media}`);
  if (media === 'document')
    return html`<div class="file"><a href="${source}">${label}: ${say('requests.file.save')}</a><p class="about">${say('requests.file.care')}</p></div>`;
  const shown =
    media === 'photo'
      ? html`<img src="${source}" alt="${label}" loading="lazy">`
      : html`<audio controls preload="none" src="${source}" aria-label="${label}"></audio>`;
  return html`<p class="file">${shown} <a href="${source}" target="_blank" rel="noopener">${say(`requests.file.open`)}</a></p>`;
}

const button = (what: string, label: string, plain = false): Html =>
  html`<button class="button${plain ? ' plain' : ''}" name="do" value="${what}">${label}</button> `;

/** The field for an answer or a note. Who does not have the request must take it over before they answer. */
function answerForm(view: View, { request, taker, isMine, languages, draft }: Thread): Html {
  const { texts, say } = view;
  const isOthers = taker !== null && !isMine;
  const options = languages.map((tag) => ({ value: tag, label: languageName(tag, view.language) }));
  const [first = ''] = languages;
  const prepared = PREPARED.map((name) => ({ name, words: texts.say(first, `answers:${name}`) }));
  return html`<form method="post" action="/staff/requests/${request.id}" id="answer">
<input type="hidden" name="seen" id="seen" value="${request.entries}">
${isOthers ? notDone(say('requests.mustTake', { name: taker || say('requests.left') })) : ''}
<label for="words">${say('requests.answer')}</label>
<textarea id="words" name="words" dir="auto" maxlength="${MOST_WORDS}" rows="4" aria-describedby="words-hint">${draft.words}</textarea>
<p class="about" id="words-hint">${say('requests.hint')}</p>
${selectField({ id: 'language', label: say('requests.inLanguage'), options, value: draft.language || first })}
<div class="doings">${isOthers ? button('take-over', say('requests.takeOver')) : html`${button('answer', say('requests.send'))}${button('answer-close', say('requests.sendClose'), true)}${taker === null ? button('take', say('requests.take'), true) : ''}`}${button('note', say('requests.note'), true)}</div>
<details><summary>${say('requests.prepared')}</summary><ul role="list">${prepared.map(
    ({ name, words }) =>
      html`<li><button class="button plain" name="do" value="insert-${name}" lang="${first}" dir="auto">${words}</button></li>`,
  )}</ul></details>
</form>`;
}

function otherForms(view: View, { request, colleagues, interpreters, steps }: Thread): Html {
  const { say, show } = view;
  const action = `/staff/requests/${request.id}`;
  const to = [
    { value: '', label: '—' },
    ...colleagues.map(({ to: value, name }) => ({ value, label: name })),
    ...interpreters.map(({ to: value, name }) => ({ value, label: say('requests.interpreter', { name }) })),
  ];
  const why = { id: 'why', label: say('requests.handOnWhy'), autocomplete: 'off', most: 300 };
  return html`<details><summary>${say('requests.handOn')}</summary><form method="post" action="${action}">
${selectField({ id: 'to', label: say('requests.handOnTo'), options: to })}
${field(why)}
${button('hand-on', say('requests.handOn'))}</form></details>
<details><summary>${say('requests.snooze')}</summary><form method="post" action="${action}" class="doings">${button('snooze-1', say('requests.snoozeTomorrow'), true)}${button('snooze-3', say('requests.snoozeLater'), true)}</form></details>
<details><summary>${say('requests.handBack')}</summary><form method="post" action="${action}"><p class="about">${say('requests.handBackHint')}</p>
${selectField({ id: 'step', label: say('requests.step'), options: steps.map((value) => ({ value, label: show(stepName(value)) })) })}
${button('hand-back', say('requests.handBack'))}</form></details>
<details><summary>${say('requests.close')}</summary><form method="post" action="${action}"><p class="about">${say('requests.closeHint')}</p>${button('close', say('requests.closeSure'))}</form></details>`;
}
