import { html } from 'hono/html';
import type { Role } from '../store/staff.ts';
import type { Texts } from '../text/texts.ts';
import type { Html } from './page.ts';

/** The pages of the staff, in the order they are named, and whom each is for. The first that is for a role begins its day. */
const PAGES = {
  '/staff/today': { title: 'staff:today.title', roles: ['counsellor', 'coordinator', 'admin'] },
  '/staff/statistics': { title: 'statistics:title', roles: ['evaluator', 'coordinator', 'admin'] },
  '/staff/copy': { title: 'staff:copy.title', roles: ['coordinator', 'admin'] },
} as const satisfies Record<string, { title: string; roles: readonly Role[] }>;
export type StaffPath = keyof typeof PAGES;

const paths = Object.keys(PAGES) as StaffPath[];

/** Whom a page is for. */
export const readersOf = (path: StaffPath): readonly Role[] => PAGES[path].roles;

/** The page that a role's day begins with. */
export const homeOf = (role: Role): StaffPath => paths.find((path) => readersOf(path).includes(role)) ?? '/staff/today';

/** The head of a page: its title, the other pages that are for this role, and the way out. */
export function staffBar(texts: Texts, language: string, role: Role, here: StaffPath): Html {
  const titleOf = (path: StaffPath) => texts.say(language, PAGES[path].title);
  const others = paths.filter((path) => path !== here && readersOf(path).includes(role));
  return html`<header class="bar"><h1>${titleOf(here)}</h1><nav class="pages" aria-label="${texts.say(language, 'staff:pages')}">${others.map((path) => html`<a href="${path}">${titleOf(path)}</a>`)}${leave(texts, language)}</nav></header>`;
}

/** The button that signs out. */
export const leave = (texts: Texts, language: string): Html =>
  html`<form method="post" action="/staff/leave"><button class="button plain">${texts.say(language, 'staff:leave')}</button></form>`;
