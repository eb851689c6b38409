import { html } from 'hono/html';
import type { Role } from '../../store/staff.ts';
import type { TextKey } from '../../text/keys.ts';
import type { Texts } from '../../text/texts.ts';
import { type Html, layout } from '../html/layout.ts';
import { pagesOf, type StaffPath, titleOf } from './access.ts';

/** The head of a page: its title, the other pages of this role, and the button that signs out. */
export function staffBar(texts: Texts, language: string, role: Role, here: StaffPath): Html {
  const title = (path: StaffPath) => texts.say(language, titleOf(path));
  const others = pagesOf(role).filter((path) => path !== here);
  return html`<header class="bar"><h1>${title(here)}</h1><nav class="pages" aria-label="${texts.say(language, 'staff:pages')}">${others.map((path) => html`<a href="${path}">${title(path)}</a>`)}${leave(texts, language)}</nav></header>`;
}

/** The button that signs out. */
const leave = (texts: Texts, language: string): Html =>
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
