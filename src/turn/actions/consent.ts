import { answered, isTooYoung } from '../../conversation/answers.ts';
import type { CodedEvent } from '../../evaluation/events.ts';
import type { Pilot } from '../../pilot/pilot.ts';
import { openAppointments } from '../../store/booking.ts';
import { dropInvitation } from '../../store/booking-invitations.ts';
import { withdrawRequests } from '../../store/requests.ts';
import { leaveWaitlist } from '../../store/waitlist.ts';
import { cancelAll } from '../appointments/cancel.ts';
import { fallSilent } from '../people/fall-silent.ts';
import { newId } from '../world.ts';
import { type Act, type Action, chosenPilot, type Outcome, word } from './action.ts';
import { asItems, dayOf } from './facts.ts';

/** The person has a profile and a pseudonym from here on; version, language and time of the consent are kept. */
export const give: Action = async (act) => {
  const pilot = chosenPilot(act);
  if (pilot === undefined) throw new TypeError('consent without a pilot');
  return { outcome: 'done', ...consented(act, pilot) };
};

/** What a consent to a pilot's present notice changes about the person, and the events that count it. */
export function consented(
  { world, conversation: c, setting }: Act,
  { pilot, notice }: Pick<Pilot, 'pilot' | 'notice'>,
): { person: NonNullable<Outcome['person']>; events: CodedEvent[] } {
  const language = c.language ?? 'none';
  return {
    person: { consent: { pilot, notice, language, at: setting.now }, looking: false, pseudonym: newId(world) },
    events: [
      { kind: 'consent-given', version: String(notice), language },
      { kind: 'person-coded', dimension: 'language', value: language },
      { kind: 'person-coded', dimension: 'channel', value: setting.channel },
    ],
  };
}

/** The fields of somebody who has not agreed, or no longer. */
export const WITHOUT_CONSENT = { consent: null, looking: false, pseudonym: null, profile: {} } as const;

export const look: Action = async () => ({ outcome: 'done', person: { looking: true } });

/** No profile is kept of the young, but that they are: so that nobody asks them again for what they cannot give. */
export const young: Action = async () => ({ outcome: 'done', person: { looking: true, young: true } });

export const older: Action = async () => ({ outcome: 'done', person: { looking: false, young: false } });

/** A year alone does not say whether the birthday is over; who may be old enough has said so at the consent. */
export const age: Action = async (act) => {
  const born = word(act, 'born');
  // Of the young nothing is kept or counted.
  if (isTooYoung(born, dayOf(act), chosenPilot(act)?.consentAge.years ?? 0)) return { outcome: 'young' };
  const { profile, event } = answered(act.conversation.profile, 'born', born);
  return { outcome: 'fine', person: { profile }, events: [event] };
};

export const withdraw: Action = async (act) => {
  await fallSilent(act.world, act.q, act);
  await withdrawRequests(act.q, act.person, act.setting.now);
  await leaveWaitlist(act.q, act.person);
  await dropInvitation(act.q, act.person);
  const open = await openAppointments(act.q, act.person, act.setting.now);
  return {
    outcome: open.length === 0 ? 'none' : 'some',
    quiet: true,
    set: { appointments: asItems(act, open) },
    person: WITHOUT_CONSENT,
    events: act.conversation.pseudonym === null ? [] : [{ kind: 'consent-withdrawn' }],
  };
};

/** Cancels open appointments and marks the person as to be forgotten; the rest is deleted after the last reply. */
export const erase: Action = async (act) => {
  const cancelled = await cancelAll(act.world, act.q, act.person);
  const events = cancelled.map(({ topic }) => ({ kind: 'appointment-cancelled', topic, by: 'person' }) as const);
  await withdrawRequests(act.q, act.person, act.setting.now);
  await dropInvitation(act.q, act.person);
  await fallSilent(act.world, act.q, act);
  return { outcome: 'done', forget: true, events: [...events, { kind: 'erased' }] };
};
