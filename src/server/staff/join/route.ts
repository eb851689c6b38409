import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import {
  accountById,
  accountByMail,
  accountWho,
  addAccount,
  findInvitation,
  type Invitation,
  mailHashOf,
  setRecoveryCodes,
  takeInvitation,
  updateAccount,
} from '../../../store/accounts.ts';
import { note } from '../../../store/log.ts';
import { addPasskey, removePasskeys } from '../../../store/passkeys.ts';
import { hashSecret } from '../../../store/principal.ts';
import { endSessions } from '../../../store/staff-sessions.ts';
import type { World } from '../../../turn/world.ts';
import { problem } from '../../http/answer.ts';
import { readForm } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { homeOf } from '../access.ts';
import { hashRecoveryCode, newRecoveryCodes, stepOf, totpAddress, totpSecretFor } from '../credentials/codes.ts';
import { isMail, mailOf } from '../credentials/mail.ts';
import type { Passkeys } from '../credentials/passkeys.ts';
import { hashPassword, weaknessOf } from '../credentials/password.ts';
import type { Sessions } from '../session.ts';
import { zoneFor } from '../zone.ts';
import { codesPage, type Fault, goneInvitationPage, joinPage } from './view.ts';

const FORM_BYTES = 16_384;

type C = Context<object, '/staff/join/:link'>;

/**
 * The page that an invitation leads to, where a member of staff makes their account, or sets new secrets for it. To open
 * the link uses nothing up, because mail scanners open links: only the form does.
 */
export function joinRoutes(world: World, sessions: Sessions, passkeys: Passkeys) {
  const { store, vault, clock, random, content } = world;
  const { texts } = content.model;
  const invitationOf = (c: C) => findInvitation(store.read, hashSecret(c.req.param('link')), clock());
  const gone = (c: C) => c.html(goneInvitationPage(texts, preferred(c, texts)), 404);
  const nameOf = ({ id, name }: Invitation) => vault.open('house', `invitation:name:${id}`, name);

  async function show(c: C, invitation: Invitation, mail: string, fault: Fault | null) {
    const secret = totpSecretFor(vault, c.req.param('link'));
    const { role, pilots, account, until } = invitation;
    const name = nameOf(invitation);
    return joinPage(texts, preferred(c, texts), {
      ...{ name, role, pilots, until, mail, fault, secret },
      ...zoneFor(world, preferred(c, texts), invitation),
      isNew: account === null,
      link: c.req.param('link'),
      address: totpAddress(secret, name),
    });
  }

  return new Hono()
    .get('/staff/join/:link', async (c) => {
      const invitation = await invitationOf(c);
      if (invitation === undefined) return gone(c);
      const mail = invitation.account === null ? '' : await mailOf(world, invitation.account);
      return c.html(await show(c, invitation, mail, null));
    })
    .post('/staff/join/:link/passkey', async (c: C) => {
      const invitation = await invitationOf(c);
      if (invitation === undefined || !passkeys.areOffered) return problem(c, 404, 'gone');
      return c.json(await passkeys.toAdd({ id: invitation.account ?? invitation.id, name: nameOf(invitation) }));
    })
    .post('/staff/join/:link', bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const invitation = await invitationOf(c);
      if (invitation === undefined) return gone(c);
      const { mail = '', password = '', code = '', passkey = '' } = await readForm(c);
      const again = async (fault: Fault) => c.html(await show(c, invitation, mail, fault), 422);
      if (!isMail(mail.trim())) return again('mail');
      const id = invitation.account ?? invitation.id;
      const name = nameOf(invitation);
      const secret = totpSecretFor(vault, c.req.param('link'));
      const added = passkey === '' ? undefined : await passkeys.added({ id, name }, passkey);
      if (passkey !== '' && added === undefined) return again('passkey');
      const weakness = added === undefined ? weaknessOf(password, [name, mail]) : undefined;
      if (weakness !== undefined) return again(weakness);
      const step = added === undefined ? stepOf(secret, code, clock()) : undefined;
      if (added === undefined && step === undefined) return again('code');
      // They replace the app for codes, which a passkey needs none of.
      const codes = added === undefined ? newRecoveryCodes(random) : [];
      const sealedMail = vault.seal('house', `account:mail:${id}`, mail.trim());
      const secrets = {
        mail: sealedMail,
        mailHash: mailHashOf(vault, mail),
        password: added === undefined ? await hashPassword(password, random) : null,
        totp: added === undefined ? vault.seal('house', `account:totp:${id}`, secret) : null,
        totpStep: step ?? 0,
      };
      const joined = await store.tx(async (q) => {
        const now = clock();
        const owner = await accountByMail(q, secrets.mailHash);
        if (owner !== undefined && owner.id !== id) return 'taken';
        if (!(await takeInvitation(q, invitation.hash))) return 'gone';
        if (invitation.account === null) {
          const { role, pilots, counsellor } = invitation;
          const sealedName = vault.seal('house', `account:name:${id}`, name);
          const rights = { role, pilots, counsellor, createdAt: now, disabledAt: null, demo: false };
          await addAccount(q, { id, name: sealedName, ...secrets, ...rights });
        } else {
          await updateAccount(q, id, secrets);
          await removePasskeys(q, id);
          await endSessions(q, id);
        }
        if (added !== undefined) await addPasskey(q, added);
        await setRecoveryCodes(q, id, codes.map(hashRecoveryCode));
        const what = invitation.account === null ? 'joined' : 'secrets-renewed';
        await note(q, { who: accountWho(id), what, target: id, pilot: null, at: now });
        return 'done';
      });
      if (joined === 'gone') return gone(c);
      if (joined === 'taken') return again('taken');
      await sessions.begin(c, id, 'signed-in');
      const home = homeOf((await accountById(store.read, id))?.role ?? invitation.role);
      return codes.length === 0 ? c.redirect(home, 303) : c.html(codesPage(texts, preferred(c, texts), codes, home));
    });
}
