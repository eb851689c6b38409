import { html } from 'hono/html';
import type { Account, Invitation } from '../../../store/accounts.ts';
import { ROLES } from '../../../store/principal.ts';
import type { Param, Texts } from '../../../text/texts.ts';
import { field, selectField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty, notDone } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, proveFirst, type Reading, staffBar } from '../frame.ts';
import { MOST_NAME } from './invite.ts';

/** The notices after a button was pressed; a text of each is at `accounts.notice`. */
export const ACCOUNTS_NOTICES = ['changed', 'disabled', 'enabled', 'signedOut', 'withdrawn', 'own', 'rights'] as const;
export type AccountsNotice = (typeof ACCOUNTS_NOTICES)[number];
export const isAccountsNotice = (name: string | undefined): name is AccountsNotice =>
  ACCOUNTS_NOTICES.some((one) => one === name);

/** An account as the page lists it. */
export type Listed = Pick<Account, 'id' | 'role' | 'pilots' | 'counsellor' | 'disabledAt' | 'demo'> & {
  name: string;
  mail: string;
};

/** The data that the page of accounts shows. */
export interface Accounts extends Reading {
  accounts: Listed[];
  invitations: (Omit<Invitation, 'name'> & { name: string })[];
  /** The counsellors and pilots that an account can belong to. */
  counsellors: { id: string; pilot: string; name: string }[];
  pilots: string[];
  zone: string;
  zoneName: string;
  notice: AccountsNotice | null;
}

/** The page of accounts. */
export function accountsPage(texts: Texts, language: string, shown: Accounts): Html {
  const view = viewOf(texts, language, 'staff');
  const { say } = view;
  const { accounts, invitations, notice, zoneName } = shown;
  const isFault = notice === 'own' || notice === 'rights';
  const body = html`${staffBar(texts, language, shown, '/staff/accounts')}
<main class="narrow">
${proveFirst(texts, language, shown, '/staff/accounts')}
${notice === null ? '' : (isFault ? notDone : done)(say(`accounts.notice.${notice}`))}
<details${notice === 'rights' ? html` open` : ''}><summary class="button">${say('accounts.invite')}</summary>
<form method="post" action="/staff/accounts" class="card">
${field({ id: 'name', label: say('accounts.name'), hint: say('accounts.nameHint'), autocomplete: 'off', required: true, most: MOST_NAME })}
${rights(view, shown, '')}
<button class="button">${say('accounts.inviteButton')}</button></form></details>
<ul role="list" class="rows" aria-labelledby="content">${accounts.map((one) => account(view, shown, one))}</ul>
<section aria-labelledby="invitations"><h2 id="invitations">${say('accounts.invitations')}</h2>
<p class="about">${say('accounts.invitationsHint')} ${say('today.zone', { zoneName })}</p>
${invitations.length === 0 ? empty(say('accounts.noInvitations')) : html`<ul role="list" class="rows">${invitations.map((one) => invitation(view, shown, one))}</ul>`}</section>
</main>`;
  return page(texts, language, say('accounts.title'), body, { styles: ['forms.css'] });
}

/** The fields for the rights of an account. `of`: its id, so that the ids of the fields differ. */
function rights({ say, show }: View, { counsellors, pilots }: Accounts, of: string, now?: Listed): Html {
  const roles = ROLES.map((role) => ({ value: role, label: say(`roles.${role}`) }));
  const people = counsellors.map(({ id, name, pilot }) => ({
    value: id,
    label: `${name} (${show({ text: `pilots:${pilot}.name` })})`,
  }));
  const nobody = { value: '', label: '—' };
  return html`${selectField({ id: `role${of}`, name: 'role', label: say('accounts.role'), options: roles, value: now?.role ?? 'counsellor' })}
${selectField({ id: `counsellor${of}`, name: 'counsellor', label: say('accounts.counsellor'), hint: say('accounts.counsellorHint'), options: [nobody, ...people], value: now?.counsellor ?? '' })}
<fieldset><legend>${say('accounts.pilots')}</legend><p class="about">${say('accounts.pilotsHint')}</p>${pilots.map(
    (pilot) =>
      html`<label class="tick"><input type="checkbox" name="pilot" value="${pilot}"${now?.pilots.includes(pilot) ? html` checked` : ''}> ${show({ text: `pilots:${pilot}.name` })}</label>`,
  )}</fieldset>`;
}

/** What an account may do, in one line. */
const mayDo = ({ say, show }: View, { role, pilots }: Pick<Listed, 'role' | 'pilots'>): Html => {
  const names = pilots.map((pilot): Param => ({ text: `pilots:${pilot}.name` }));
  return html`<p class="about">${say(`roles.${role}`)} · ${show({ list: names })}</p>`;
};

function account(view: View, shown: Accounts, one: Listed): Html {
  const { say } = view;
  const { id, name, mail, disabledAt, demo } = one;
  const button = (act: string, label: string) =>
    html`<form method="post" action="/staff/accounts/${id}/${act}"><button class="button plain" aria-describedby="of-${id}">${label}</button></form>`;
  const isOwn = id === shown.principal.account;
  return html`<li class="card"><p id="of-${id}"><strong><bdi>${name}</bdi></strong> <bdi dir="ltr">${mail}</bdi>${disabledAt === null ? '' : html` <span class="chip missed">${say('accounts.isDisabled')}</span>`}</p>
${mayDo(view, one)}
${
  isOwn
    ? html`<p class="about">${say('accounts.notice.own')}</p>`
    : html`<details><summary aria-describedby="of-${id}">${say('accounts.change')}</summary>
<div class="doings">${button('sign-out', say('accounts.signOut'))}${demo ? '' : button('renew', say('accounts.renew'))}${disabledAt === null ? button('disable', say('accounts.disable')) : button('enable', say('accounts.enable'))}</div>
<form method="post" action="/staff/accounts/${id}/rights">${rights(view, shown, `-${id}`, one)}
<button class="button">${say('accounts.changeButton')}</button></form></details>`
}</li>`;
}

function invitation(view: View, { zone }: Accounts, one: Accounts['invitations'][number]): Html {
  const { say } = view;
  return html`<li class="card"><p id="of-${one.id}"><strong><bdi>${one.name}</bdi></strong> ${say('accounts.until', { until: { dateTime: one.until, zone } })}</p>${mayDo(view, one)}
<form method="post" action="/staff/invitations/${one.id}/withdraw"><button class="button plain" aria-describedby="of-${one.id}">${say('accounts.withdraw')}</button></form></li>`;
}

/** The page with the link of an invitation, which is shown once. */
export function invitedPage(
  texts: Texts,
  language: string,
  reading: Reading,
  { name, link }: { name: string; link: string },
): Html {
  const { say } = viewOf(texts, language, 'staff');
  const body = html`${staffBar(texts, language, reading, '/staff/accounts', say('accounts.invited'))}
<main class="narrow"><p>${say('accounts.invitedAbout', { name })}</p>
<p class="card"><code dir="ltr" class="link">${link}</code></p>
<p><a class="button" href="/staff/accounts">${say('accounts.title')}</a></p></main>`;
  return page(texts, language, say('accounts.invited'), body, { styles: ['forms.css'] });
}
