import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { accountById, hasAccount } from '../../../store/accounts.ts';
import { note } from '../../../store/log.ts';
import type { World } from '../../../turn/world.ts';
import { addressOf } from '../../http/address.ts';
import { problem } from '../../http/answer.ts';
import { readForm } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { limitRate } from '../../http/rate-limit.ts';
import { pilotsOf } from '../../released.ts';
import { homeOf } from '../access.ts';
import type { Passkeys } from '../credentials/passkeys.ts';
import { createSignIn } from '../credentials/sign-in.ts';
import type { Reader } from '../reader.ts';
import type { Sessions } from '../session.ts';
import { destinationIn } from './destination.ts';
import { type Door, enteredPage, enterPage, firstPage } from './view.ts';

const FORM_BYTES = 16_384;
/** One browser needs one challenge a sign-in; a whole office shares an address. */
const CHALLENGES_A_MINUTE = 60;

/**
 * The way in and out. Nobody is signed in over an open session: otherwise somebody could act under the name of a person
 * who has left their desk.
 */
export function enterRoutes(world: World, sessions: Sessions, passkeys: Passkeys) {
  const { content, store, clock } = world;
  const { texts } = content.model;
  const door = (c: Context, shown: Door) => enterPage(texts, preferred(c, texts), shown);
  const entered = (c: Context, reader: Reader) =>
    enteredPage(texts, preferred(c, texts), { ...reader, pilots: pilotsOf(reader, content) });
  const readerOf = async (c: Context) => {
    const reader = await sessions.reader(c);
    return typeof reader === 'string' ? null : reader;
  };
  const checkSignIn = createSignIn(world);
  const mayAsk = limitRate(CHALLENGES_A_MINUTE, clock);

  return new Hono()
    .get('/staff/enter', async (c) => {
      const reader = await readerOf(c);
      if (reader !== null) return c.html(entered(c, reader));
      if (!(await hasAccount(store.read))) return c.html(firstPage(texts, preferred(c, texts)));
      return c.html(door(c, { ...EMPTY, to: c.req.query('to') ?? '' }));
    })
    .post('/staff/enter', bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const reader = await readerOf(c);
      if (reader !== null) return c.html(entered(c, reader), 409);
      const { mail = '', password = '', code = '', passkey = '', to = '' } = await readForm(c);
      const shut = (why: Door['why'], status: 401 | 429) => c.html(door(c, { ...EMPTY, why, to, mail }), status);
      if (passkey !== '') {
        const id = await passkeys.signedIn(passkey);
        const account = id === undefined ? undefined : await accountById(store.read, id);
        if (account === undefined || account.disabledAt !== null) {
          const target = account?.id ?? '';
          await store.tx((q) => note(q, { who: null, what: 'sign-in-refused', target, pilot: null, at: clock() }));
          return shut('passkey', 401);
        }
        await sessions.begin(c, account.id, 'signed-in-passkey');
        return c.redirect(destinationIn(to) ?? homeOf(account.role), 303);
      }
      const outcome = await checkSignIn({ mail, password, code }, addressOf(c));
      if (outcome === 'wrong') return shut('wrong', 401);
      if ('held' in outcome) return shut({ heldMinutes: Math.ceil((outcome.held - clock()) / 60_000) }, 429);
      const { account, use } = outcome;
      if (!(await sessions.begin(c, account.id, 'signed-in', use))) return shut('wrong', 401);
      return c.redirect(destinationIn(to) ?? homeOf(account.role), 303);
    })
    .post('/staff/passkey', async (c) => {
      if (!passkeys.areOffered) return problem(c, 404, 'no-passkeys');
      if (!mayAsk(addressOf(c))) return problem(c, 429, 'too-many');
      return c.json(await passkeys.toSignIn());
    })
    .post('/staff/leave', async (c) => {
      await sessions.end(c);
      return c.redirect('/staff/enter', 303);
    });
}

const EMPTY: Door = { why: null, isUnsaved: false, to: '', mail: '' };
