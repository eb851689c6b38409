import { cityShown, takenAlong } from '../../conversation/city.ts';
import type { Item } from '../../conversation/conversation.ts';
import { hasConsent } from '../../conversation/model.ts';
import { openAppointments } from '../../store/booking.ts';
import { dropInvitation } from '../../store/booking-invitations.ts';
import { leaveWaitlist } from '../../store/waitlist.ts';
import { fallSilent } from '../people/fall-silent.ts';
import { type Act, type Action, word } from './action.ts';
import { consented, WITHOUT_CONSENT } from './consent.ts';
import { asItems } from './facts.ts';

/** The pilots of this instance beside the person's own. */
export const others: Action = async ({ conversation: c, world }) => {
  const items = Object.keys(world.content.pilots)
    .filter((pilot) => pilot !== c.pilot)
    .map((pilot): Item => ({ id: pilot, label: { text: `pilots:${pilot}.name` } }));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { others: items } };
};

/** The pilot that the person has chosen to move to; undefined when it is not served any more. */
const chosenCity = (act: Act) => act.world.content.pilots[word(act, 'city')];

/** Shows who answers for people's data there. Without consent there is nothing to move. */
export const weigh: Action = async (act) => {
  const { conversation: c, world, setting } = act;
  const { model } = world.content;
  const city = chosenCity(act);
  if (city === undefined) return { outcome: 'gone' };
  return {
    outcome: hasConsent(model, c) ? 'kept' : 'looking',
    set: cityShown(model, c, setting, city.pilot),
  };
};

/**
 * Moves the person to another pilot, under a new pseudonym; with consent to its notice where they had one here. What was
 * lined up for them here ends, except what is about an appointment or a request of theirs: these stay.
 */
export const move: Action = async (act) => {
  const { conversation: c, world, q, person, setting } = act;
  const city = chosenCity(act);
  if (city === undefined) return { outcome: 'gone' };
  await leaveWaitlist(q, person);
  await dropInvitation(q, person);
  const ending = ['ask-outcome', 'ask-rating', 'invite-to-book', 'news', 'offer-freed-time', 'plan-reminder'] as const;
  await fallSilent(world, q, act, ending);
  const open = await openAppointments(q, person, setting.now);
  const result = { outcome: open.length === 0 ? 'moved' : 'some', set: { appointments: asItems(act, open) } };
  if (!hasConsent(world.content.model, c)) return { ...result, person: { pilot: city.pilot, ...WITHOUT_CONSENT } };
  const along = takenAlong(c);
  const agreed = consented(act, city);
  const { gender } = along.profile;
  return {
    ...result,
    person: { ...along, pilot: city.pilot, ...agreed.person },
    events: [
      ...agreed.events,
      ...(gender === undefined ? [] : [{ kind: 'person-coded', dimension: 'gender', value: gender } as const]),
    ],
  };
};
