import { html } from 'hono/html';
import { PROVED } from '../../store/staff-sessions.ts';
import type { TextKey } from '../../text/keys.ts';
import type { Texts } from '../../text/texts.ts';
import { type Html, layout, type Page } from '../html/layout.ts';
import { isSetting, type StaffPath, settingsOf, titleOf, workOf } from './access.ts';
import type { Reader } from './reader.ts';

/** A page as one of the staff reads it at a time (`now`, epoch ms). */
export interface Reading {
  principal: Reader;
  now: number;
}

/**
 * The head of a page: the pages of the day's work and the settings that this role may read, who is signed in, the button
 * that signs out, and the title. `here`: the page, or the page that it belongs to. `title`: where it has one of its own.
 */
export function staffBar(
  texts: Texts,
  language: string,
  { principal }: Reading,
  here: StaffPath,
  title = texts.say(language, titleOf(here)),
): Html {
  const { role, name } = principal;
  const settings = settingsOf(role);
  const link = (path: StaffPath, label: string, isHere: boolean) =>
    html`<a href="${path}"${isHere ? html` aria-current="page"` : ''}>${label}</a>`;
  const linkTo = (path: StaffPath) => link(path, texts.say(language, titleOf(path)), path === here);
  const [first = '/staff/me'] = settings;
  return html`<a class="skip" href="#content">${texts.say(language, 'staff:skip')}</a>
<header><div class="bar"><nav class="pages" aria-label="${texts.say(language, 'staff:pages')}">${workOf(role).map(linkTo)}${link(first, texts.say(language, 'staff:settings'), isSetting(here))}</nav>
<div class="signed"><bdi>${name}</bdi>${leave(texts, language)}</div></div>
${isSetting(here) ? html`<nav class="pages settings" aria-label="${texts.say(language, 'staff:settings')}">${settings.map(linkTo)}</nav>` : ''}
<h1 id="content" tabindex="-1">${title}</h1></header>`;
}

/** A notice for those who last proved too long ago who they are, on a page (`path`) with acts that want a proof. */
export const proveFirst = (texts: Texts, language: string, { principal, now }: Reading, path: string): Html | '' =>
  now - principal.provedAt < PROVED
    ? ''
    : html`<p class="notice"><a href="/staff/prove?to=${encodeURIComponent(path)}">${texts.say(language, 'staff:prove.first')}</a></p>`;

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

/** A whole staff page. `styles`, `scripts`: its own files, beside the shared ones; `reloads`: see `Page`. */
export const page = (
  texts: Texts,
  language: string,
  title: string,
  body: Html,
  { styles = [], scripts = [], reloads }: Partial<Pick<Page, 'styles' | 'scripts' | 'reloads'>> = {},
): Html =>
  layout({
    language,
    direction: texts.language(language).direction,
    title,
    body,
    scripts: ['passkey.js', ...scripts],
    styles: ['staff.css', ...styles],
    reloads,
  });
