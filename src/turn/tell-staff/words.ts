import { Temporal } from 'temporal-polyfill';
import { pilotOf } from '../../content.ts';
import { appointmentById, appointmentsOfCounsellor } from '../../store/booking.ts';
import { type Cancellation, cancellationOf } from '../../store/cancellations.ts';
import type { NoticeOfChange } from '../../store/codes.ts';
import { handoverOf } from '../../store/handovers.ts';
import type { Notice } from '../../store/notices.ts';
import type { World } from '../world.ts';

/** What staff are told of appointments: time, place and reference; never a name, a handle or a topic. */

/** The first of some languages that Saputnik has texts in; otherwise Saputnik's first language. */
export function languageFor(texts: World['content']['model']['texts'], speaks: readonly string[]): string {
  const known = speaks.flatMap((spoken) => texts.languages.filter(({ tag }) => tag.split('-')[0] === spoken));
  return known[0]?.tag ?? texts.languages[0]?.tag ?? 'en';
}

/** The whole address of a staff page. */
export const linkTo = ({ publicUrl }: Pick<World, 'publicUrl'>, path: string): string => publicUrl + path;

/** The appointment as staff are to be told of it; undefined when a newer notice tells its present state. */
export async function toldOf(
  { store, vault }: World,
  { kind, subject, sequence }: Notice,
): Promise<Cancellation | undefined> {
  const present = await appointmentById(store.read, subject);
  if (kind !== 'cancelled') return present?.sequence === sequence ? present : undefined;
  if (present === undefined) return cancellationOf(store.read, vault, subject, sequence);
  // A counsellor whom the appointment left is told of the time that they know.
  return { ...present, ...(await handoverOf(store.read, subject, sequence)) };
}

/** One line about an appointment. */
export const lineOf = (
  { content }: World,
  language: string,
  kind: NoticeOfChange | 'line',
  a: Omit<Cancellation, 'endAt'>,
): string =>
  content.model.texts.say(language, `staff:mail.${kind}`, {
    when: { dateTime: a.startAt, zone: pilotOf(content, a.pilot).zone },
    zoneName: { text: `pilots:${a.pilot}.zone` },
    place: a.mode === 'in-person' ? a.officeName : { text: `common:by-${a.mode}` },
    reference: a.reference,
  });

/**
 * The list of a counsellor's appointments on a day (an ISO date), under a line that counts them; undefined when there are
 * none, or when the day is over.
 */
export async function morningOf(
  world: World,
  { id, pilot }: { id: string; pilot: string },
  language: string,
  day: string,
): Promise<{ subject: string; lines: string[] } | undefined> {
  const { zone } = pilotOf(world.content, pilot);
  const fromAt = Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;
  const toAt = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  if (world.clock() >= toAt) return undefined;
  const today = (await appointmentsOfCounsellor(world.store.read, id, fromAt)).filter(
    ({ status, startAt }) => status === 'scheduled' && startAt < toAt,
  );
  if (today.length === 0) return undefined;
  const { texts } = world.content.model;
  return {
    subject: texts.say(language, 'staff:mail.morning', { count: today.length, day: { date: day } }),
    lines: today.map((a) => `- ${lineOf(world, language, 'line', a)}`),
  };
}
