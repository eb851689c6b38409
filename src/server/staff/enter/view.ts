import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import { secretField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { wrong } from '../../html/notice.ts';
import { viewOf } from '../../html/view.ts';
import { page } from '../frame.ts';

/** The page to sign in. `isWrong`: the token that was given is not valid. */
export function enterPage(texts: Texts, language: string, isWrong: boolean): Html {
  const { say } = viewOf(texts, language, 'staff');
  const token = { id: 'token', label: say('enter.label'), hint: say('enter.hint') };
  const body = html`<main class="alone"><h1>${say('enter.title')}</h1>
${isWrong ? wrong(say('enter.wrong')) : ''}
<form method="post" action="/staff/enter" id="enter">
${secretField(token)}
<button class="button">${say('enter.button')}</button>
</form></main>`;
  return page(texts, language, say('enter.title'), body);
}
