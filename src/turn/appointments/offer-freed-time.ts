import { byDaylight } from '../../booking/reminders.ts';
import { openDays } from '../../booking/slots.ts';
import type { Appointment } from '../../store/booking.ts';
import type { Q } from '../../store/store.ts';
import { supplyOf, topicsOf } from '../../store/supply.ts';
import { setTimer } from '../../store/timers.ts';
import { waitingIn } from '../../store/waitlist.ts';
import type { Booking } from '../world.ts';
import { slotId } from './search.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * Offers a time that is free again to every person on the waitlist whose wish it fits, by day; the first to tap gets
 * it. The caller has released the appointment's claims before.
 */
export async function offerFreedTime(
  world: Booking,
  q: Q,
  { counsellor, pilot: name, topic: freed, startAt, endAt, groupOffer }: Appointment,
): Promise<void> {
  const now = world.clock();
  const pilot = world.content.pilots[name];
  if (pilot === undefined || startAt <= now || groupOffer !== null) return;
  const waiting = (await waitingIn(q, name)).filter(({ demo }) => demo === world.demo);
  const topics = waiting.length === 0 ? [] : await topicsOf(q, name);
  // The counsellor had the time up to the end of this gap, and needs a gap of the new topic before it.
  const freedUntil = endAt + (topics.find(({ id }) => id === freed)?.gap ?? 0) * MINUTE;
  for (const topic of topics) {
    const forThis = waiting.filter((one) => one.topic === topic.id);
    if (forThis.length === 0) continue;
    const supply = await supplyOf(q, pilot, { topic, now, toAt: freedUntil + 2 * HOUR });
    const desks = supply.desks.filter((desk) => desk.counsellor === counsellor);
    for (const { id, person, wish } of forThis) {
      const slot = openDays({ ...supply, desks }, wish, topic, pilot.zone, now)
        .flatMap(({ slots }) => slots)
        .find((one) => one.startAt < freedUntil && one.endAt + topic.gap * MINUTE > startAt);
      if (slot === undefined) continue;
      const at = byDaylight(now, pilot.zone);
      const until = slot.startAt - topic.noticeMinutes * MINUTE;
      if (at >= until) continue;
      await setTimer(q, {
        key: `offer-freed-time:${id}:${slotId(slot)}`,
        person,
        kind: 'offer-freed-time',
        target: slotId(slot),
        at,
        until,
      });
    }
  }
}
