import { html } from 'hono/html';
import type { TokenHolder } from '../../store/staff.ts';
import type { TextKey } from '../../text/keys.ts';
import type { Texts } from '../../text/texts.ts';
import { type Html, layout } from '../html/layout.ts';
import { pagesOf, type StaffPath, titleOf } from './access.ts';

/** Staff are told so long before their token ends, in milliseconds: time enough to ask for a new one. */
const TOLD_AHEAD = 14 * 86_400_000;

/** A page as one of the staff reads it at a time (`now`, epoch ms). */
export interface Reading {
  principal: TokenHolder;
  now: number;
}

/**
 * The head of a page: its title, the other pages of this role, who is signed in, the button that signs out, and when
 * the token ends if that is soon.
 */
export function staffBar(texts: Texts, language: string, { principal, now }: Reading, here: StaffPath): Html {
  const { role, label, until } = principal;
  const title = (path: StaffPath) => texts.say(language, titleOf(path));
  const others = pagesOf(role).filter((path) => path !== here);
  return html`<header class="bar"><h1>${title(here)}</h1><nav class="pages" aria-label="${texts.say(language, 'staff:pages')}">${others.map((path) => html`<a href="${path}">${title(path)}</a>`)}<bdi class="who">${label}</bdi>${leave(texts, language)}</nav>${until - now < TOLD_AHEAD ? ends(texts, language, until) : ''}</header>`;
}

/** The day is that of UTC, which is at most one off from the day in the pilot. */
const ends = (texts: Texts, language: string, until: number): Html =>
  html`<p class="ends">${texts.say(language, 'staff:ends', { date: { date: new Date(until).toISOString().slice(0, 10) } })}</p>`;

/** The button that signs out. */
export const leave = (texts: Texts, language: string): Html =>
  html`<form method="post" action="/staff/leave"><button class="button plain">${texts.say(language, 'staff:leave')}</button></form>`;

/** The page for staff who are signed in, but may not read the page they asked for. */
export function forbiddenPage(texts: Texts, language: string): Html {
  const title = texts.say(language, 'staff:error.forbidden');
  return page(texts, language, title, html`<main class="alone"><h1>${title}</h1>${leave(texts, language)}</main>`);
}

/**
 * The page for an error, which it tells in one sentence (`key`). It links staff to their list, and other people to the
 * chat.
 */
export function sorryPage(texts: Texts, language: string, key: TextKey, path: string): Html {
  const title = texts.say(language, key);
  const isStaff = path.startsWith('/staff');
  const way = texts.say(language, isStaff ? 'staff:today.title' : 'chat:title');
  const body = html`<main class="alone"><h1>${title}</h1><p><a class="button" href="${isStaff ? '/staff/today' : '/'}">${way}</a></p></main>`;
  return page(texts, language, title, body);
}

/** A whole staff page. `styles`: its own style sheets, beside the shared one. */
export const page = (texts: Texts, language: string, title: string, body: Html, styles: string[] = []): Html =>
  layout({
    language,
    direction: texts.language(language).direction,
    title,
    body,
    scripts: ['staff.js'],
    styles: ['staff.css', ...styles],
  });
