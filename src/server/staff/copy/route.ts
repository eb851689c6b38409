import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { readReference } from '../../../booking/reference.ts';
import { openRequests } from '../../../store/requests.ts';
import { copyPerson } from '../../../turn/people/copy-person.ts';
import type { World } from '../../../turn/world.ts';
import { readForm } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { only, proved, type StaffEnv } from '../session.ts';
import { copyPage } from './view.ts';

const FORM_BYTES = 4096;

/** Hands out a copy of all data about a person, which staff give to them. */
export function copyRoutes(world: World) {
  const { texts } = world.content.model;
  const copies = only(world, '/staff/copy');
  const weighs = proved(world, '/staff/copy');
  const show = async (c: Context<StaffEnv>, unknown: boolean) => {
    const principal = c.get('principal');
    const requests = (await openRequests(world.store.read, principal)).toReversed();
    return copyPage(texts, preferred(c, texts), { principal, requests, now: world.clock(), unknown });
  };
  return new Hono<StaffEnv>()
    .get('/staff/copy', copies, async (c) => c.html(await show(c, false)))
    .post('/staff/copy', copies, weighs, bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const { reference: written = '', request = '' } = await readForm(c);
      const reference = readReference(written);
      const copy = await copyPerson(world, c.get('principal'), reference === null ? { request } : { reference });
      if (copy === undefined) return c.html(await show(c, true), 404);
      return c.body(`${JSON.stringify(copy, null, 2)}\n`, 200, {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': 'attachment; filename="copy.json"',
      });
    });
}
