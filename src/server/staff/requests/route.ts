import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Temporal } from 'temporal-polyfill';
import { findRequest } from '../../../store/requests.ts';
import { offeredLanguage } from '../../../text/languages.ts';
import {
  answerByStaff,
  closeByStaff,
  handBackByStaff,
  handOnByStaff,
  noteByStaff,
  openFileByStaff,
  snoozeByStaff,
  takeByStaff,
} from '../../../turn/requests/by-staff.ts';
import type { World } from '../../../turn/world.ts';
import { download } from '../../http/download.ts';
import { readForm, wordsIn } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { answerBytes } from '../../http/range.ts';
import { zoneOf } from '../../released.ts';
import { only, type StaffEnv } from '../session.ts';
import { zoneFor } from '../zone.ts';
import { streamChanges } from './events.ts';
import { lookAtQueue, lookAtThread } from './query.ts';
import { type Draft, isNotice, type Notice, PREPARED, queuePage, threadPage } from './view.ts';

const FORM_BYTES = 16_384;
/** The hour at which a request comes back that was put off, on the wall clock of its pilot. */
const MORNING = '08:00';

type C = Context<StaffEnv, '/staff/requests/:id'>;
type Form = Readonly<Record<string, string>>;

/** The requests for a human, and the page of each. `isStopping`: the server stops, so that open streams end. */
export function requestRoutes(world: World, wake: () => void, isStopping: () => boolean) {
  const { texts } = world.content.model;
  const counsels = only(world, '/staff/requests');
  return new Hono<StaffEnv>()
    .get('/staff/requests', counsels, async (c) => {
      const notice = c.req.query('notice');
      const language = preferred(c, texts);
      const shown = isNotice(notice) ? notice : null;
      return c.html(queuePage(texts, language, await lookAtQueue(world, language, c.get('principal'), shown)));
    })
    .get('/staff/requests/events', counsels, streamChanges(world, isStopping))
    .get('/staff/requests/:id', counsels, async (c) => {
      const notice = c.req.query('notice');
      return show(world, c, { words: '', language: '', notice: isNotice(notice) ? notice : null });
    })
    .get('/staff/requests/:id/files/:file', counsels, async (c) => {
      const { id, file } = c.req.param();
      const found = await openFileByStaff(world, c.get('principal'), id, file);
      if (found === undefined) return c.body(null, 404);
      // What a document holds may run, so it is saved and never shown. What its sender called it is not known here.
      if (found.media === 'document') return download(c, { ...found, name: 'document.pdf' });
      c.header('content-type', found.type);
      return answerBytes(c, Buffer.from(found.bytes));
    })
    .post('/staff/requests/:id', counsels, bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const form = await readForm(c);
      const { words = '', language = '' } = form;
      const inserted = PREPARED.find((name) => form.do === `insert-${name}`);
      if (inserted !== undefined) {
        const language = await languageFor(world, c.req.param('id'));
        const added = [words.trim(), texts.say(language, `answers:${inserted}`)].filter((one) => one !== '');
        return show(world, c, { words: added.join('\n\n'), language, notice: null });
      }
      const notice = await doOn(world, c, form);
      wake();
      // Nothing that was written is lost: the page is made again with it.
      if (['taken', 'behind', 'empty', 'took', 'nobody'].includes(notice) && words !== '')
        return show(world, c, { words, language, notice });
      const isOver = ['closed', 'handedBack', 'gone'].includes(notice);
      return c.redirect(`/staff/requests${isOver ? '' : `/${c.req.param('id')}`}?notice=${notice}`, 303);
    });
}

/** The page of a request; where it is closed or not theirs, the queue says so. */
async function show(world: World, c: C, draft: Draft) {
  const { texts } = world.content.model;
  const language = preferred(c, texts);
  const principal = c.get('principal');
  const thread = await lookAtThread(world, principal, c.req.param('id'), draft);
  if (thread !== undefined) return c.html(threadPage(texts, language, thread));
  return c.html(queuePage(texts, language, await lookAtQueue(world, language, principal, 'gone')), 404);
}

/** The language of prepared answers: the person's, where it is offered. */
async function languageFor({ store, content }: World, id: string): Promise<string> {
  return offeredLanguage(content.model.texts, (await findRequest(store.read, id))?.language);
}

/** Does the work of the button, and returns the notice for the page. */
async function doOn(world: World, c: C, form: Form): Promise<Notice> {
  const by = c.get('principal');
  const id = c.req.param('id');
  const words = wordsIn(form);
  switch (form.do) {
    case 'answer':
    case 'answer-close': {
      if (words === undefined) return 'empty';
      const answer = { words, language: form.language ?? '', seen: Number(form.seen) || 0 };
      const answered = await answerByStaff(world, by, id, answer);
      if (answered !== 'done') return answered;
      if (form.do === 'answer') return 'sent';
      return (await closeByStaff(world, by, id)) === 'done' ? 'closed' : 'sent';
    }
    case 'take':
    case 'take-over': {
      const took = await takeByStaff(world, by, id, form.do === 'take-over');
      return took === 'done' ? 'took' : took;
    }
    case 'note':
      if (words === undefined) return 'empty';
      return (await noteByStaff(world, by, id, words)) === 'done' ? 'noted' : 'gone';
    case 'hand-on': {
      const why = wordsIn({ words: form.why ?? '' });
      if (why === undefined || (form.to ?? '') === '') return 'nobody';
      const handed = await handOnByStaff(world, by, id, form.to ?? '', why);
      return handed === 'done' ? 'handedOn' : handed;
    }
    case 'snooze-1':
    case 'snooze-3': {
      const until = await morningIn(world, c, form.do === 'snooze-1' ? 1 : 3);
      return (await snoozeByStaff(world, by, id, until)) === 'done' ? 'snoozed' : 'gone';
    }
    case 'hand-back':
      return (await handBackByStaff(world, by, id, form.step ?? '')) === 'done' ? 'handedBack' : 'gone';
    case 'close':
      return (await closeByStaff(world, by, id)) === 'done' ? 'closed' : 'gone';
    default:
      return 'gone';
  }
}

/** The morning some days from now (epoch ms), on the wall clock of the request's pilot. */
async function morningIn(world: World, c: C, days: number): Promise<number> {
  const request = await findRequest(world.store.read, c.req.param('id'));
  const isServed = request !== undefined && world.content.pilots[request.pilot] !== undefined;
  const { zone } = isServed ? { zone: zoneOf(world.content, request.pilot) } : zoneFor(world, 'en', c.get('principal'));
  const today = Temporal.Instant.fromEpochMilliseconds(world.clock()).toZonedDateTimeISO(zone).toPlainDate();
  return today.add({ days }).toZonedDateTime({ timeZone: zone, plainTime: MORNING }).epochMilliseconds;
}
