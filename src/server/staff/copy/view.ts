import { html } from 'hono/html';
import type { HelpRequest } from '../../../store/requests.ts';
import type { Texts } from '../../../text/texts.ts';
import { referenceField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { empty, wrong } from '../../html/notice.ts';
import { whoWaits } from '../../html/request.ts';
import { viewOf } from '../../html/view.ts';
import { page, proveFirst, type Reading, staffBar } from '../frame.ts';

/** The data that the page of copies shows. */
export interface Copies extends Reading {
  /**
   * The open requests of people who may have no reference. The newest comes first, because a person who stands at the
   * desk has just made theirs.
   */
  requests: HelpRequest[];
  /** Whether the search has found no person. */
  unknown: boolean;
}

/** The page on which staff make a copy of a person's data, to be handed to them. */
export function copyPage(texts: Texts, language: string, copies: Copies): Html {
  const { requests, now, unknown } = copies;
  const view = viewOf(texts, language, 'staff');
  const { say } = view;
  const body = html`${staffBar(texts, language, copies, '/staff/copy')}
<main>
${proveFirst(texts, language, copies, '/staff/copy')}
${unknown ? wrong(say('copy.unknown')) : ''}
<p>${say('copy.about')}</p>
<div class="columns">
<section aria-labelledby="by-reference"><h2 id="by-reference">${say('copy.byReference')}</h2>
<form method="post" action="/staff/copy">
${referenceField({ id: 'reference', label: say('appointments.reference') })}
<button class="button">${say('copy.download')}</button>
</form></section>
<section aria-labelledby="by-request"><h2 id="by-request">${say('copy.byRequest')}</h2>
<p class="about">${say('copy.byRequestHint')}</p>
<ul class="requests" role="list">${requests.map(
    (one) => html`<li>${whoWaits(view, one, now)}
<form method="post" action="/staff/copy"><input type="hidden" name="request" value="${one.id}"><button class="button plain" aria-describedby="who-${one.id}">${say('copy.download')}</button></form></li>`,
  )}</ul>${empty(say('requests.none'))}</section>
</div>
</main>`;
  return page(texts, language, say('copy.title'), body);
}
