import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { note } from '../../../store/log.ts';
import { noteProof } from '../../../store/staff-sessions.ts';
import type { Q } from '../../../store/store.ts';
import type { World } from '../../../turn/world.ts';
import { addressOf } from '../../http/address.ts';
import { readForm } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { homeOf } from '../access.ts';
import { mailOf } from '../credentials/mail.ts';
import type { Passkeys } from '../credentials/passkeys.ts';
import { createSignIn } from '../credentials/sign-in.ts';
import { destinationIn } from '../enter/destination.ts';
import type { StaffEnv } from '../session.ts';
import { provePage, type Why } from './view.ts';

const FORM_BYTES = 16_384;

/** The page on which staff prove again who they are, before an act of weight. */
export function proveRoutes(world: World, passkeys: Passkeys) {
  const { texts } = world.content.model;
  const checkSignIn = createSignIn(world);
  const show = (c: Context<StaffEnv>, why: Why, to: string) =>
    provePage(texts, preferred(c, texts), { principal: c.get('principal'), now: world.clock(), why, to });

  return new Hono<StaffEnv>()
    .get('/staff/prove', (c) => c.html(show(c, null, c.req.query('to') ?? '')))
    .post('/staff/prove', bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const { account, session, who, role, demo } = c.get('principal');
      const { password = '', code = '', passkey = '', to = '' } = await readForm(c);
      const prove = async (use: (q: Q) => Promise<boolean>) =>
        world.store.tx(async (q) => {
          if (!(await use(q))) return false;
          await noteProof(q, session, world.clock());
          await note(q, { who, what: 'proved', target: account, pilot: null, at: world.clock() });
          return true;
        });
      const anyway = async () => true;
      const on = () => c.redirect(destinationIn(to) ?? homeOf(role), 303);
      // The accounts of a demonstration have no secrets: a press of the button proves enough there.
      if (demo && (await prove(anyway))) return on();
      if (passkey !== '') {
        const isOwn = (await passkeys.signedIn(passkey)) === account;
        return isOwn && (await prove(anyway)) ? on() : c.html(show(c, 'passkey', to), 401);
      }
      const outcome = await checkSignIn({ mail: await mailOf(world, account), password, code }, addressOf(c));
      if (outcome !== 'wrong' && 'held' in outcome)
        return c.html(show(c, { heldMinutes: Math.ceil((outcome.held - world.clock()) / 60_000) }, to), 429);
      if (outcome === 'wrong' || !(await prove(outcome.use))) return c.html(show(c, 'wrong', to), 401);
      return on();
    });
}
