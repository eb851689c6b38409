import { html } from 'hono/html';
import type { Passkey } from '../../../store/passkeys.ts';
import type { StaffSession } from '../../../store/staff-sessions.ts';
import type { Texts } from '../../../text/texts.ts';
import { secretField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty, notDone, wrong } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { LONGEST, SHORTEST } from '../credentials/password.ts';
import { passkeyButton } from '../enter/view.ts';
import { page, proveFirst, type Reading, staffBar } from '../frame.ts';
import { type Told, toldSection } from './told.ts';

/** The notices after a button was pressed; a text of each is at `me.notice`. */
export const ME_NOTICES = [
  ...['ended', 'password', 'added', 'removed', 'last', 'demo'],
  ...['told', 'hours', 'unlinked'],
] as const;
export type MeNotice = (typeof ME_NOTICES)[number];
export const isMeNotice = (name: string | undefined): name is MeNotice => ME_NOTICES.some((one) => one === name);

/** The notices that something was not done. */
const NOT_DONE: readonly MeNotice[] = ['last', 'demo', 'hours'];

const LIMITS = { least: SHORTEST, most: LONGEST };

/** The data that the page of the own account shows. */
export interface Me extends Reading {
  mail: string;
  /** The zone in which times are shown. */
  zone: string;
  zoneName: string;
  /** Whether the account has a password and an app for codes. */
  hasPassword: boolean;
  sessions: StaffSession[];
  passkeys: Passkey[];
  /** How many recovery codes are left. */
  codes: number;
  passkeysAreOffered: boolean;
  /** The ways in which they are told of appointments and requests; null for a role that is told nothing. */
  told: Told | null;
  /** The result of the button that was pressed, or what is wrong with the form. */
  notice: MeNotice | 'short' | 'long' | 'common' | 'passkey' | null;
}

/** The page of the own account. */
export function mePage(texts: Texts, language: string, me: Me): Html {
  const view = viewOf(texts, language, 'staff');
  const { say } = view;
  const { principal, mail, hasPassword, passkeys, codes, passkeysAreOffered } = me;
  const body = html`${staffBar(texts, language, me, '/staff/me')}
<main class="narrow">
${proveFirst(texts, language, me, '/staff/me')}
${me.notice === null ? '' : noticed(view, me.notice)}
<p>${say('me.who', { name: principal.name, role: { text: `staff:roles.${principal.role}` } })} <bdi dir="ltr">${mail}</bdi></p>
<section aria-labelledby="sessions"><h2 id="sessions">${say('me.sessions')}</h2><p class="about">${say('me.sessionsHint')} ${say('today.zone', { zoneName: me.zoneName })}</p>
<ul role="list" class="rows">${me.sessions.map((one) => session(view, me, one))}</ul></section>
${
  principal.demo
    ? html`<p class="about">${say('me.notice.demo')}</p>`
    : html`<section aria-labelledby="passkeys"><h2 id="passkeys">${say('me.passkeys')}</h2><p class="about">${say(passkeysAreOffered ? 'me.passkeysHint' : 'me.passkeysNone')}</p>
${passkeys.length === 0 ? empty(say('me.noPasskeys')) : html`<ul role="list" class="rows">${passkeys.map((one) => passkey(view, one, me.zone))}</ul>`}
${passkeysAreOffered ? html`<form method="post" action="/staff/me/passkeys">${passkeyButton(view, 'create', '/staff/me/passkeys/options')}</form>` : ''}</section>
${hasPassword ? passwordAndCodes(view, codes) : html`<p class="about">${say('me.noPassword')}</p>`}`
}
${me.told === null ? '' : toldSection(view, language, me.told, me)}
</main>`;
  return page(texts, language, say('me.title'), body, { styles: ['forms.css'] });
}

function passwordAndCodes({ say }: View, codes: number): Html {
  const newPassword = {
    ...{ id: 'next', label: say('me.newPassword'), hint: say('join.passwordHint', LIMITS), least: SHORTEST },
    ...({ most: LONGEST, autocomplete: 'new-password' } as const),
  };
  return html`<section aria-labelledby="password-title"><h2 id="password-title">${say('enter.password')}</h2><p class="about">${say('me.passwordAbout')}</p>
<form method="post" action="/staff/me/password" class="card">
${secretField(newPassword)}
<button class="button">${say('me.passwordButton')}</button></form></section>
<section aria-labelledby="codes"><h2 id="codes">${say('codes.title')}</h2><p>${say('me.codes', { count: codes })}</p>
<form method="post" action="/staff/me/codes"><button class="button plain">${say('me.codesButton')}</button></form></section>`;
}

function noticed({ say }: View, notice: NonNullable<Me['notice']>): Html {
  if (isMeNotice(notice)) return (NOT_DONE.includes(notice) ? notDone : done)(say(`me.notice.${notice}`));
  return wrong(say(`join.fault.${notice}`, LIMITS));
}

const session = ({ say }: View, { principal, zone }: Me, one: StaffSession): Html => {
  const { id, browser, startedAt, seenAt } = one;
  const times = { started: { dateTime: startedAt, zone }, seen: { dateTime: seenAt, zone } };
  const end = html`<form method="post" action="/staff/me/sessions/${id}/end"><button class="button plain" aria-describedby="of-${id}">${say('me.endSession')}</button></form>`;
  return html`<li class="card"><p id="of-${id}"><strong><bdi>${browser === '' ? say('me.unknownBrowser') : browser}</bdi></strong>${id === principal.session ? html` <span class="chip">${say('me.thisOne')}</span>` : ''}<br>${say('me.session', times)}</p>
${id === principal.session ? '' : end}</li>`;
};

const passkey = ({ say, show }: View, { id, createdAt, usedAt }: Passkey, zone: string): Html => {
  const made = { dateTime: createdAt, zone };
  const used = usedAt === null ? say('me.notUsed') : show({ dateTime: usedAt, zone });
  return html`<li class="card"><p id="of-${id}">${say('me.passkey', { made, used })}</p>
<form method="post" action="/staff/me/passkeys/${id}/remove"><button class="button plain" aria-describedby="of-${id}">${say('me.removePasskey')}</button></form></li>`;
};
