import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cancelFalseByStaff } from '../../../turn/appointments/by-staff.ts';
import { closeByStaff } from '../../../turn/requests/by-staff.ts';
import type { World } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { only, type StaffEnv } from '../session.ts';
import { lookAtCrowd } from './query.ts';
import { type Crowd, crowdPage } from './view.ts';

const FORM_BYTES = 32_768;

/** The page of what came in crowds from one network, where many false ones are dealt with by one act. */
export function crowdRoutes(world: World, wake: () => void) {
  const { texts } = world.content.model;
  const reads = only(world, '/staff/crowd');
  return new Hono<StaffEnv>()
    .get('/staff/crowd', reads, async (c) => {
      const principal = c.get('principal');
      const notice = noticeIn(c.req.query('notice'), c.req.query('count'));
      const shown = { ...(await lookAtCrowd(world, principal)), principal, notice, now: world.clock() };
      return c.html(crowdPage(texts, preferred(c, texts), shown));
    })
    .post('/staff/crowd', reads, bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const by = c.get('principal');
      const { id: ids = [], do: [act] = [] } = await readForms(c);
      const isClosing = act === 'close';
      let count = 0;
      for (const id of ids)
        if ((await (isClosing ? closeByStaff : cancelFalseByStaff)(world, by, id)) === 'done') count += 1;
      wake();
      return c.redirect(`/staff/crowd?notice=${isClosing ? 'closed' : 'off'}&count=${count}`, 303);
    });
}

function noticeIn(what: string | undefined, count = ''): Crowd['notice'] {
  return (what === 'closed' || what === 'off') && /^\d{1,3}$/.test(count) ? { what, count: Number(count) } : null;
}
