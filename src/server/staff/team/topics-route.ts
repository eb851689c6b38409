import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { topicsOf } from '../../../store/supply.ts';
import { waitingIn } from '../../../store/waitlist.ts';
import { addTopic, changeTopic, moveTopic, readTopic, topicEnd, topicsToAdd } from '../../../turn/office/topics.ts';
import type { World } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { only, type StaffEnv } from '../session.ts';
import { madeIn, makeChange } from '../times/change.ts';
import { OF_TOPIC } from './asking.ts';
import { pilotIn } from './counsellors-route.ts';
import { FORM_BYTES, notFound, noticeIn, TEAM } from './form.ts';
import { type Topics, topicsPage } from './topics.ts';

type C = Context<StaffEnv>;

/** The page of the topics of a pilot. */
export function topicRoutes(world: World, wake: () => void) {
  const { store, content, clock, demo } = world;
  const { texts } = content.model;
  const may = only(world, TEAM);

  async function show(c: C, pilot: string, refused: Topics['refused']) {
    const topics = await topicsOf(store.read, pilot);
    const waiting = (await waitingIn(store.read, pilot)).filter((one) => demo || !one.demo);
    return c.html(
      topicsPage(texts, preferred(c, texts), {
        ...{ principal: c.get('principal'), now: clock(), pilot, topics, refused },
        more: topicsToAdd(content, pilot, topics),
        waiting: new Map([...Map.groupBy(waiting, ({ topic }) => topic)].map(([id, of]) => [id, of.length])),
        notice: refused === null ? noticeIn(c) : null,
        made: refused === null && c.req.query('notice') === 'made' ? madeIn(c) : null,
      }),
      refused === null ? 200 : 422,
    );
  }

  return new Hono<StaffEnv>()
    .get(`${TEAM}/topics/:pilot`, may, async (c) => {
      const pilot = await pilotIn(world, c.get('principal'), c.req.param('pilot'));
      return pilot === undefined ? notFound(world, c) : show(c, pilot, null);
    })
    .post(`${TEAM}/topics/:pilot`, may, bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const { who, ...principal } = c.get('principal');
      const pilot = await pilotIn(world, { ...principal, who }, c.req.param('pilot'));
      if (pilot === undefined) return notFound(world, c);
      const typed = await readForms(c);
      const [id = ''] = typed.topic ?? [];
      const action = `${TEAM}/topics/${pilot}`;
      const back = (isDone: boolean) => c.redirect(`${action}?notice=${isDone ? 'saved' : 'gone'}`, 303);
      const act = typed.do?.[0];
      if (act === 'up' || act === 'down') return back(await moveTopic(world, who, pilot, id, act));
      if (act === 'end') {
        const isThere = (await topicsOf(store.read, pilot)).some((topic) => topic.id === id);
        if (!isThere) return back(false);
        return makeChange(world, wake, c, topicEnd(world, pilot, id), { path: TEAM, action, typed, asking: OF_TOPIC });
      }
      if (act !== 'edit' && act !== 'add') return back(false);
      const read = readTopic(typed);
      if ('faults' in read) return show(c, pilot, { id, typed, faults: read.faults });
      return back(await (act === 'edit' ? changeTopic : addTopic)(world, who, pilot, id, read.value));
    });
}
