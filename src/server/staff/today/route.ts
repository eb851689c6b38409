import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { answerRequest } from '../../../turn/people/answer-request.ts';
import type { World } from '../../../turn/world.ts';
import { readForm, wordsIn } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { only, type StaffEnv } from '../session.ts';
import { lookAtToday } from './query.ts';
import { isTodayNotice, todayPage } from './view.ts';

const FORM_BYTES = 16_384;

/** The page of coming appointments and of requests for a human, and the answers to those requests. */
export function todayRoutes(world: World, wake: () => void) {
  const { texts } = world.content.model;
  const counsels = only(world, '/staff/today');
  return new Hono<StaffEnv>()
    .get('/staff/today', counsels, async (c) => {
      const notice = c.req.query('notice');
      const shown = isTodayNotice(notice) ? notice : null;
      return c.html(todayPage(texts, preferred(c, texts), await lookAtToday(world, c.get('principal'), shown)));
    })
    .post('/staff/requests/:id/answer', counsels, bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const words = wordsIn(await readForm(c));
      if (words === undefined) return c.redirect('/staff/today', 303);
      const outcome = await answerRequest(world, c.get('principal'), c.req.param('id'), words);
      wake();
      return c.redirect(`/staff/today?notice=${outcome}`, 303);
    });
}
