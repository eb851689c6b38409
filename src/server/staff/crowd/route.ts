import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cancelByStaff, doneByStaff } from '../../../turn/appointments/by-staff.ts';
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
      if (!isAct(act)) return c.redirect('/staff/crowd', 303);
      const { does, notice } = ACTS[act];
      let count = 0;
      for (const id of ids) if ((await does(world, by, id)) === 'done') count += 1;
      wake();
      return c.redirect(`/staff/crowd?notice=${notice}&count=${count}`, 303);
    });
}

/** What can be done with many at once, and the notice that says how many it was done with. */
const ACTS = {
  close: { does: closeByStaff, notice: 'closed' },
  off: { does: cancelByStaff, notice: 'off' },
  told: { does: doneByStaff, notice: 'told' },
} as const;
const isAct = (act: string | undefined): act is keyof typeof ACTS => Object.hasOwn(ACTS, act ?? '');

function noticeIn(what: string | undefined, count = ''): Crowd['notice'] {
  const known = Object.values(ACTS).find(({ notice }) => notice === what);
  return known !== undefined && /^\d{1,3}$/.test(count) ? { what: known.notice, count: Number(count) } : null;
}
