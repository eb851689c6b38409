import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { endByStaff, inviteByStaff } from '../../../turn/office/people/invite.ts';
import type { World } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { only, type StaffEnv } from '../session.ts';
import { readHandle } from './handle.ts';
import type { Inviting } from './invite.ts';

const FORM_BYTES = 16_384;

/** The ways on from a form: an address that leads to nobody, and the card with what is wrong. */
interface Ways {
  nobody(c: Context<StaffEnv>): Response | Promise<Response>;
  show(
    c: Context<StaffEnv, '/staff/people/:handle'>,
    draft: NonNullable<Inviting['draft']>,
  ): Response | Promise<Response>;
}

/** The forms by which staff invite a person to book, and end an invitation. `wake`: the message goes out at once. */
export function inviteRoutes(world: World, wake: () => void, { nobody, show }: Ways) {
  const small = bodyLimit({ maxSize: FORM_BYTES });
  return new Hono<StaffEnv>()
    .post('/staff/people/:handle/invite', only(world, '/staff/people'), small, async (c) => {
      const principal = c.get('principal');
      const handle = c.req.param('handle');
      const found = readHandle(world, principal, handle);
      if (found === undefined) return nobody(c);
      const typed = await readForms(c);
      const to = (notice: string) => c.redirect(`/staff/people/${handle}?notice=${notice}`, 303);
      if (typed.do?.[0] === 'end') {
        const ended = await endByStaff(world, principal, typed.id?.[0] ?? '');
        return to(ended === 'done' ? 'invitationEnded' : 'gone');
      }
      const invited = await inviteByStaff(world, principal, found, typed);
      if (typeof invited === 'object') return show(c, { typed, faults: invited.faults });
      wake();
      return to(invited);
    })
    .post('/staff/invitations/:id', only(world, '/staff/today'), async (c) => {
      const ended = await endByStaff(world, c.get('principal'), c.req.param('id'));
      return c.redirect(`/staff/today?notice=${ended === 'done' ? 'told' : 'gone'}`, 303);
    });
}
