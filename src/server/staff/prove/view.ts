import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import type { Html } from '../../html/layout.ts';
import { wrong } from '../../html/notice.ts';
import { viewOf } from '../../html/view.ts';
import { destinationIn } from '../enter/destination.ts';
import { passkeyButton, secrets } from '../enter/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** Why the page is shown again; null where it is shown for the first time. */
export type Why = 'wrong' | 'passkey' | { heldMinutes: number } | null;

/** The page on which staff prove again who they are. `to`: the page that they come back to. */
export function provePage(texts: Texts, language: string, shown: Reading & { why: Why; to: string }): Html {
  const view = viewOf(texts, language, 'staff');
  const { say } = view;
  const { why, to, principal } = shown;
  const destination = destinationIn(to);
  const body = html`${staffBar(texts, language, shown, '/staff/me', say('prove.title'))}
<main class="narrow">
${why === null ? '' : wrong(typeof why === 'object' ? say('enter.held', { count: why.heldMinutes }) : say(`enter.${why}`))}
<p>${say('prove.about')}</p>
<form method="post" action="/staff/prove" class="card">
${destination === undefined ? '' : html`<input type="hidden" name="to" value="${destination}">`}
${principal.demo ? html`<p class="about">${say('prove.demo')}</p>` : secrets(view)}
<button class="button">${say('prove.button')}</button>
${principal.demo ? '' : passkeyButton(view, 'get', '/staff/passkey')}
</form></main>`;
  return page(texts, language, say('prove.title'), body, { styles: ['forms.css'] });
}
