import { html } from 'hono/html';
import type { TokenHolder } from '../../../store/staff.ts';
import { type Ended, IDLE, LONGEST } from '../../../store/staff-sessions.ts';
import type { Param, Texts } from '../../../text/texts.ts';
import { secretField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { notDone, wrong } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { homeOf, titleOf } from '../access.ts';
import { leave, page } from '../frame.ts';
import { destinationIn } from './destination.ts';

/** The data that the page to sign in shows. */
export interface Door {
  /** Why it is shown: the token that was given opens nothing, or the session has ended; null where neither is so. */
  why: 'wrong' | Ended | null;
  /** Whether staff have sent something that was not taken in, because they were signed out. */
  isUnsaved: boolean;
  /** The page that was asked for. */
  to: string;
}

/** The page to sign in. */
export function enterPage(texts: Texts, language: string, { why, isUnsaved, to }: Door): Html {
  const view = viewOf(texts, language, 'staff');
  const { say } = view;
  const token = { id: 'token', label: say('enter.label'), hint: say('enter.hint') };
  const destination = destinationIn(to);
  const body = html`<main class="alone"><h1>${say('enter.title')}</h1>
${why === null ? '' : reason(view, why)}
${isUnsaved ? notDone(say('enter.unsaved')) : ''}
<form method="post" action="/staff/enter" id="enter">
${destination === undefined ? '' : html`<input type="hidden" name="to" value="${destination}">`}
${secretField(token)}
<button class="button">${say('enter.button')}</button>
</form></main>`;
  return page(texts, language, say('enter.title'), body);
}

function reason({ say }: View, why: NonNullable<Door['why']>): Html {
  if (why === 'wrong' || why === 'expired') return wrong(say(`enter.${why}`));
  const limits = { minutes: IDLE / 60_000, hours: LONGEST / 3_600_000 };
  return html`<p class="notice" role="status">${say(`enter.${why}`, limits)}</p>`;
}

/** The page to sign in, while a member of staff is signed in: it says who, and how to sign out first. */
export function enteredPage(texts: Texts, language: string, { label, role, pilots }: TokenHolder): Html {
  const { say, show } = viewOf(texts, language, 'staff');
  const home = homeOf(role);
  const names = pilots.map((name): Param => ({ text: `pilots:${name}.name` }));
  const body = html`<main class="alone"><h1>${say('enter.title')}</h1>
<p>${say('enter.entered', { label, role: { text: `staff:roles.${role}` } })}</p>
<p class="about">${show({ list: names })}</p>
<p><a class="button" href="${home}">${texts.say(language, titleOf(home))}</a></p>
<p>${say('enter.another')}</p>
${leave(texts, language)}</main>`;
  return page(texts, language, say('enter.title'), body);
}
