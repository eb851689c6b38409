import { byDaylight } from '../../booking/reminders.ts';
import { openDays } from '../../booking/slots.ts';
import { bookableUntil } from '../../booking/waiting.ts';
import { today } from '../../pilot/confirmed.ts';
import type { Appointment } from '../../store/booking.ts';
import type { Q } from '../../store/store.ts';
import { supplyOf, topicsOf } from '../../store/supply.ts';
import { setTimer } from '../../store/timers.ts';
import { noteKnown, type Waiting, waitingIn, waitingOf } from '../../store/waitlist.ts';
import type { Booking } from '../world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Offers a time that is free again to every person on the waitlist whose wish it fits, by day; the first to tap gets
 * it. The caller has released the appointment's claims before.
 */
export async function offerFreedTime(
  world: Booking,
  q: Q,
  { counsellor, pilot: name, topic: freed, startAt, endAt }: Appointment,
): Promise<void> {
  const now = world.clock();
  const pilot = world.content.pilots[name];
  if (pilot === undefined || startAt <= now) return;
  const waiting = (await waitingIn(q, name)).filter(({ demo }) => demo === world.demo);
  const topics = waiting.length === 0 ? [] : await topicsOf(q, name);
  // The counsellor had the time up to the end of this gap, and needs a gap of the new topic before it.
  const freedUntil = endAt + (topics.find(({ id }) => id === freed)?.gap ?? 0) * MINUTE;
  const at = byDaylight(now, pilot.zone);
  for (const topic of topics) {
    const forThis = waiting.filter((one) => one.topic === topic.id);
    if (forThis.length === 0) continue;
    const supply = await supplyOf(q, pilot, { topic, now, toAt: freedUntil + 2 * HOUR });
    const desks = supply.desks.filter((desk) => desk.counsellor === counsellor);
    for (const one of forThis) {
      const starts = openDays({ ...supply, desks }, one.wish, topic, pilot.zone, now)
        .flatMap(({ slots }) => slots)
        .filter((slot) => slot.startAt < freedUntil && slot.endAt + topic.gap * MINUTE > startAt)
        .map((slot) => slot.startAt);
      // Who knew the time before it was booked is told of it again.
      const known = one.known?.filter((start) => !starts.includes(start)) ?? null;
      if (known !== null && known.length < (one.known?.length ?? 0)) await noteKnown(q, one.id, known);
      if (starts.some((start) => bookableUntil(start, topic) > at)) await lineUpOffer(q, one, at, pilot.zone);
    }
  }
}

/** An offer says what is free when it is made. One that was not made by the evening is lined up anew the next day. */
const LASTS = 13 * HOUR;

/**
 * Lines up an offer of the times that a person who waits does not know, for `at` (epoch ms), unless they are told on that
 * day already.
 */
export async function lineUpOffer(q: Q, { id, person, topic }: Waiting, at: number, zone: string): Promise<void> {
  const isTold = ({ toldAt }: Waiting) => toldAt !== null && today(toldAt, zone) === today(at, zone);
  if ((await waitingOf(q, person)).some(isTold)) return;
  await setTimer(q, {
    key: `offer-freed-time:${id}:${today(at, zone)}`,
    person,
    kind: 'offer-freed-time',
    target: topic,
    at,
    until: at + LASTS,
  });
}
