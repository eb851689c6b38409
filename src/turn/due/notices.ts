import { Temporal } from 'temporal-polyfill';
import { backoff } from '../../backoff.ts';
import { invitation } from '../../booking/calendar-file.ts';
import { pilotOf } from '../../content.ts';
import { appointmentById, appointmentsOfCounsellor } from '../../store/booking.ts';
import { type Cancellation, cancellationOf } from '../../store/cancellations.ts';
import { MORNING, type NoticeOfChange } from '../../store/codes.ts';
import { counsellorById, counsellorsWithMail, type MailedCounsellor } from '../../store/counsellors.ts';
import { handoverOf } from '../../store/handovers.ts';
import { dropNotice, dueNotices, hasNotices, type Notice, noteMorning, putOffNotice } from '../../store/notices.ts';
import { reasonOf } from '../failure.ts';
import type { Letter, Mailer } from '../mailer.ts';
import type { World } from '../world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BATCH = 50;
/** The hour on the wall clock at which the day's list is mailed. */
const MORNING_HOUR = 7;
/** The hour from which the day's list would be of no use. */
const NOON = 12;

/**
 * Mails changes to counsellors. A letter that the mail server does not take is tried again, for as long as its notice
 * is kept. Returns `over` when no notice is left, or when there is no mailer.
 */
export async function sendNotices(world: World): Promise<'over' | undefined> {
  const { store, mailer } = world;
  if (mailer === undefined) return 'over';
  for (const notice of await dueNotices(store.read, world.clock(), BATCH)) {
    try {
      const letter = await letterFor(world, mailer, notice);
      if (letter !== undefined) await mailer.send(letter);
      await store.tx((q) => dropNotice(q, notice));
    } catch (error) {
      // The error's text may name the recipient.
      world.log.warn(
        { reason: reasonOf(error), attempts: notice.attempts + 1, alert: 'mail' },
        'a letter did not go out',
      );
      const due = world.clock() + backoff(notice.attempts, { first: MINUTE, most: HOUR });
      await store.tx((q) => putOffNotice(q, notice, due));
    }
  }
  return (await hasNotices(store.read)) ? undefined : 'over';
}

/** Lines up today's list for every counsellor who gets mail. */
export async function lineUpMorning(world: World): Promise<undefined> {
  const zone = zoneOfDay(world);
  const now = Temporal.Instant.fromEpochMilliseconds(world.clock()).toZonedDateTimeISO(zone);
  if (now.hour < MORNING_HOUR || now.hour >= NOON) return;
  const day = now.toPlainDate().toString();
  await world.store.tx(async (q) => {
    for (const { id } of await counsellorsWithMail(q)) await noteMorning(q, id, day, world.clock());
  });
}

/** The time of the next morning's list (epoch ms). */
export function nextMorning(world: World): number {
  const now = Temporal.Instant.fromEpochMilliseconds(world.clock()).toZonedDateTimeISO(zoneOfDay(world));
  return now.add({ days: now.hour < MORNING_HOUR ? 0 : 1 }).withPlainTime({ hour: MORNING_HOUR }).epochMilliseconds;
}

/** The morning is that of the first pilot: all pilots of a project are in one part of the world. */
const zoneOfDay = ({ content }: World): string => Object.values(content.pilots)[0]?.zone ?? 'UTC';

async function letterFor(world: World, mailer: Mailer, notice: Notice): Promise<Letter | undefined> {
  const who = await counsellorById(world.store.read, notice.counsellor);
  if (who?.mail == null) return undefined;
  const to = world.vault.open('house', `counsellor:mail:${who.id}`, who.mail);
  const id = `${notice.appointment}.${notice.sequence}.${notice.kind}.${notice.counsellor}`;
  if (notice.kind === MORNING) {
    const list = await morningOf(world, who, notice.appointment);
    return list && { to, id, ...list };
  }
  const a = await toldOf(world, notice);
  if (a === undefined) return undefined;
  const cancelled = notice.kind === 'cancelled';
  const entry = { ...a, sequence: notice.sequence, cancelled, officeName: a.officeName };
  const subject = lineOf(world, who, notice.kind, a);
  return {
    to,
    id,
    subject,
    text: `${subject}\n`,
    calendar: {
      method: cancelled ? 'CANCEL' : 'REQUEST',
      content: invitation(entry, { organizer: mailer.from, attendee: to }, world.clock()),
    },
  };
}

/** The appointment as its counsellor is to be told of it; undefined when a newer letter tells its present state. */
async function toldOf(
  { store, vault }: World,
  { kind, appointment, sequence }: Notice,
): Promise<Cancellation | undefined> {
  const present = await appointmentById(store.read, appointment);
  if (kind !== 'cancelled') return present?.sequence === sequence ? present : undefined;
  if (present === undefined) return cancellationOf(store.read, vault, appointment, sequence);
  // A counsellor whom the appointment left is told of the time that they know.
  return { ...present, ...(await handoverOf(store.read, appointment, sequence)) };
}

/** One line about an appointment: time, place and reference; never a name, a handle or a topic. */
function lineOf(
  { content }: World,
  who: MailedCounsellor,
  kind: NoticeOfChange | 'line',
  a: Omit<Cancellation, 'endAt'>,
): string {
  const { texts } = content.model;
  return texts.say(languageOf(content.model.texts, who), `staff:mail.${kind}`, {
    when: { dateTime: a.startAt, zone: pilotOf(content, a.pilot).zone },
    zoneName: { text: `pilots:${a.pilot}.zone` },
    place: a.mode === 'in-person' ? a.officeName : { text: `common:by-${a.mode}` },
    reference: a.reference,
  });
}

/** The list of a counsellor's appointments on a day; undefined when there are none. */
async function morningOf(
  world: World,
  who: MailedCounsellor,
  day: string,
): Promise<Pick<Letter, 'subject' | 'text'> | undefined> {
  const zone = pilotOf(world.content, who.pilot).zone;
  const fromAt = Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;
  const toAt = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  const today = (await appointmentsOfCounsellor(world.store.read, who.id, fromAt)).filter(
    ({ status, startAt }) => status === 'scheduled' && startAt < toAt,
  );
  if (today.length === 0) return undefined;
  const { texts } = world.content.model;
  const language = languageOf(texts, who);
  const subject = texts.say(language, 'staff:mail.morning', { count: today.length, day: { date: day } });
  const lines = today.map((a) => `- ${lineOf(world, who, 'line', a)}`);
  return { subject, text: `${[subject, '', ...lines].join('\n')}\n` };
}

/** The first of the counsellor's languages that Saputnik has texts in; otherwise Saputnik's first language. */
function languageOf(texts: World['content']['model']['texts'], { languages }: MailedCounsellor): string {
  const known = languages.flatMap((spoken) => texts.languages.filter(({ tag }) => tag.split('-')[0] === spoken));
  return known[0]?.tag ?? texts.languages[0]?.tag ?? 'en';
}
