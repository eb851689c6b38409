import type { Context } from 'hono';
import { pilotOf } from '../content.ts';
import { appointmentById } from '../store/booking.ts';
import { loadPerson } from '../store/people.ts';
import { remindersSaid } from '../store/reminders.ts';
import { listCounsellors, recordLook } from '../store/staff.ts';
import { cancelByStaff, markByStaff, moveByStaff, timesByStaff, writeByStaff } from '../turn/appointments/by-staff.ts';
import { slotId } from '../turn/appointments/search.ts';
import type { World } from '../turn/world.ts';
import { preferred } from './language.ts';
import { ANSWER_UNITS, field, type StaffEnv } from './staff.ts';
import { sorryPage } from './staff-page.ts';
import { isNotice, talkPage } from './talk-page.ts';

type C = Context<StaffEnv, '/staff/talks/:id'>;

/** One talk, with what staff can do about it. Looking at it is written down: it shows a number to call. */
export const showTalk = (world: World) => async (c: C) => {
  const { texts } = world.content.model;
  const language = preferred(c, texts);
  const { pilots, role, token } = c.get('principal');
  const id = c.req.param('id');
  const { store, vault } = world;
  const a = await appointmentById(store.read, id);
  if (a === undefined || !pilots.includes(a.pilot))
    return c.html(sorryPage(texts, language, 'staff:error.notFound', c.req.path), 404);
  const person = a.person === null ? undefined : await loadPerson(store.read, a.person);
  const key = person && vault.unwrap(person.id, person.wrapped);
  const phone = a.phone === null || key === undefined ? null : vault.open(key, `appointment:phone:${id}`, a.phone);
  await store.tx((q) => recordLook(q, { token, what: 'appointment', target: a.reference, at: world.clock() }));
  const counsellor = (await listCounsellors(store.read)).find((one) => one.id === a.counsellor);
  const zone = pilotOf(world.content, a.pilot).zone;
  const isOpen = a.status === 'scheduled';
  const times = isOpen && a.startAt > world.clock() ? await timesByStaff(world, store.read, a) : [];
  const notice = c.req.query('notice');
  return c.html(
    talkPage(texts, language, {
      talk: {
        ...a,
        zone,
        counsellorName: counsellor ? vault.open('house', `counsellor:name:${counsellor.id}`, counsellor.name) : '',
      },
      phone,
      times: times.map((slot) => ({ id: slotId(slot), at: slot.startAt })),
      reminders: await remindersSaid(store.read, [id]),
      hasPerson: person !== undefined && person.forgetAt === null,
      now: world.clock(),
      role,
      notice: isNotice(notice) ? notice : null,
    }),
  );
};

/** What a button of that page does. */
export const actOnTalk = (world: World, wake: () => void) => async (c: C) => {
  const by = c.get('principal');
  const id = c.req.param('id');
  const notice = await act(c, world, by, id);
  wake();
  return c.redirect(`/staff/talks/${encodeURIComponent(id)}?notice=${notice}`, 303);
};

async function act(c: C, world: World, by: StaffEnv['Variables']['principal'], id: string): Promise<string> {
  const what = await field(c, 'do');
  switch (what) {
    case 'arrived':
    case 'missed': {
      const marked = await markByStaff(world, by, id, what);
      return marked === 'done' ? 'marked' : marked;
    }
    case 'off':
      return (await cancelByStaff(world, by, id)) === 'done' ? 'off' : 'gone';
    case 'move': {
      const moved = await moveByStaff(world, by, id, await field(c, 'time'));
      return moved === 'done' ? 'moved' : moved;
    }
    case 'write': {
      const words = (await field(c, 'words')).replaceAll('\r\n', '\n').trim();
      if (words === '' || words.length > ANSWER_UNITS) return 'gone';
      return (await writeByStaff(world, by, id, words)) === 'sent' ? 'sent' : 'gone';
    }
    default:
      return 'gone';
  }
}
