import { Hono, type MiddlewareHandler } from 'hono';
import { note } from '../../../store/log.ts';
import { linkPhone, phoneOf, unlinkPhone } from '../../../turn/office/link-phone.ts';
import type { World } from '../../../turn/world.ts';
import { preferred } from '../../http/language.ts';
import { sorryPage } from '../frame.ts';
import type { Reader } from '../reader.ts';
import { only, proved, type StaffEnv } from '../session.ts';
import { zoneFor } from '../zone.ts';
import { phonePage } from './view.ts';

const PATH = '/staff/system/phone';

/** The page on which a phone is linked to WhatsApp, and unlinked. */
export function phoneRoutes(world: World) {
  const { texts } = world.content.model;
  const admins = only(world, '/staff/system');
  const weighs = proved(world, '/staff/system');

  /** The chats of every pilot here go through the phone: who links it answers for all of them. */
  const hasAll = ({ pilots }: Reader) => Object.keys(world.content.pilots).every((pilot) => pilots.includes(pilot));

  const ofAll: MiddlewareHandler<StaffEnv> = async (c, next) => {
    const principal = c.get('principal');
    if (hasAll(principal)) return next();
    const { who } = principal;
    await world.store.tx((q) => note(q, { who, what: 'refused', target: PATH, pilot: null, at: world.clock() }));
    // The page says why.
    return c.redirect(PATH, 303);
  };

  const act =
    (does: typeof linkPhone, to: string): MiddlewareHandler<StaffEnv> =>
    async (c) => {
      const phone = phoneOf(world);
      if (phone === undefined)
        return c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);
      await does(world, c.get('principal').who, phone);
      return c.redirect(to, 303);
    };

  return new Hono<StaffEnv>()
    .get(PATH, admins, (c) => {
      const principal = c.get('principal');
      const language = preferred(c, texts);
      const now = world.clock();
      const attempt = phoneOf(world)?.attempt() ?? null;
      const condition = world.channels.get('whatsapp-web')?.condition?.();
      return c.html(
        phonePage(texts, language, {
          ...{ principal, now, isAsked: c.req.query('notice') === 'asked' },
          mayLink: hasAll(principal),
          link: condition === undefined ? null : { condition, attempt },
          zone: zoneFor(world, language, principal).zone,
        }),
      );
    })
    .post(`${PATH}/link`, admins, ofAll, weighs, act(linkPhone, PATH))
    .post(`${PATH}/unlink`, admins, ofAll, weighs, act(unlinkPhone, `${PATH}?notice=asked`));
}
