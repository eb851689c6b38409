import { canRemind } from '../../conversation/model.ts';
import { openAppointments } from '../../store/booking.ts';
import { ClaimedError } from '../../store/claims.ts';
import { findGroupOffer, type GroupOffer, isInGroup, openGroupOffers } from '../../store/groups.ts';
import { officeOf } from '../../store/offices.ts';
import { signUp } from '../appointments/book.ts';
import { type Act, type Action, word } from './action.ts';
import { booked, comingOf, mayBook } from './appointment.ts';
import { whereOf, zoneName, zoneOf } from './facts.ts';

/** The most groups offered at once: this many fit into a list of WhatsApp beside the way back. */
const MOST_OFFERED = 9;

const titleOf = ({ conversation: c, world }: Act, { titles }: GroupOffer): string => {
  const bridge = world.content.model.texts.languages.find(({ tag }) => tag === c.language)?.bridge ?? 'en';
  return titles[c.language ?? ''] ?? titles[bridge] ?? titles.en ?? Object.values(titles)[0] ?? '';
};

/** The group's name with its day, since the same course comes again; short enough for a row of a list. */
function rowOf(act: Act, offer: GroupOffer, zone: string): string {
  const day = new Intl.DateTimeFormat('de', { day: 'numeric', month: 'numeric', timeZone: zone }).format(offer.startAt);
  return `${titleOf(act, offer)} ${day}`;
}

/** A group for women is shown to people who said that they are women, and to those who did not tell their gender. */
const isFor = ({ conversation: c }: Act, { womenOnly }: GroupOffer): boolean =>
  !womenOnly || c.profile.gender === undefined || ['woman', 'rather-not'].includes(c.profile.gender);

export const list: Action = async (act) => {
  const { q, setting, conversation: c } = act;
  const zone = zoneOf(act, act.conversation.pilot ?? '');
  const open = (await openGroupOffers(q, [c.pilot ?? ''], setting.now)).filter(
    (offer) => offer.left > 0 && offer.demo === setting.demo && isFor(act, offer),
  );
  const items = open.slice(0, MOST_OFFERED).map((offer) => ({ id: offer.id, label: rowOf(act, offer, zone) }));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { groups: items } };
};

export const show: Action = async (act) => {
  const { q, setting, conversation: c } = act;
  const offers = await openGroupOffers(q, [c.pilot ?? ''], setting.now);
  const offer = offers.find(({ id, left }) => id === word(act, 'group') && left > 0);
  if (offer === undefined || !isFor(act, offer)) return { outcome: 'gone' };
  const office = await officeOf(q, offer.counsellor);
  return {
    outcome: offer.womenOnly ? 'women' : 'open',
    set: {
      groupName: titleOf(act, offer),
      when: { dateTime: offer.startAt, zone: zoneOf(act, act.conversation.pilot ?? '') },
      ...zoneName(act),
      ...(await whereOf(act, { mode: 'in-person', counsellor: offer.counsellor }, office)),
      places: offer.left,
    },
  };
};

export const join: Action = async (act) => {
  const { q, world, person, setting, conversation: c } = act;
  const offer = await findGroupOffer(q, word(act, 'group'), setting.now);
  if (offer === undefined || offer.pilot !== c.pilot || !isFor(act, offer)) return { outcome: 'gone' };
  if (await isInGroup(q, person, offer.id)) return { outcome: 'already' };
  const may = mayBook(act, await openAppointments(q, person, setting.now));
  if (may !== 'yes') return { outcome: may };
  const appointment = {
    pilot: offer.pilot,
    person,
    language: c.language ?? '',
    mode: 'in-person' as const,
    wishes: [],
    phone: null,
    canRemind: canRemind(world.content.model, c, setting),
    ...(await comingOf(act)),
    demo: setting.demo,
  };
  try {
    return await booked(act, await signUp(world, q, appointment, offer), 'joined');
  } catch (error) {
    if (!(error instanceof ClaimedError)) throw error;
    return { outcome: error.by === 'person' ? 'overlaps' : 'gone' };
  }
};
