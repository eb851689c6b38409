import { wishCodes } from '../../../booking/wishes.ts';
import { pilotOf } from '../../../content.ts';
import { canRemind } from '../../../conversation/model.ts';
import { readPhone } from '../../../conversation/phone.ts';
import { findAppointment, openAppointments } from '../../../store/booking.ts';
import { ClaimedError } from '../../../store/claims.ts';
import type { Deed } from '../../../store/codes.ts';
import { nameInLog, note } from '../../../store/log.ts';
import { openContacts } from '../../../store/people.ts';
import type { Principal } from '../../../store/principal.ts';
import type { Q } from '../../../store/store.ts';
import type { PersonKey } from '../../../store/vault.ts';
import { asciiDigits } from '../../../text/digits.ts';
import { bookAppointment } from '../../appointments/book.ts';
import { bookedEvent, count } from '../../appointments/count.ts';
import { hasMost, hasTopic } from '../../appointments/open-to-come.ts';
import { slotOf } from '../../appointments/search.ts';
import { tell } from '../../appointments/tell.ts';
import { channelOf, type World, writesFirst } from '../../world.ts';
import { type ForStaff, type Found, personFor } from '../people/person.ts';
import { type Faults, type Fields, fieldsOf, type Read, type Typed } from '../typed.ts';
import { choicesOf, type ForWhom, searchAtCounter, type Wanted, wantedIn } from './wanted.ts';

/**
 * Why nothing was booked. `full`: the person has an appointment on the topic. `many`: they have as many as anybody may
 * have. `taken`: the time is not free any more. `overlaps`: they have another appointment then.
 */
export const REFUSALS = ['full', 'many', 'taken', 'overlaps'] as const;
export type Refusal = (typeof REFUSALS)[number];

/** The end of a booking: the appointment's id, or why there is none. `gone`: nobody to book for. */
export type BookedAtCounter = { id: string } | { faults: Faults } | { refused: Refusal } | 'gone';

/**
 * Books an appointment for a person whom staff have found, and tells them in their chat. The limits are those of the
 * chat, since one more appointment of the same topic would take a time from somebody else; staff can move the one that
 * stands. Only with the person's consent: without it, it is booked without a chat.
 */
export const bookForPerson = (world: World, by: Principal, found: Found, typed: Typed): Promise<BookedAtCounter> =>
  world.store.tx(async (q) => {
    const theirs = await personFor(world, q, by, found);
    if (theirs?.openness !== 'whole') return 'gone';
    const whom = { pilot: theirs.pilot, person: theirs.person.id };
    const read = await readForm(world, q, whom, typed, (fields) => {
      if (typed.mode?.[0] !== 'phone') return null;
      const { country } = pilotOf(world.content, whom.pilot);
      return fields.parsed('phone', (text) => readPhone(asciiDigits(text), country) ?? undefined, {
        text: 'faults:phone',
      });
    });
    if ('faults' in read) return read;
    const { wanted, extra: phone } = read.value;
    const open = await openAppointments(q, whom.person, world.clock());
    if (hasTopic(open, { topic: wanted.topic, family: false })) return { refused: 'full' };
    if (hasMost(open)) return { refused: 'many' };
    const { wrapped } = theirs.person;
    const sealed = phone === null ? null : { phone, key: world.vault.unwrap(whom.person, wrapped) };
    const booked = await book(world, q, by, whom, read.value, {
      ...{ sealed, canRemind: await canBeReminded(world, q, theirs), what: 'appointment-booked' },
    });
    if ('refused' in booked) return booked;
    await count(world, q, booked, { kind: 'milestone', name: 'appointment-booked' });
    await tell(world, q, 'booked', booked.startAt, booked);
    return booked;
  });

/**
 * Books an appointment for somebody without a chat, who has agreed to it: that and by whom it was asked is in the log.
 * Nothing of them is kept but the appointment under its reference. `pilot`: one of the principal's.
 */
export const bookWithoutChat = (world: World, by: Principal, pilot: string, typed: Typed): Promise<BookedAtCounter> =>
  world.store.tx(async (q) => {
    const whom = { pilot, person: null };
    const read = await readForm(world, q, whom, typed, (fields) => {
      if (!fields.ticked('agreed')) fields.wrong('agreed', { text: 'faults:agreed' });
    });
    if ('faults' in read) return read;
    return book(world, q, by, whom, read.value, { sealed: null, canRemind: false, what: 'counter-booked' });
  });

/** What a form says: what is wanted, at which time, and what the form has beside. */
interface Form<Extra> {
  wanted: Wanted;
  time: string;
  extra: Extra;
}

async function readForm<Extra>(
  world: World,
  q: Q,
  whom: ForWhom,
  typed: Typed,
  beside: (fields: Fields) => Extra,
): Promise<Read<Form<Extra>>> {
  const fields = fieldsOf(typed);
  const time = fields.text('time', MOST_TIME);
  const extra = beside(fields);
  const read = wantedIn(fields, await choicesOf(world, q, whom));
  return 'faults' in read ? read : { value: { wanted: read.value, time, extra } };
}
/** Longer than the id of any slot. */
const MOST_TIME = 200;

async function book(
  world: World,
  q: Q,
  by: Principal,
  whom: ForWhom,
  { wanted, time }: Form<unknown>,
  { sealed, canRemind, what }: { sealed: { phone: string; key: PersonKey } | null; canRemind: boolean; what: Deed },
) {
  const { pilot, person } = whom;
  const { wish } = wanted;
  const search = await searchAtCounter(world, q, whom, wanted);
  const slot = search && slotOf(search, time);
  if (search === undefined || slot === undefined) return { refused: 'taken' as const };
  const { vault, demo } = world;
  const details = { pilot, language: wish.language, mode: wish.mode, wishes: wishCodes(wish) };
  const phone = (id: string) => sealed && vault.seal(sealed.key, `appointment:phone:${id}`, sealed.phone);
  let reference: string;
  try {
    const coming = { canRemind, unreached: false, crowd: false, demo };
    const taking = { slot, topic: search.topic, person, family: false };
    reference = await bookAppointment(world, q, { ...details, ...coming, phone }, taking);
  } catch (error) {
    if (error instanceof ClaimedError)
      return { refused: error.by === 'person' ? ('overlaps' as const) : ('taken' as const) };
    throw error;
  }
  const a = await findAppointment(q, reference);
  if (a === undefined) throw new TypeError('an appointment that is gone');
  await count(world, q, a, bookedEvent(world, a));
  await note(q, { who: by.who, what, target: nameInLog(vault, a.id), pilot, at: world.clock() });
  return a;
}

/** Whether a reminder would reach a person in the app in which we would write to them. */
async function canBeReminded(world: World, q: Q, { person, conversation: c }: ForStaff): Promise<boolean> {
  const contact = (await openContacts(q, person.id)).find(({ channel }) => writesFirst(world, channel));
  if (contact === undefined || c === null) return false;
  return canRemind(world.content.model, c, { can: channelOf(world, contact.channel).can });
}
