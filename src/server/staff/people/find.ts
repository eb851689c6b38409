import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import { field, referenceField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { done, notDone, wrong } from '../../html/notice.ts';
import { viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** Why nobody is shown; `held`: too many were wrong, and the next is looked at after so many minutes. */
export type NotFound = 'unknown' | 'ended' | { heldMinutes: number };

/** The notices after somebody was deleted. */
export const ERASED = ['told', 'atOnce'] as const;

/** The data that the page shows on which staff find one person. */
export interface Finding extends Reading {
  why: NotFound | null;
  /** Somebody was deleted just now: told of it, or at once. */
  erased: (typeof ERASED)[number] | null;
  /** What was typed, so that one sign of it can be mended. */
  typed: { reference: string; code: string };
}

/** The page on which staff find one person. There is no list. */
export function findPersonPage(texts: Texts, language: string, finding: Finding): Html {
  const { say, show } = viewOf(texts, language, 'people');
  const { why, typed, erased } = finding;
  const labels = { data: { text: 'main:menu.options.data' }, label: { text: 'my-data:kept.options.code' } } as const;
  const body = html`${staffBar(texts, language, finding, '/staff/people')}
<main class="narrow">
${erased === null ? '' : (erased === 'told' ? done : notDone)(say(`notice.${erased}`))}
${why === null ? '' : wrong(typeof why === 'string' ? say(`find.${why}`) : say('find.held', { count: why.heldMinutes }))}
<p>${say('find.about')}</p>
<div class="finders">
<form method="post" action="/staff/people" class="card">
${field({ id: 'code', label: say('find.code'), hint: say('find.codeHint', labels), autocomplete: 'off', value: typed.code, required: true, ltr: true, most: 40 })}
<button class="button">${say('find.button')}</button></form>
<form method="post" action="/staff/people" class="card">
${referenceField({ id: 'reference', label: say('find.reference'), hint: show({ text: 'staff:find.hint' }) })}
<button class="button">${say('find.button')}</button></form>
</div>
</main>`;
  return page(texts, language, show({ text: 'staff:people.title' }), body, { styles: ['forms.css', 'people.css'] });
}
