import { html, raw } from 'hono/html';
import { renderSVG } from 'uqr';
import type { Role } from '../../../store/principal.ts';
import type { Param, Texts } from '../../../text/texts.ts';
import { field, secretField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { wrong } from '../../html/notice.ts';
import { viewOf } from '../../html/view.ts';
import { LONGEST, SHORTEST } from '../credentials/password.ts';
import { passkeyButton } from '../enter/view.ts';
import { page } from '../frame.ts';

/** What is wrong with the form. */
export const FAULTS = ['mail', 'taken', 'short', 'long', 'common', 'code', 'passkey'] as const;
export type Fault = (typeof FAULTS)[number];

/** The data that the page of an invitation shows. */
export interface Joining {
  link: string;
  name: string;
  role: Role;
  pilots: string[];
  /** When the invitation ends (epoch ms). */
  until: number;
  /** The zone in which times are shown. */
  zone: string;
  zoneName: string;
  /** It makes a new account; otherwise it sets new secrets for an account. */
  isNew: boolean;
  /** The mail address that was given, or that the account has. */
  mail: string;
  /** The secret for an app for codes, and the address that the QR code holds. */
  secret: string;
  address: string;
  fault: Fault | null;
}

/** The page on which somebody who is invited makes their account. */
export function joinPage(texts: Texts, language: string, joining: Joining): Html {
  const { link, name, role, pilots, until, isNew, mail, secret, address, fault } = joining;
  const view = viewOf(texts, language, 'staff');
  const { say } = view;
  const title = say(isNew ? 'join.title' : 'join.again');
  const names = pilots.map((pilot): Param => ({ text: `pilots:${pilot}.name` }));
  const action = `/staff/join/${link}`;
  const limits = { least: SHORTEST, most: LONGEST };
  const body = html`<main class="alone"><h1>${title}</h1>
${fault === null ? '' : wrong(say(`join.fault.${fault}`, limits))}
<p>${say('join.about', { name, role: { text: `staff:roles.${role}` }, pilots: { list: names } })}</p>
<p class="about">${say('join.until', { until: { dateTime: until, zone: joining.zone }, zoneName: joining.zoneName })}</p>
<form method="post" action="${action}" class="card">
${field({ id: 'mail', label: say('enter.mail'), hint: say('join.mailHint'), type: 'email', autocomplete: 'username', value: mail, required: true, most: 254 })}
${passkeyButton(view, 'create', `${action}/passkey`, say('join.passkeyHint'))}
<fieldset><legend>${say('join.withPassword')}</legend>
${secretField({ id: 'password', label: say('join.password'), hint: say('join.passwordHint', limits), autocomplete: 'new-password', least: SHORTEST, most: LONGEST })}
<p>${say('join.app')}</p>
<div class="qr">${raw(renderSVG(address, { border: 2 }))}</div>
<p class="about">${say('join.secret')} <bdi dir="ltr" class="secret">${secret.replace(/.{4}(?=.)/g, '$& ')}</bdi></p>
${field({ id: 'code', label: say('join.code'), autocomplete: 'one-time-code', ltr: true, required: true })}
<button class="button">${say('join.button')}</button></fieldset>
</form></main>`;
  return page(texts, language, title, body, { styles: ['forms.css'] });
}

/** The page with recovery codes, which are shown once. `next`: the page that follows. */
export function codesPage(texts: Texts, language: string, codes: readonly string[], next: string): Html {
  const { say } = viewOf(texts, language, 'staff');
  const body = html`<main class="alone"><h1>${say('codes.title')}</h1>
<p>${say('codes.about')}</p>
<ul role="list" class="codes" dir="ltr">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul>
<p><a class="button" href="${next}">${say('codes.next')}</a></p></main>`;
  return page(texts, language, say('codes.title'), body, { styles: ['forms.css'] });
}

/** The page of an invitation that opens nothing (any more). */
export function goneInvitationPage(texts: Texts, language: string): Html {
  const { say } = viewOf(texts, language, 'staff');
  const body = html`<main class="alone"><h1>${say('join.gone')}</h1><p>${say('join.goneAbout')}</p>
<p><a class="button" href="/staff/enter">${say('enter.title')}</a></p></main>`;
  return page(texts, language, say('join.gone'), body, { styles: ['forms.css'] });
}
