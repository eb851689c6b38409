import { byDaylight } from '../../booking/reminders.ts';
import { pilotOf } from '../../content.ts';
import type { Appointment } from '../../store/booking.ts';
import { dropUntold, openChangesOf, saveChange, tellingKey, type Untold } from '../../store/changes.ts';
import { type ChangeKind, isToCome } from '../../store/codes.ts';
import { dropReplies } from '../../store/outbox.ts';
import { loadPerson, noteUntold, type PersonRow } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { dropTimersOf, setTimer } from '../../store/timers.ts';
import { canBeTold } from '../run/open-conversation.ts';
import { enqueue } from '../take-in/enqueue.ts';
import type { Booking, World } from '../world.ts';

/** How a person hears of a change of their appointment that they did not make. */

const TELLS = 'appointment-changed';
/** A page that fetches by itself shows a reply of this age when it is opened, so the reply need not come again. */
const FRESH_MS = 30 * 60_000;

/**
 * Stores a change that the person has to hear of, in place of those before it that they have not heard of, and tells it:
 * by day, or at once if the appointment would have begun by then. A person who cannot be told now (they said STOP, or
 * have no chat that we can write to first) hears of it when they write again. Until then staff see it as not told.
 *
 * @param known the start that the person knows of, where no earlier change hides it from them (epoch ms).
 * @param is the appointment after the change.
 */
export async function tell(world: Booking, q: Q, change: ChangeKind, known: number, is: Appointment): Promise<void> {
  const now = world.clock();
  const { id, person, sequence, reference } = is;
  const before = await forgetUntold(q, is);
  const wasAt = before?.wasAt ?? known;
  // Who has not heard of the new place hears of it with the new time.
  const kind = isToCome(change) && before?.kinds.includes('moved-place') === true ? 'moved-place' : change;
  await saveChange(q, { appointment: id, sequence, person, kind, wasAt, at: now });
  const row = person === null ? undefined : await loadPerson(q, person);
  if (row === undefined || !canBeTold(world, row)) return;
  const until = isToCome(kind) ? is.startAt : wasAt;
  const byDay = byDaylight(now, pilotOf(world.content, is.pilot).zone);
  const at = byDay < until ? byDay : now;
  await setTimer(q, {
    key: tellingKey(`${id}:${sequence}`),
    person: row.id,
    kind: TELLS,
    target: reference,
    at,
    until,
  });
}

/** Drops an appointment's changes that were not told, and their telling. Returns what they were, if there were any. */
export async function forgetUntold(q: Q, a: Appointment): Promise<Untold | undefined> {
  await dropTelling(q, a);
  return dropUntold(q, a.id);
}

/** Drops the timers that would tell of an appointment's changes. */
export const dropTelling = (q: Q, { reference }: Appointment): Promise<void> =>
  dropTimersOf(q, { target: reference, kind: TELLS });

/**
 * The person has just written from `contact`: lines up a turn there for each change that they have not heard of, except
 * those that go out there anyhow.
 */
export async function tellUntold(world: World, q: Q, person: PersonRow, contact: string): Promise<void> {
  const now = world.clock();
  const open = await openChangesOf(q, person.id);
  if (open.length === 0) return noteUntold(q, person.id, false);
  let row = person;
  for (const { kind, seq, reference, startAt, reply } of open) {
    const isOver = isToCome(kind) && startAt < now;
    const isUnderWay =
      reply?.contact === contact && (reply.state === 'queued' || (reply.state === 'sent' && now - reply.at < FRESH_MS));
    if (isOver || isUnderWay) continue;
    if (seq !== null) await dropReplies(q, person.id, { seq });
    await dropTimersOf(q, { target: reference, kind: TELLS });
    row = await enqueue(world, q, row, contact, {
      kind: 'due',
      timer: TELLS,
      vars: { target: reference },
      asked: true,
    });
  }
}
