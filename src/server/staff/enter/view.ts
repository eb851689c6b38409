import { html } from 'hono/html';
import { type Ended, IDLE, LONGEST } from '../../../store/staff-sessions.ts';
import type { Param, Texts } from '../../../text/texts.ts';
import { field, secretField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { notDone, wrong } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { homeOf, titleOf } from '../access.ts';
import { leave, page } from '../frame.ts';
import type { Reader } from '../reader.ts';
import { destinationIn } from './destination.ts';

/** The data that the page to sign in shows. */
export interface Door {
  /** Why it is shown: what was given is not right, or the session has ended; null where neither is so. */
  why: 'wrong' | 'passkey' | { heldMinutes: number } | Ended | null;
  /** Whether staff have sent something that was not taken in, because they were signed out. */
  isUnsaved: boolean;
  /** The page that was asked for. */
  to: string;
  /** The mail address that was given. */
  mail: string;
}

/** The page to sign in. */
export function enterPage(texts: Texts, language: string, { why, isUnsaved, to, mail }: Door): Html {
  const view = viewOf(texts, language, 'staff');
  const { say } = view;
  const destination = destinationIn(to);
  const body = html`<main class="alone"><h1>${say('enter.title')}</h1>
${why === null ? '' : reason(view, why)}
${isUnsaved ? notDone(say('enter.unsaved')) : ''}
<form method="post" action="/staff/enter" class="card">
${destination === undefined ? '' : html`<input type="hidden" name="to" value="${destination}">`}
${field({ id: 'mail', label: say('enter.mail'), type: 'email', autocomplete: 'username', value: mail, required: true })}
${secrets(view)}
<button class="button">${say('enter.button')}</button>
${passkeyButton(view, 'get', '/staff/passkey')}
</form>
<p class="about">${say('enter.lost')}</p></main>`;
  return page(texts, language, say('enter.title'), body, { styles: ['forms.css'] });
}

/** The fields for a password and a code. */
export const secrets = ({ say }: View): Html =>
  html`${secretField({ id: 'password', label: say('enter.password'), autocomplete: 'current-password' })}
${field({ id: 'code', label: say('enter.code'), hint: say('enter.codeHint'), autocomplete: 'one-time-code', ltr: true, required: true })}`;

/**
 * The button that signs with a passkey, or makes one, and sends its form then. It is there where the browser can do it.
 * `options`: the address of the options for the browser. `hint`: a sentence that stands before it.
 */
export const passkeyButton = ({ say }: View, does: 'get' | 'create', options: string, hint = ''): Html =>
  html`<div class="passkey" hidden>${hint === '' ? '' : html`<p class="about">${hint}</p>`}<input type="hidden" name="passkey"><button type="button" class="button plain" data-passkey="${does}" data-options="${options}">${say(`passkey.${does}`)}</button>
<p class="stale" role="alert" hidden>${say('passkey.failed')}</p></div>`;

function reason({ say }: View, why: NonNullable<Door['why']>): Html {
  if (why === 'wrong' || why === 'passkey') return wrong(say(`enter.${why}`));
  if (typeof why === 'object') return wrong(say('enter.held', { count: why.heldMinutes }));
  const limits = { minutes: IDLE / 60_000, hours: LONGEST / 3_600_000 };
  return html`<p class="notice" role="status">${say(`enter.${why}`, limits)}</p>`;
}

/** The page to sign in, while a member of staff is signed in: it says who, and how to sign out first. */
export function enteredPage(texts: Texts, language: string, { name, role, pilots }: Reader): Html {
  const { say, show } = viewOf(texts, language, 'staff');
  const home = homeOf(role);
  const names = pilots.map((pilot): Param => ({ text: `pilots:${pilot}.name` }));
  const body = html`<main class="alone"><h1>${say('enter.title')}</h1>
<p>${say('enter.entered', { name, role: { text: `staff:roles.${role}` } })}</p>
<p class="about">${show({ list: names })}</p>
<p><a class="button" href="${home}">${texts.say(language, titleOf(home))}</a></p>
<p>${say('enter.another')}</p>
${leave(texts, language)}</main>`;
  return page(texts, language, say('enter.title'), body, { styles: ['forms.css'] });
}

/** The page of staff before anybody has an account: it says which command makes the first. */
export function firstPage(texts: Texts, language: string): Html {
  const { say } = viewOf(texts, language, 'staff');
  const body = html`<main class="alone"><h1>${say('enter.title')}</h1>
<p>${say('first.about')}</p>
<pre dir="ltr"><code>npm run saputnik -- staff add NAME --role admin --pilot PILOT</code></pre>
<p class="about">${say('first.then')}</p></main>`;
  return page(texts, language, say('enter.title'), body, { styles: ['forms.css'] });
}
