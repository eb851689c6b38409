import { html, raw } from 'hono/html';
import { renderSVG } from 'uqr';
import type { Quiet } from '../../../booking/quiet.ts';
import { languageName } from '../../../text/languages.ts';
import type { Texts } from '../../../text/texts.ts';
import { CODE_MS } from '../../../turn/tell-staff/code.ts';
import { field } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** The ways in which an account is told of appointments and requests, as its page shows them. */
export interface Told {
  /** The chat that is linked, or was; null where no channel of this instance can tell staff anything. */
  chat: { state: 'linked' | 'lost'; at: number } | { state: 'none' } | null;
  /** Whether mail reaches them. */
  byMail: boolean;
  quiet: Quiet;
  /** The languages to choose from (BCP 47), and those that are chosen; null where the counsellor's count. */
  languages: { offered: string[]; chosen: string[] } | null;
}

interface Zone {
  zone: string;
  zoneName: string;
}

/** The part of the page of the own account that says what its holder is told, and when. */
export function toldSection(view: View, language: string, told: Told, { zone, zoneName }: Zone): Html {
  const { say } = view;
  const { chat, byMail, quiet } = told;
  return html`<section aria-labelledby="told"><h2 id="told">${say('me.told')}</h2><p class="about">${say('me.toldAbout')}</p>
${chat === null ? '' : chatPart(view, chat, zone)}
${byMail && chat?.state !== 'linked' ? html`<p class="about">${say('me.byMail')}</p>` : ''}
<form method="post" action="/staff/me/told" class="card">
<fieldset><legend>${say('me.quiet')}</legend><p class="about">${say('me.quietHint')} ${say('today.zone', { zoneName })}</p>
${field({ id: 'from', label: say('me.quietFrom'), type: 'time', autocomplete: 'off', value: clockOf(quiet.from), required: true })}
${field({ id: 'to', label: say('me.quietTo'), type: 'time', autocomplete: 'off', value: clockOf(quiet.to), required: true })}</fieldset>
${told.languages === null ? '' : languagesPart(view, language, told.languages)}
<button class="button">${say('me.toldButton')}</button></form></section>`;
}

function chatPart({ say }: View, chat: NonNullable<Told['chat']>, zone: string): Html {
  if (chat.state === 'linked')
    return html`<p>${say('me.chat', { since: { dateTime: chat.at, zone } })}</p>
<form method="post" action="/staff/me/chat/end"><button class="button plain">${say('me.chatEnd')}</button></form>`;
  const state = chat.state === 'none' ? say('me.chatNone') : say('me.chatLost', { since: { dateTime: chat.at, zone } });
  return html`<p${chat.state === 'lost' ? html` class="stale"` : ''}>${state}</p>
<form method="post" action="/staff/me/chat"><button class="button">${say('me.chatButton')}</button></form>`;
}

const languagesPart = ({ say }: View, language: string, { offered, chosen }: NonNullable<Told['languages']>): Html =>
  html`<fieldset><legend>${say('me.languages')}</legend><p class="about">${say('me.languagesHint')}</p>${offered.map(
    (tag) =>
      html`<label class="tick"><input type="checkbox" name="language" value="${tag}"${chosen.includes(tag) ? html` checked` : ''}> ${languageName(tag, language)}</label>`,
  )}</fieldset>`;

/** The page with a code that links a chat, which is shown once. `address`: of the chat, where it is known. */
export function chatCodePage(
  texts: Texts,
  language: string,
  reading: Reading,
  { code, address }: { code: string; address: string | undefined },
): Html {
  const { say } = viewOf(texts, language, 'staff');
  const minutes = CODE_MS / 60_000;
  const link =
    address === undefined
      ? html`<p>${say('chatCode.wordOnly', { minutes })}</p>`
      : html`<p>${say('chatCode.about', { minutes })}</p>
<div class="qr">${raw(renderSVG(address, { border: 2 }))}</div>
<p><a class="button" href="${address}">${say('chatCode.open')}</a></p>
<p>${say('chatCode.word')}</p>`;
  const body = html`${staffBar(texts, language, reading, '/staff/me', say('chatCode.title'))}
<main class="narrow">
${link}
<p class="card"><code dir="ltr" class="link">${code}</code></p>
<p><a class="button plain" href="/staff/me">${say('me.title')}</a></p></main>`;
  return page(texts, language, say('chatCode.title'), body, { styles: ['forms.css'] });
}

const MINUTES = 60;

/** A minute of the day as a browser writes it: `07:05`. */
const clockOf = (minute: number): string =>
  [Math.floor(minute / MINUTES), minute % MINUTES].map((part) => String(part).padStart(2, '0')).join(':');

/** The minute of the day of a time as a browser writes it; undefined for anything else. */
export function minuteIn(time: string): number | undefined {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hour === undefined ? undefined : Number(hour) * MINUTES + Number(minute);
}
