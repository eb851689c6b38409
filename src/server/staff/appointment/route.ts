import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { MOVE_REASONS, OFF_REASONS } from '../../../store/codes.ts';
import type { Principal } from '../../../store/principal.ts';
import {
  cancelByStaff,
  doneByStaff,
  markByStaff,
  moveByStaff,
  standByStaff,
  unmarkByStaff,
  writeByStaff,
} from '../../../turn/appointments/by-staff.ts';
import { cvForStaff } from '../../../turn/appointments/cv.ts';
import type { World } from '../../../turn/world.ts';
import { download } from '../../http/download.ts';
import { readForm, wordsIn } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { listIn } from '../desk/filter.ts';
import { sorryPage } from '../frame.ts';
import { only, type StaffEnv } from '../session.ts';
import { offPage } from './off.ts';
import { lookAt, readAppointment, readLeaving } from './query.ts';
import { appointmentPage, isNotice, type Notice } from './view.ts';

type C = Context<StaffEnv, '/staff/appointments/:id'>;

const FORM_BYTES = 16_384;

/** The page of one appointment, and the question before it is called off. */
export function appointmentRoutes(world: World, wake: () => void) {
  const counsels = only(world, '/staff/today');
  return new Hono<StaffEnv>()
    .get('/staff/appointments/:id', counsels, show(world))
    .get('/staff/appointments/:id/off', counsels, askFirst(world))
    .get('/staff/appointments/:id/cv', counsels, sendCv(world))
    .post('/staff/appointments/:id', counsels, bodyLimit({ maxSize: FORM_BYTES }), act(world, wake));
}

const pageOf = (id: string) => `/staff/appointments/${encodeURIComponent(id)}`;

function notFound(world: World, c: C) {
  const { texts } = world.content.model;
  return c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);
}

/** Shows one appointment, and the buttons for staff. */
const show = (world: World) => async (c: C) => {
  const { texts } = world.content.model;
  const principal = c.get('principal');
  const looked = await lookAt(world, principal, c.req.param('id'));
  if (looked === undefined) return notFound(world, c);
  const notice = c.req.query('notice');
  return c.html(
    appointmentPage(texts, preferred(c, texts), {
      ...(await readAppointment(world, looked, c.req.query('with'))),
      now: world.clock(),
      principal,
      notice: isNotice(notice) ? notice : null,
    }),
  );
};

/** Asks whether an appointment is to be called off, and says how its person will hear of it. */
const askFirst = (world: World) => async (c: C) => {
  const { texts } = world.content.model;
  const principal = c.get('principal');
  const now = world.clock();
  const looked = await lookAt(world, principal, c.req.param('id'));
  if (looked === undefined) return notFound(world, c);
  const { id, status, startAt } = looked.a;
  if (status !== 'scheduled') return c.redirect(`${pageOf(id)}?notice=gone`, 303);
  if (startAt <= now) return c.redirect(`${pageOf(id)}?notice=begun`, 303);
  return c.html(offPage(texts, preferred(c, texts), { ...(await readLeaving(world, looked)), principal, now }));
};

/** Hands over the CV that the person shows, for the employers of the country or in the person's language. */
const sendCv = (world: World) => async (c: C) => {
  const tongue = c.req.query('for') === 'own' ? 'own' : 'host';
  const format = c.req.query('as') === 'docx' ? 'docx' : 'pdf';
  const file = await cvForStaff(world, c.get('principal'), c.req.param('id'), tongue, format);
  return file === undefined ? notFound(world, c) : download(c, file);
};

/** Handles a button of that page, or of a list: a button of a list leads back to it. */
const act = (world: World, wake: () => void) => async (c: C) => {
  const by = c.get('principal');
  const id = c.req.param('id');
  const form = await readForm(c);
  const notice = await doOn(world, by, id, form);
  wake();
  const list = listIn(form.to ?? (notice === 'told' ? '/staff/today' : ''));
  if (list === undefined) return c.redirect(`${pageOf(id)}?notice=${notice}`, 303);
  const of = encodeURIComponent(id);
  return c.redirect(`${list}${list.includes('?') ? '&' : '?'}notice=${notice}&of=${of}#talk-${of}`, 303);
};

/** Does the work of the button, and returns the notice for the page. */
async function doOn(world: World, by: Principal, id: string, form: Readonly<Record<string, string>>): Promise<Notice> {
  switch (form.do) {
    case 'arrived':
    case 'missed':
    case 'not-held': {
      const marked = await markByStaff(world, by, id, form.do);
      return marked === 'done' ? 'marked' : marked;
    }
    case 'unmark':
      return (await unmarkByStaff(world, by, id)) === 'done' ? 'unmarked' : 'gone';
    case 'off': {
      const why = OFF_REASONS.find((reason) => reason === form.why) ?? 'other';
      const cancelled = await cancelByStaff(world, by, id, why);
      return cancelled === 'done' ? 'off' : cancelled;
    }
    case 'move': {
      const why = MOVE_REASONS.find((reason) => reason === form.why);
      if (why === undefined) return 'why';
      const moved = await moveByStaff(world, by, id, form.time ?? '', why);
      return moved === 'done' ? 'moved' : moved;
    }
    case 'told':
      return (await doneByStaff(world, by, id)) === 'done' ? 'told' : 'gone';
    case 'stands':
      return (await standByStaff(world, by, id)) === 'done' ? 'stands' : 'gone';
    case 'write': {
      const words = wordsIn(form);
      return words === undefined ? 'gone' : writeByStaff(world, by, id, words);
    }
    default:
      return 'gone';
  }
}
