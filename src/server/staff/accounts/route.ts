import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import {
  type Access,
  accountById,
  listAccounts,
  openInvitations,
  updateAccount,
  withdrawInvitation,
} from '../../../store/accounts.ts';
import { unlinkChat } from '../../../store/chats.ts';
import type { Deed } from '../../../store/codes.ts';
import { listCounsellors } from '../../../store/counsellors.ts';
import { note, noteRefusal } from '../../../store/log.ts';
import { ROLES } from '../../../store/principal.ts';
import { endSessions } from '../../../store/staff-sessions.ts';
import type { Q } from '../../../store/store.ts';
import type { World } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import { sorryPage } from '../frame.ts';
import type { Reader } from '../reader.ts';
import { only, proved, type StaffEnv } from '../session.ts';
import { zoneFor } from '../zone.ts';
import { invite, MOST_NAME } from './invite.ts';
import { type AccountsNotice, accountsPage, invitedPage, isAccountsNotice, type Listed } from './view.ts';

const FORM_BYTES = 16_384;
const ACCOUNTS = '/staff/accounts';

/** The page of accounts: who may sign in, with which rights, and who is invited. */
export function accountRoutes(world: World, publicUrl: string) {
  const { store, vault, clock, content } = world;
  const { texts } = content.model;
  const admins = only(world, ACCOUNTS);
  const weighs = proved(world, ACCOUNTS);
  const small = bodyLimit({ maxSize: FORM_BYTES });

  /** An admin manages those whose pilots are all hers, so that nobody gets more through her than she has. */
  const isOurs = ({ pilots }: Reader, access: { pilots: readonly string[] }) =>
    access.pilots.every((pilot) => pilots.includes(pilot));

  /** An account or an invitation, if the admin manages it; that she asked for another's is noted. */
  async function ours<T extends { id: string; pilots: readonly string[] }>(
    { pilots, who }: Reader,
    found: T | undefined,
  ): Promise<T | undefined> {
    const other = found?.pilots.find((pilot) => !pilots.includes(pilot));
    if (found === undefined || other === undefined) return found;
    await store.tx((q) => noteRefusal(q, { who, target: found.id, pilot: other, at: clock() }));
    return undefined;
  }

  async function show(c: Context<StaffEnv>, notice: AccountsNotice | null) {
    const principal = c.get('principal');
    const nameOf = (place: 'account' | 'invitation', { id, name }: { id: string; name: Buffer }) =>
      vault.open('house', `${place}:name:${id}`, name);
    const accounts = (await listAccounts(store.read)).filter((one) => isOurs(principal, one));
    const invitations = (await openInvitations(store.read, clock())).filter((one) => isOurs(principal, one));
    const language = preferred(c, texts);
    return accountsPage(texts, language, {
      ...{ principal, now: clock(), notice },
      ...zoneFor(world, language, principal),
      accounts: accounts.map(
        (one): Listed => ({
          ...one,
          name: nameOf('account', one),
          mail: vault.open('house', `account:mail:${one.id}`, one.mail),
        }),
      ),
      invitations: invitations.map((one) => ({ ...one, name: nameOf('invitation', one) })),
      counsellors: (await listCounsellors(store.read))
        .filter(({ pilot }) => principal.pilots.includes(pilot))
        .map(({ id, pilot, name }) => ({ id, pilot, name: vault.open('house', `counsellor:name:${id}`, name) })),
      pilots: pilotsOf(principal, content),
    });
  }

  /** The rights in a form; undefined if they are more than the admin's own, or do not fit together. */
  async function rightsIn(c: Context<StaffEnv>, form: Readonly<Record<string, string[]>>): Promise<Access | undefined> {
    const principal = c.get('principal');
    const role = ROLES.find((one) => one === form.role?.[0]);
    const [id = ''] = form.counsellor ?? [];
    const own = pilotsOf(principal, content);
    if (role === 'counsellor') {
      const found = (await listCounsellors(store.read)).find((one) => one.id === id && own.includes(one.pilot));
      const served = found === undefined ? [] : [found.pilot, ...found.guests];
      return found && { role, pilots: served.filter((pilot) => own.includes(pilot)), counsellor: found.id };
    }
    const pilots = own.filter((pilot) => form.pilot?.includes(pilot));
    return role === undefined || pilots.length === 0 ? undefined : { role, pilots, counsellor: null };
  }

  const back = (c: Context<StaffEnv>, notice: AccountsNotice) => c.redirect(`${ACCOUNTS}?notice=${notice}`, 303);
  const gone = (c: Context<StaffEnv>) =>
    c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);

  /** Does something with another account of the admin's pilots; an admin changes nothing of her own here. */
  async function changeAccount(
    c: Context<StaffEnv>,
    id: string,
    [what, notice]: [Deed, AccountsNotice],
    work: (q: Q) => Promise<void>,
  ) {
    const principal = c.get('principal');
    const account = await ours(principal, await accountById(store.read, id));
    if (account === undefined) return gone(c);
    if (id === principal.account) return back(c, 'own');
    await store.tx(async (q) => {
      await work(q);
      await note(q, { who: principal.who, what, target: id, pilot: null, at: clock() });
    });
    return back(c, notice);
  }

  return new Hono<StaffEnv>()
    .get(ACCOUNTS, admins, async (c) => {
      const notice = c.req.query('notice');
      return c.html(await show(c, isAccountsNotice(notice) ? notice : null));
    })
    .post('/staff/accounts', admins, weighs, small, async (c) => {
      const form = await readForms(c);
      const name = form.name?.[0]?.trim() ?? '';
      const access = await rightsIn(c, form);
      if (name === '' || name.length > MOST_NAME || access === undefined) return c.html(await show(c, 'rights'), 422);
      const path = await invite(world, { ...access, name, account: null, by: c.get('principal').who });
      return c.html(invitedPage(texts, preferred(c, texts), reading(c), { name, link: publicUrl + path }));
    })
    .post('/staff/accounts/:id/renew', admins, weighs, async (c) => {
      const principal = c.get('principal');
      const account = await ours(principal, await accountById(store.read, c.req.param('id')));
      if (account === undefined || account.demo) return gone(c);
      const name = vault.open('house', `account:name:${account.id}`, account.name);
      const { role, pilots, counsellor, id } = account;
      const path = await invite(world, { name, role, pilots, counsellor, account: id, by: principal.who });
      return c.html(invitedPage(texts, preferred(c, texts), reading(c), { name, link: publicUrl + path }));
    })
    .post('/staff/accounts/:id/rights', admins, weighs, small, async (c) => {
      const access = await rightsIn(c, await readForms(c));
      if (access === undefined) return c.html(await show(c, 'rights'), 422);
      const id = c.req.param('id');
      return changeAccount(c, id, ['rights-changed', 'changed'], async (q) => {
        await updateAccount(q, id, access);
        await endSessions(q, id);
      });
    })
    .post('/staff/accounts/:id/disable', admins, weighs, async (c) => {
      const id = c.req.param('id');
      return changeAccount(c, id, ['disabled', 'disabled'], async (q) => {
        await updateAccount(q, id, { disabledAt: clock() });
        await endSessions(q, id);
        // The chat may be on a phone that was stolen: when the account is opened again, it is linked anew.
        await unlinkChat(q, id);
      });
    })
    .post('/staff/accounts/:id/enable', admins, weighs, async (c) => {
      const id = c.req.param('id');
      return changeAccount(c, id, ['enabled', 'enabled'], (q) => updateAccount(q, id, { disabledAt: null }));
    })
    .post('/staff/accounts/:id/sign-out', admins, async (c) => {
      const id = c.req.param('id');
      return changeAccount(c, id, ['sessions-ended', 'signedOut'], (q) => endSessions(q, id));
    })
    .post('/staff/invitations/:id/withdraw', admins, async (c) => {
      const principal = c.get('principal');
      const open = await openInvitations(store.read, clock());
      const found = await ours(
        principal,
        open.find(({ id }) => id === c.req.param('id')),
      );
      if (found === undefined) return gone(c);
      await store.tx(async (q) => {
        await withdrawInvitation(q, found.id);
        const { who } = principal;
        await note(q, { who, what: 'invitation-withdrawn', target: found.id, pilot: null, at: clock() });
      });
      return back(c, 'withdrawn');
    });

  function reading(c: Context<StaffEnv>) {
    return { principal: c.get('principal'), now: clock() };
  }
}
