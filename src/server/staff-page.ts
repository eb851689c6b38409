import { html } from 'hono/html';
import type { Appointment } from '../store/booking.ts';
import type { HelpRequest } from '../store/offices.ts';
import type { Role } from '../store/staff.ts';
import type { Param, Texts } from '../text/texts.ts';
import { type Html, layout } from './page.ts';
import { leave, staffBar } from './staff-bar.ts';

export type Say = (key: string, params?: Record<string, Param>) => string;

/** A talk as the pages show it. */
export type Talk = Appointment & { zone: string; counsellorName: string };

/** What the page of talks and requests shows. */
export interface Today {
  appointments: { date: string; of: Talk[] }[];
  /** Who was reminded, and has not said whether they come, the soonest first. */
  unanswered: Talk[];
  requests: HelpRequest[];
  now: number;
  demo: boolean;
  pilots: { name: string; zone: string }[];
  role: Role;
  /** What became of the answer that was just sent. */
  notice: 'sent' | 'gone' | null;
}

export function todayPage(texts: Texts, language: string, today: Today): Html {
  const say: Say = (key, params) => texts.say(language, `staff:${key}`, params);
  const show = (label: Param) => texts.show(language, label);
  const zoneName = today.pilots.map(({ name }) => show({ text: `pilots:${name}.zone` })).join(', ');
  const time = { time: today.now, zone: today.pilots[0]?.zone ?? 'UTC' };
  const body = html`${staffBar(texts, language, today.role, '/staff/today')}
<main>
${today.demo ? html`<p class="demo">${say('today.demo')}</p>` : ''}
${today.notice === null ? '' : html`<p class="notice" role="status">${say(`requests.${today.notice}`)}</p>`}
<p class="stale" id="stale" role="status"></p>
<p class="about">${say('today.zone', { zoneName })} <span aria-hidden="true">·</span> <span id="refreshed" data-stale="${say('today.stale', { time })}">${say('today.updated', { time })}</span></p>
<div class="columns">
<section aria-labelledby="requests-title"><h2 id="requests-title">${say('requests.title')}</h2>
<ul class="requests" id="requests" role="list">${today.requests.map((one) => request(say, texts, one, today.now))}</ul><p class="empty">${say('requests.none')}</p>
${unanswered(say, show, today)}</section>
<section aria-labelledby="appointments-title"><h2 id="appointments-title">${say('appointments.title')}</h2>
<div id="appointments">${appointments(say, show, texts, today)}</div></section>
</div>
</main>`;
  return page(texts, language, say('today.title'), body);
}

/** Whom to call: they were reminded and said nothing. */
function unanswered(say: Say, show: (label: Param) => string, { unanswered }: Today): Html {
  return html`<div id="unanswered"><h2 id="unanswered-title">${say('unanswered.title')}</h2><p class="about">${say('unanswered.hint')}</p>
<ul class="requests" aria-labelledby="unanswered-title" role="list">${unanswered.map(
    (a) =>
      html`<li><a href="/staff/talks/${a.id}"><bdi>${show({ dateTime: a.startAt, zone: a.zone })}</bdi></a> <bdi dir="ltr">${a.reference}</bdi></li>`,
  )}</ul><p class="empty">${say('unanswered.none')}</p></div>`;
}

// The roles stay where a narrow screen shows the rows as cards.
function appointments(say: Say, show: (label: Param) => string, texts: Texts, today: Today): Html {
  if (today.appointments.length === 0) return html`<p class="empty">${say('appointments.none')}</p>`;
  const columns = ['time', 'counsellor', 'topic', 'language', 'wishes', 'reference'];
  return html`${today.appointments.map(
    ({ date, of }) => html`<h3 id="day-${date}">${show({ date })}</h3>
<table role="table" aria-labelledby="day-${date}"><thead role="rowgroup"><tr role="row">${columns.map((name) => html`<th role="columnheader" scope="col" class="${name}">${say(`appointments.${name}`)}</th>`)}</tr></thead>
<tbody role="rowgroup">${of.map(
      (a) => html`<tr role="row"${a.endAt < today.now ? html` class="past"` : ''}>
<th role="rowheader" scope="row" class="time"><a href="/staff/talks/${a.id}" aria-label="${say('appointments.details')}: ${a.reference}">${show({ time: a.startAt, zone: a.zone })}–${show({ time: a.endAt, zone: a.zone })}</a></th>
<td role="cell" class="counsellor"><bdi>${a.counsellorName}</bdi></td>
<td role="cell" class="topic">${topicOf(texts, show, a.topic)}</td>
<td role="cell" class="language">${endonym(texts, a.language)}</td>
<td role="cell" class="wishes">${chips(say, a)}</td>
<td role="cell" class="reference"><bdi dir="ltr">${a.reference}</bdi></td>
</tr>`,
    )}</tbody></table>`,
  )}`;
}

/** A topic that is no longer offered keeps its code. */
export const topicOf = (texts: Texts, show: (label: Param) => string, topic: string): string =>
  texts.has(`topics:${topic}`) ? show({ text: `topics:${topic}` }) : topic;

/** What is wished for, how it is held, and how it stands. */
export const chips = (say: Say, a: Appointment): Html[] =>
  [
    ...a.wishes.filter((wish) => wish !== a.mode),
    ...(a.mode === 'in-person' ? [] : [a.mode]),
    ...(a.interpreter ? ['interpreter'] : []),
    ...(a.family ? ['family'] : []),
    ...(a.groupOffer === null ? [] : ['group']),
    ...(a.canRemind ? [] : ['noReminder']),
    ...(a.status === 'scheduled' ? (a.confirmedAt === null ? [] : ['confirmed']) : [a.status]),
  ].map((chip) => html`<span class="chip ${chip}">${say(`appointments.${chip}`)}</span> `);

function request(say: Say, texts: Texts, one: HelpRequest, now: number): Html {
  const { id } = one;
  return html`<li id="request-${id}">${whoWaits(say, texts, one, now)}
<form method="post" action="/staff/requests/${id}/answer">
<label for="answer-${id}">${say('requests.answer')}</label>
<textarea id="answer-${id}" name="words" dir="auto" required maxlength="1000" rows="3" aria-describedby="who-${id} hint-${id}"></textarea>
<p class="about" id="hint-${id}">${say('requests.hint')}</p>
<button class="button">${say('requests.send')}</button>
</form></li>`;
}

/** Since when somebody waits, and the language that they speak; `who-ID` names it. */
function whoWaits(say: Say, texts: Texts, { id, at, language }: HelpRequest, now: number): Html {
  const minutes = Math.max(1, Math.floor((now - at) / 60_000));
  const waiting =
    minutes < 120
      ? say('requests.waiting', { count: minutes })
      : say('requests.waitingHours', { count: Math.floor(minutes / 60) });
  return html`<p class="who" id="who-${id}"><strong>${waiting}</strong> <span class="chip"><span class="unseen">${say('requests.language')}: </span>${endonym(texts, language)}</span></p>`;
}

export const endonym = (texts: Texts, tag: string): Html => {
  const known = texts.languages.find((language) => language.tag === tag);
  return known === undefined ? html`—` : html`<bdi lang="${tag}">${known.endonym}</bdi>`;
};

/** What the page of copies shows. */
export interface Copies {
  role: Role;
  /** Who could be meant beside those with a reference: the newest first, since whoever stands here has just asked. */
  requests: HelpRequest[];
  now: number;
  /** Under what was asked for, nobody was found. */
  unknown: boolean;
}

/** Where a copy of a person's data is made, to be handed to them. */
export function copyPage(texts: Texts, language: string, { role, requests, now, unknown }: Copies): Html {
  const say: Say = (key, params) => texts.say(language, `staff:${key}`, params);
  const body = html`${staffBar(texts, language, role, '/staff/copy')}
<main>
${unknown ? html`<p class="stale" role="alert">${say('copy.unknown')}</p>` : ''}
<p>${say('copy.about')}</p>
<div class="columns">
<section aria-labelledby="by-reference"><h2 id="by-reference">${say('copy.byReference')}</h2>
<form method="post" action="/staff/copy">
<label for="reference">${say('appointments.reference')}</label>
<input id="reference" name="reference" dir="ltr" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="40" placeholder="XXXX-XXXX">
<button class="button">${say('copy.download')}</button>
</form></section>
<section aria-labelledby="by-request"><h2 id="by-request">${say('copy.byRequest')}</h2>
<p class="about">${say('copy.byRequestHint')}</p>
<ul class="requests" role="list">${requests.map(
    (one) => html`<li>${whoWaits(say, texts, one, now)}
<form method="post" action="/staff/copy"><input type="hidden" name="request" value="${one.id}"><button class="button plain" aria-describedby="who-${one.id}">${say('copy.download')}</button></form></li>`,
  )}</ul><p class="empty">${say('requests.none')}</p></section>
</div>
</main>`;
  return page(texts, language, say('copy.title'), body);
}

/** The door. `wrong`: what was given opens nothing. */
export function enterPage(texts: Texts, language: string, wrong: boolean): Html {
  const say: Say = (key) => texts.say(language, `staff:enter.${key}`);
  const body = html`<main class="alone"><h1>${say('title')}</h1>
${wrong ? html`<p class="stale" role="alert">${say('wrong')}</p>` : ''}
<form method="post" action="/staff/enter" id="enter">
<label for="token">${say('label')}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required aria-describedby="token-hint">
<p class="about" id="token-hint">${say('hint')}</p>
<button class="button">${say('button')}</button>
</form></main>`;
  return page(texts, language, say('title'), body);
}

/** For somebody who is in, but not for this. */
export function forbiddenPage(texts: Texts, language: string): Html {
  const title = texts.say(language, 'staff:error.forbidden');
  return page(texts, language, title, html`<main class="alone"><h1>${title}</h1>${leave(texts, language)}</main>`);
}

/** What cannot be shown, in one sentence (`key`), with a way on: for staff to their list, for everybody else to the chat. */
export function sorryPage(texts: Texts, language: string, key: string, path: string): Html {
  const title = texts.say(language, key);
  const isStaff = path.startsWith('/staff');
  const way = texts.say(language, isStaff ? 'staff:today.title' : 'chat:title');
  const body = html`<main class="alone"><h1>${title}</h1><p><a class="button" href="${isStaff ? '/staff/today' : '/'}">${way}</a></p></main>`;
  return page(texts, language, title, body);
}

export const page = (texts: Texts, language: string, title: string, body: Html): Html =>
  layout({
    language,
    direction: texts.language(language).direction,
    title,
    body,
    scripts: ['staff.js'],
    styles: ['staff.css'],
  });
