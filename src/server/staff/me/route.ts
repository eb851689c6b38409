import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { accountById, countRecoveryCodes, setRecoveryCodes, updateAccount } from '../../../store/accounts.ts';
import type { Deed } from '../../../store/codes.ts';
import { note } from '../../../store/log.ts';
import { addPasskey, passkeysOf, removePasskey } from '../../../store/passkeys.ts';
import { endSessionOf, endSessions, sessionsOf } from '../../../store/staff-sessions.ts';
import type { Q } from '../../../store/store.ts';
import type { World } from '../../../turn/world.ts';
import { problem } from '../../http/answer.ts';
import { readForm } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { hashRecoveryCode, newRecoveryCodes } from '../credentials/codes.ts';
import { mailOf } from '../credentials/mail.ts';
import type { Passkeys } from '../credentials/passkeys.ts';
import { hashPassword, weaknessOf } from '../credentials/password.ts';
import { codesPage } from '../join/view.ts';
import { proved, type StaffEnv } from '../session.ts';
import { zoneFor } from '../zone.ts';
import { toldOn, toldRoutes } from './told-route.ts';
import { isMeNotice, type Me, type MeNotice, mePage } from './view.ts';

const FORM_BYTES = 16_384;
const ME = '/staff/me';

/** The page of the own account: its sessions, password, passkeys, recovery codes, and what its holder is told. */
export function meRoutes(world: World, passkeys: Passkeys) {
  const { store, clock, random, content } = world;
  const { texts } = content.model;
  const small = bodyLimit({ maxSize: FORM_BYTES });
  const weighs = proved(world, ME);

  async function show(c: Context<StaffEnv>, notice: Me['notice']) {
    const principal = c.get('principal');
    const { account: id } = principal;
    const account = await accountById(store.read, id);
    return mePage(texts, preferred(c, texts), {
      ...{ principal, now: clock(), notice },
      ...zoneFor(world, preferred(c, texts), principal),
      mail: await mailOf(world, id),
      hasPassword: account?.totp != null,
      sessions: await sessionsOf(store.read, id, clock()),
      passkeys: await passkeysOf(store.read, id),
      codes: await countRecoveryCodes(store.read, id),
      passkeysAreOffered: passkeys.areOffered,
      told: account === undefined ? null : toldOn(world, principal, account),
    });
  }
  const did = async (c: Context<StaffEnv>, what: Deed, work: (q: Q) => Promise<void>) =>
    store.tx(async (q) => {
      const { who, account } = c.get('principal');
      await work(q);
      await note(q, { who, what, target: account, pilot: null, at: clock() });
    });
  const back = (c: Context<StaffEnv>, notice: MeNotice) => c.redirect(`${ME}?notice=${notice}`, 303);

  return new Hono<StaffEnv>()
    .route('/', toldRoutes(world))
    .get(ME, async (c) => {
      const notice = c.req.query('notice');
      return c.html(await show(c, isMeNotice(notice) ? notice : null));
    })
    .post('/staff/me/sessions/:session/end', async (c) => {
      const { account } = c.get('principal');
      await did(c, 'sessions-ended', (q) => endSessionOf(q, account, c.req.param('session')));
      return back(c, 'ended');
    })
    .post('/staff/me/password', weighs, small, async (c) => {
      const { account, name, session, demo } = c.get('principal');
      const { next = '' } = await readForm(c);
      // Otherwise somebody could shut the others out of a demonstration.
      if (demo) return back(c, 'demo');
      const weakness = weaknessOf(next, [name, await mailOf(world, account)]);
      if (weakness !== undefined) return c.html(await show(c, weakness), 422);
      const password = await hashPassword(next, random);
      await did(c, 'password-changed', async (q) => {
        await updateAccount(q, account, { password });
        await endSessions(q, account, session);
      });
      return back(c, 'password');
    })
    .post('/staff/me/codes', weighs, async (c) => {
      const { account } = c.get('principal');
      const codes = newRecoveryCodes(random);
      await did(c, 'codes-renewed', (q) => setRecoveryCodes(q, account, codes.map(hashRecoveryCode)));
      return c.html(codesPage(texts, preferred(c, texts), codes, ME));
    })
    .post('/staff/me/passkeys/options', weighs, async (c) => {
      const { account, name, demo } = c.get('principal');
      if (!passkeys.areOffered || demo) return problem(c, 404, 'no-passkeys');
      return c.json(await passkeys.toAdd({ id: account, name }));
    })
    .post('/staff/me/passkeys', weighs, small, async (c) => {
      const { account, name } = c.get('principal');
      const added = await passkeys.added({ id: account, name }, (await readForm(c)).passkey ?? '');
      if (added === undefined) return c.html(await show(c, 'passkey'), 422);
      await did(c, 'passkey-added', (q) => addPasskey(q, added));
      return back(c, 'added');
    })
    .post('/staff/me/passkeys/:passkey/remove', weighs, async (c) => {
      const { account } = c.get('principal');
      const row = await accountById(store.read, account);
      const others = (await passkeysOf(store.read, account)).filter(({ id }) => id !== c.req.param('passkey'));
      // The last way in stays.
      if (others.length === 0 && row?.totp == null) return back(c, 'last');
      await did(c, 'passkey-removed', (q) => removePasskey(q, account, c.req.param('passkey')));
      return back(c, 'removed');
    });
}
