import { html } from 'hono/html';
import type { HelpRequest } from '../../../store/offices.ts';
import type { Role } from '../../../store/staff.ts';
import type { Texts } from '../../../text/texts.ts';
import { referenceField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { empty, wrong } from '../../html/notice.ts';
import { whoWaits } from '../../html/request.ts';
import { viewOf } from '../../html/view.ts';
import { page, staffBar } from '../frame.ts';

/** What the page of copies shows. */
export interface Copies {
  role: Role;
  /** Who could be meant beside those with a reference: the newest first, since whoever stands here has just asked. */
  requests: HelpRequest[];
  now: number;
  /** Under what was asked for, nobody was found. */
  unknown: boolean;
}

/** Where a copy of a person's data is made, to be handed to them. */
export function copyPage(texts: Texts, language: string, { role, requests, now, unknown }: Copies): Html {
  const view = viewOf(texts, language, 'staff');
  const { say } = view;
  const body = html`${staffBar(texts, language, role, '/staff/copy')}
<main>
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
