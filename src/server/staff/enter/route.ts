import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { findPrincipal, hashToken, type TokenHolder } from '../../../store/staff.ts';
import type { World } from '../../../turn/world.ts';
import { readForm } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import { homeOf } from '../access.ts';
import type { Sessions } from '../session.ts';
import { destinationIn } from './destination.ts';
import { type Door, enteredPage, enterPage } from './view.ts';

const FORM_BYTES = 4096;

/**
 * The way in and out. Nobody is signed in over an open session: otherwise a link with another person's token would let
 * a counsellor act under that person's name.
 */
export function enterRoutes(world: World, sessions: Sessions) {
  const { content, store, clock } = world;
  const { texts } = content.model;
  const door = (c: Context, shown: Door) => enterPage(texts, preferred(c, texts), shown);
  const entered = (c: Context, holder: TokenHolder) =>
    enteredPage(texts, preferred(c, texts), { ...holder, pilots: pilotsOf(holder, content) });
  const readerOf = async (c: Context) => {
    const reader = await sessions.reader(c);
    return typeof reader === 'string' ? null : reader;
  };

  return new Hono()
    .get('/staff/enter', async (c) => {
      const reader = await readerOf(c);
      return c.html(reader === null ? door(c, NOT_ASKED) : entered(c, reader));
    })
    .post('/staff/enter', bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const reader = await readerOf(c);
      if (reader !== null) return c.html(entered(c, reader), 409);
      const { token = '', to = '' } = await readForm(c);
      const holder = await findPrincipal(store.read, hashToken(token.trim()), clock());
      if (typeof holder === 'string') return c.html(door(c, { why: holder, isUnsaved: false, to }), 401);
      await sessions.begin(c, holder);
      return c.redirect(destinationIn(to) ?? homeOf(holder.role), 303);
    })
    .post('/staff/leave', async (c) => {
      await sessions.end(c);
      return c.redirect('/staff/enter', 303);
    });
}

const NOT_ASKED: Door = { why: null, isUnsaved: false, to: '' };
