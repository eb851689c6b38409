import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { pilotOf } from '../../../content.ts';
import { wayKept } from '../../../conversation/model.ts';
import { appointmentById } from '../../../store/booking.ts';
import { latestChange, openChanges } from '../../../store/changes.ts';
import { listCounsellors } from '../../../store/counsellors.ts';
import { note } from '../../../store/log.ts';
import { loadPerson, type PersonRow } from '../../../store/people.ts';
import type { Principal } from '../../../store/principal.ts';
import { remindersSaid } from '../../../store/reminders.ts';
import type { PersonKey } from '../../../store/vault.ts';
import { bookedWhileAway } from '../../../turn/appointments/away.ts';
import {
  cancelByStaff,
  doneByStaff,
  markByStaff,
  moveByStaff,
  standByStaff,
  timesByStaff,
  writeByStaff,
} from '../../../turn/appointments/by-staff.ts';
import { slotId } from '../../../turn/appointments/search.ts';
import { openConversation } from '../../../turn/run/open-conversation.ts';
import { type World, writesFirst } from '../../../turn/world.ts';
import { readForm, wordsIn } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { sorryPage } from '../frame.ts';
import { only, type StaffEnv } from '../session.ts';
import { appointmentPage, isNotice, type Notice, type Shown } from './view.ts';

type C = Context<StaffEnv, '/staff/appointments/:id'>;

const FORM_BYTES = 16_384;

/** The page of one appointment. */
export function appointmentRoutes(world: World, wake: () => void) {
  const counsels = only(world, '/staff/today');
  return new Hono<StaffEnv>()
    .get('/staff/appointments/:id', counsels, show(world))
    .post('/staff/appointments/:id', counsels, bodyLimit({ maxSize: FORM_BYTES }), act(world, wake));
}

/** Shows one appointment, and the buttons for staff. Each look is recorded, because the page shows a number to call. */
const show = (world: World) => async (c: C) => {
  const { texts } = world.content.model;
  const language = preferred(c, texts);
  const principal = c.get('principal');
  const { pilots, who } = principal;
  const id = c.req.param('id');
  const { store, vault } = world;
  const a = await appointmentById(store.read, id);
  if (a === undefined || !pilots.includes(a.pilot))
    return c.html(sorryPage(texts, language, 'staff:error.notFound', c.req.path), 404);
  const person = a.person === null ? undefined : await loadPerson(store.read, a.person);
  const key = person && vault.unwrap(person.id, person.wrapped);
  const phone = a.phone === null || key === undefined ? null : vault.open(key, `appointment:phone:${id}`, a.phone);
  await store.tx((q) => note(q, { who, what: 'appointment', target: id, pilot: a.pilot, at: world.clock() }));
  const counsellor = (await listCounsellors(store.read)).find((one) => one.id === a.counsellor);
  const zone = pilotOf(world.content, a.pilot).zone;
  const isOpen = a.status === 'scheduled';
  const times = isOpen && a.startAt > world.clock() ? await timesByStaff(world, store.read, a) : [];
  const notice = c.req.query('notice');
  return c.html(
    appointmentPage(texts, language, {
      appointment: {
        ...a,
        zone,
        counsellorName: counsellor ? vault.open('house', `counsellor:name:${counsellor.id}`, counsellor.name) : '',
      },
      phone,
      times: times.map((slot) => ({ id: slotId(slot), at: slot.startAt })),
      reminders: await remindersSaid(store.read, [id]),
      change: await changeOf(world, id),
      isAway: isOpen && (await bookedWhileAway(world, store.read, [a.pilot])).some((one) => one.id === id),
      taken: person === undefined || key === undefined ? null : takenAlong(world, person, key, a.pilot),
      hasPerson: person !== undefined && person.forgetAt === null,
      now: world.clock(),
      principal,
      notice: isNotice(notice) ? notice : null,
    }),
  );
};

/** What the person takes along to the talk: their questions, the steps that are done, and plans that they show. */
function takenAlong(world: World, person: PersonRow, key: PersonKey, pilot: string): Shown['taken'] {
  const c = openConversation(world, person, key);
  const way = wayKept(world.content.model, c);
  // What a person keeps in another pilot is another controller's.
  if (way === undefined || c.pilot !== pilot) return null;
  const { model } = world.content;
  // A step, a service or a fact that the person kept may be gone today.
  const isStep = (step: string) => model.wayOf(pilot).includes(step);
  const placed = (place: string | null) =>
    place !== null && model.texts.has(`${pilot}:services.${place}.name`) ? place : null;
  return {
    pilot,
    done: way.done.filter(isStep),
    questions: way.questions.filter((id) => model.texts.has(`${pilot}:facts.${id}.question`)),
    plans: way.shared
      ? way.plans.filter(({ step }) => isStep(step)).map((plan) => ({ ...plan, place: placed(plan.place) }))
      : [],
  };
}

/** The newest change that the person has to hear of, and why they have not; null when there was none. */
async function changeOf(world: World, id: string): Promise<Shown['change']> {
  const change = await latestChange(world.store.read, id);
  if (change === undefined) return null;
  const [open] = await openChanges(world.store.read, { appointment: id }, (name) => writesFirst(world, name));
  return { ...change, reason: open?.reason ?? null };
}

/** Handles a button of that page, and of the list of changes that were not told. */
const act = (world: World, wake: () => void) => async (c: C) => {
  const by = c.get('principal');
  const id = c.req.param('id');
  const notice = await doOn(world, by, id, await readForm(c));
  wake();
  const page = notice === 'told' ? '/staff/today' : `/staff/appointments/${encodeURIComponent(id)}`;
  return c.redirect(`${page}?notice=${notice}`, 303);
};

/** Does the work of the button, and returns the notice for the page. */
async function doOn(world: World, by: Principal, id: string, form: Readonly<Record<string, string>>): Promise<Notice> {
  switch (form.do) {
    case 'arrived':
    case 'missed': {
      const marked = await markByStaff(world, by, id, form.do);
      return marked === 'done' ? 'marked' : marked;
    }
    case 'off':
      return (await cancelByStaff(world, by, id)) === 'done' ? 'off' : 'gone';
    case 'move': {
      const moved = await moveByStaff(world, by, id, form.time ?? '');
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
