import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import type { Html } from '../../html/layout.ts';
import { wrong } from '../../html/notice.ts';
import { viewOf } from '../../html/view.ts';
import { findForm } from '../desk/find.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** The page that finds a talk by its reference. `isMissing`: what was asked for is not there. */
export function findPage(texts: Texts, language: string, found: Reading & { isMissing: boolean }): Html {
  const view = viewOf(texts, language, 'staff');
  const { say } = view;
  const body = html`${staffBar(texts, language, found, '/staff/today', say('desk.find'))}
<main class="desk">
${found.isMissing ? wrong(say('find.missing')) : ''}
<p class="about">${say('find.hint')}</p>
${findForm(view)}
</main>`;
  return page(texts, language, say('desk.find'), body, { styles: ['desk.css'] });
}
