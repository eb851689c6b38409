import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import type { Reach } from '../../../turn/requests/reach.ts';
import type { Html } from '../../html/layout.ts';
import { notDone } from '../../html/notice.ts';
import { viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** The data that the question shows whether a person is to be deleted. */
export interface Erasing extends Reading {
  handle: string;
  /** How the person will hear of it. */
  reach: Reach['way'];
  /** It is asked for the second time. */
  isSure: boolean;
}

/** The question, put twice, whether everything of a person is to be deleted. */
export function erasePage(texts: Texts, language: string, erasing: Erasing): Html {
  const { say } = viewOf(texts, language, 'people');
  const { handle, reach, isSure } = erasing;
  const card = `/staff/people/${handle}`;
  const how = say(`erase.reach.${reach}`);
  const body = html`${staffBar(texts, language, erasing, '/staff/people', say('erase.title'))}
<main class="narrow">
<p>${say(isSure ? 'erase.again' : 'erase.about')}</p>
${reach === 'nowhere' ? notDone(how) : html`<p>${how}</p>`}
<form method="post" action="${card}/erase" class="doings"><button class="button" name="do" value="${isSure ? 'erase' : 'sure'}">${say(isSure ? 'erase.now' : 'erase.sure')}</button> <a class="button plain" href="${card}">${say('erase.keep')}</a></form>
</main>`;
  return page(texts, language, say('erase.title'), body, { styles: ['forms.css'] });
}
