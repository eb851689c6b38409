import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import { type Html, layout } from '../../html/layout.ts';
import { wrong } from '../../html/notice.ts';

/** The page of a link to a file. Its title does not say what the file is. */
export function documentPage(texts: Texts, language: string, state: 'ready' | 'gone'): Html {
  const say = (key: 'title' | 'once' | 'open' | 'gone') => texts.say(language, `document:${key}`);
  const body = html`<main class="alone"><h1>${say('title')}</h1>
${state === 'gone' ? wrong(say('gone')) : html`<p>${say('once')}</p><form method="post"><button class="button">${say('open')}</button></form>`}
</main>`;
  const { direction } = texts.language(language);
  return layout({ language, direction, title: say('title'), body, scripts: [], styles: ['staff.css'] });
}
