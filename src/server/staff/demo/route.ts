import { timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { listAccounts } from '../../../store/accounts.ts';
import type { World } from '../../../turn/world.ts';
import { readForm } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { homeOf } from '../access.ts';
import { goneInvitationPage } from '../join/view.ts';
import type { Sessions } from '../session.ts';
import { demoPage } from './view.ts';

const FORM_BYTES = 4096;

/** The path of the link that a demonstration prints: it opens the staff pages without a password. */
export const demoPath = ({ vault }: Pick<World, 'vault'>): string =>
  `/staff/demo/${vault.blindIndex('demonstration').toString('base64url')}`;

/** The way in to a demonstration, as any of its accounts. Elsewhere the link opens nothing. */
export function demoRoutes(world: World, sessions: Sessions) {
  const { store, vault, content, demo } = world;
  const { texts } = content.model;
  const isOpen = (c: Context<object, '/staff/demo/:link'>) => {
    const [given, own] = [Buffer.from(c.req.path), Buffer.from(demoPath(world))];
    return demo && given.length === own.length && timingSafeEqual(given, own);
  };
  const gone = (c: Context) => c.html(goneInvitationPage(texts, preferred(c, texts)), 404);
  const accounts = async () => (await listAccounts(store.read)).filter((one) => one.demo);

  return new Hono()
    .get('/staff/demo/:link', async (c) => {
      if (!isOpen(c)) return gone(c);
      const named = (await accounts()).map(({ id, name, role, pilots }) => ({
        ...{ id, role, pilots },
        name: vault.open('house', `account:name:${id}`, name),
      }));
      return c.html(demoPage(texts, preferred(c, texts), c.req.path, named));
    })
    .post('/staff/demo/:link', bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      if (!isOpen(c)) return gone(c);
      const { account = '' } = await readForm(c);
      const found = (await accounts()).find(({ id }) => id === account);
      if (found === undefined) return gone(c);
      await sessions.begin(c, found.id, 'signed-in-demonstration');
      return c.redirect(homeOf(found.role), 303);
    });
}
