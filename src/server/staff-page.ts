import { html } from 'hono/html';
import type { Appointment } from '../store/booking.ts';
import type { HelpRequest } from '../store/offices.ts';
import type { Param, Texts } from '../text/texts.ts';
import { type Html, layout } from './page.ts';

type Say = (key: string, params?: Record<string, Param>) => string;

/** What the page of talks and requests shows. */
export interface Today {
  appointments: { date: string; of: (Appointment & { zone: string; counsellorName: string })[] }[];
  requests: HelpRequest[];
  now: number;
  demo: boolean;
  zones: string[];
  /** What became of the answer that was just sent. */
  notice: 'sent' | 'gone' | null;
}

export function todayPage(texts: Texts, language: string, today: Today): Html {
  const say: Say = (key, params) => texts.say(language, `staff:${key}`, params);
  const show = (label: Param) => texts.say(language, 'common:label', { label });
  const zones = today.zones.map((pilot) => show({ text: `pilots:${pilot}.zone` })).join(', ');
  const body = html`<header class="bar">
<h1>${say('today.title')}</h1>
<form method="post" action="/staff/leave"><button class="button">${say('leave')}</button></form>
</header>
<main>
${today.demo ? html`<p class="demo">${say('today.demo')}</p>` : ''}
<p class="about">${say('today.zone', { zoneName: zones })}</p>
<p id="refreshed" class="about" role="status" data-stale="${say('today.stale', { time: '{time}' })}" data-fresh="${say('today.updated', { time: '{time}' })}"></p>
${today.notice === null ? '' : html`<p class="notice" role="status">${say(`requests.${today.notice}`)}</p>`}
<section id="requests" aria-labelledby="requests-title"><h2 id="requests-title">${say('requests.title')}</h2>${requests(say, texts, today)}</section>
<section id="appointments" aria-labelledby="appointments-title"><h2 id="appointments-title">${say('appointments.title')}</h2>${appointments(say, show, texts, today)}</section>
</main>`;
  return layout({
    language,
    direction: texts.language(language).direction,
    title: say('today.title'),
    body,
    scripts: ['staff.js'],
    styles: ['staff.css'],
  });
}

function appointments(say: Say, show: (label: Param) => string, texts: Texts, today: Today): Html {
  if (today.appointments.length === 0) return html`<p class="empty">${say('appointments.none')}</p>`;
  return html`${today.appointments.map(
    ({ date, of }) => html`<h3>${show({ date })}</h3>
<div class="scroll" tabindex="0" role="region" aria-label="${show({ date })}"><table><thead><tr>${['time', 'counsellor', 'topic', 'language', 'wishes', 'reference'].map((name) => html`<th scope="col">${say(`appointments.${name}`)}</th>`)}</tr></thead>
<tbody>${of.map(
      (a) => html`<tr>
<th scope="row">${show({ time: a.startAt, zone: a.zone })}</th>
<td>${a.counsellorName}</td>
<td>${show({ text: `topics:${a.topic}` })}</td>
<td>${endonym(texts, a.language)}</td>
<td>${wishesOf(say, a).map((wish) => html`<span class="wish">${wish}</span> `)}</td>
<td><bdi dir="ltr">${a.reference}</bdi></td>
</tr>`,
    )}</tbody></table></div>`,
  )}`;
}

function wishesOf(say: Say, a: Appointment): string[] {
  return [
    ...a.wishes.map((wish) => say(`appointments.${wish}`)),
    ...(a.interpreter ? [say('appointments.interpreter')] : []),
    ...(a.canRemind ? [] : [say('appointments.noReminder')]),
  ];
}

function requests(say: Say, texts: Texts, today: Today): Html {
  if (today.requests.length === 0) return html`<p class="empty">${say('requests.none')}</p>`;
  return html`<ul class="requests">${today.requests.map((request) => {
    const minutes = Math.max(0, Math.floor((today.now - request.at) / 60_000));
    const waiting =
      minutes < 120
        ? say('requests.waiting', { count: minutes })
        : say('requests.waitingHours', { count: Math.floor(minutes / 60) });
    return html`<li><p><strong>${waiting}</strong> · ${say('requests.language')}: ${endonym(texts, request.language)}</p>
<form method="post" action="/staff/requests/${request.id}/answer">
<label for="answer-${request.id}">${say('requests.answer')}</label>
<textarea id="answer-${request.id}" name="words" required maxlength="1000" rows="3" aria-describedby="hint-${request.id}"></textarea>
<p class="about" id="hint-${request.id}">${say('requests.hint')}</p>
<button class="button">${say('requests.send')}</button>
</form></li>`;
  })}</ul>`;
}

const endonym = (texts: Texts, tag: string): Html => {
  const known = texts.languages.find((language) => language.tag === tag);
  return known === undefined ? html`—` : html`<bdi lang="${tag}">${known.endonym}</bdi>`;
};

export function enterPage(texts: Texts, language: string, wrong: boolean): Html {
  const say: Say = (key) => texts.say(language, `staff:enter.${key}`);
  const body = html`<main class="enter"><h1>${say('title')}</h1>
<form method="post" action="/staff/enter" id="enter">
<label for="token">${say('label')}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required aria-describedby="token-hint">
<p class="about" id="token-hint">${say('hint')}</p>
${wrong ? html`<p class="notice" role="alert">${say('wrong')}</p>` : ''}
<button class="button">${say('button')}</button>
</form></main>`;
  return layout({
    language,
    direction: texts.language(language).direction,
    title: say('title'),
    body,
    scripts: ['staff.js'],
    styles: ['staff.css'],
  });
}
