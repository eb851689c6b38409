import { sql } from 'drizzle-orm';
import type { Trouble } from '../booking/calendar-event.ts';
import { QUIET } from '../booking/quiet.ts';
import type { Arm } from '../booking/reminders.ts';
import type { Gender, Mode, Wish } from '../booking/slots.ts';
import type { Status } from '../booking/status.ts';
import type { WishCode } from '../booking/wishes.ts';
import type { Access } from '../pilot/pilot.ts';
import type {
  Addressee,
  BroadcastState,
  CalendarFailure,
  ChangeKind,
  Deed,
  DispatchState,
  EntryFrom,
  FileMedia,
  FileState,
  GroupKind,
  InboxState,
  InvitationState,
  NoticeKind,
  OutboxState,
  RequestKind,
  RequestState,
  ResourceKind,
} from './codes.ts';
import type { Columns } from './columns.ts';
import type { Role } from './principal.ts';

export type Dialect = 'sqlite' | 'postgres';

/**
 * Every table, defined once for both databases.
 *
 * A column that `SEALED` in `vault.ts` names holds ciphertext under the person's own key, unless it says the house key.
 * A person is forgotten by destroying their key (table `person_key`). Times are epoch milliseconds.
 */
export function defineTables(c: Columns) {
  /**
   * A person. `conversation` (sealed) says where they stand; `inSeq` and `outSeq` number their messages and replies.
   */
  const person = c.table(
    'person',
    {
      id: c.text().primaryKey(),
      conversation: c.bytes(),
      inSeq: c.int().notNull().default(0),
      outSeq: c.int().notNull().default(0),
      /** How many incoming messages wait; while it isn't 0, new ones line up behind them. */
      waiting: c.int().notNull().default(0),
      consented: c.flag().notNull().default(false),
      /** When the person last wrote, cut to the day: retention needs no more. */
      lastDay: c.ms().notNull(),
      /** Set once the person asks to be forgotten: they are erased when the confirmation is sent, or at this time. */
      forgetAt: c.ms(),
      /** Set while a flow that leaves no trace waits for an answer: its answers are dropped at this time at the latest. */
      lapseAt: c.ms(),
      /** The person may be asked later how they are: until then their profile is kept, however long they are silent. */
      keepUntil: c.ms(),
      /** There may be changes of their appointments that they have not heard of; cleared when none is found. */
      untold: c.flag().notNull().default(false),
    },
    (t) => [
      c.index('person_idle').on(t.consented, t.lastDay),
      c.index('person_forget').on(t.forgetAt),
      c.index('person_lapse').on(t.lapseAt),
    ],
  );

  /** A key per person, wrapped by the master key. Backups leave this table out. */
  const personKey = c.table('person_key', {
    person: c.text().primaryKey(),
    wrapped: c.bytes().notNull(),
  });

  /** One of a person's identities on a channel, found by a keyed hash of the handle. */
  const contact = c.table(
    'contact',
    {
      id: c.text().primaryKey(),
      person: c.text().notNull(),
      channel: c.text().notNull(),
      handleHash: c.bytes().notNull(),
      /** Sealed. */
      handle: c.bytes().notNull(),
      blocked: c.flag().notNull().default(false),
      /** When the person last wrote from here: some providers let us write freely only for 24 hours after it. */
      heardAt: c.ms(),
      /** When the provider said that we may not write freely until the person writes again; null once they have. */
      closedAt: c.ms(),
      /** The contact is the person's no more: nothing of theirs goes there, and its next message begins a new person. */
      removed: c.flag().notNull().default(false),
      /** Names the join that brought the contact, or its removal, which can be undone until `undoUntil`. */
      undo: c.text(),
      /** A removed contact is deleted at this time. */
      undoUntil: c.ms(),
    },
    (t) => [
      c.uniqueIndex('contact_handle').on(t.channel, t.handleHash).where(sql`not ${t.removed}`),
      c.index('contact_removed').on(t.channel, t.handleHash).where(sql`${t.removed}`),
      c.index('contact_person').on(t.person),
      c.index('contact_undo').on(t.undo),
    ],
  );

  /** Another identity of the same contact on the same channel: a telephone number beside a lasting id. */
  const alias = c.table(
    'alias',
    {
      id: c.text().primaryKey(),
      person: c.text().notNull(),
      contact: c.text().notNull(),
      channel: c.text().notNull(),
      handleHash: c.bytes().notNull(),
      /** Sealed. */
      handle: c.bytes().notNull(),
    },
    (t) => [c.uniqueIndex('alias_handle').on(t.channel, t.handleHash), c.index('alias_person').on(t.person)],
  );

  /**
   * The keys that a device linked to WhatsApp must remember: without them it can read no message, and anyone who has
   * them can use the account. No backup holds them.
   */
  const whatsappKey = c.table(
    'whatsapp_key',
    {
      /** HMAC of the name that WhatsApp's library gives the key; the name may hold a telephone number. */
      name: c.bytes().primaryKey(),
      /** The keyed hash of the handle that the key belongs to, so that it is forgotten with the person. */
      owner: c.bytes(),
      /** Sealed under the house key. */
      body: c.bytes().notNull(),
    },
    (t) => [c.index('whatsapp_key_owner').on(t.owner)],
  );

  /**
   * A code that links another app to a person: one app shows it, the person writes it in the other within minutes, and
   * confirms it in the first.
   */
  const linkCode = c.table(
    'link_code',
    {
      hash: c.bytes().primaryKey(),
      person: c.text().notNull(),
      until: c.ms().notNull(),
      /** The person who wrote the code. */
      writer: c.text(),
      /** Names the question to the person whose code it is, once it is put. */
      request: c.text(),
    },
    (t) => [c.index('link_code_person').on(t.person), c.index('link_code_until').on(t.until)],
  );

  /** A code that a person shows to staff, who find them by it once. */
  const shownCode = c.table(
    'shown_code',
    { hash: c.bytes().primaryKey(), person: c.text().notNull(), until: c.ms().notNull() },
    (t) => [c.index('shown_code_person').on(t.person), c.index('shown_code_until').on(t.until)],
  );

  /** The right of one process (`holder`) to do a named task alone, until `until`. */
  const lease = c.table('lease', {
    name: c.text().primaryKey(),
    holder: c.text().notNull(),
    until: c.ms().notNull(),
  });

  /**
   * The people who were forgotten, by ids that mean nothing any more: a restored backup leaves them out. `at` is cut to
   * the day.
   */
  const erasure = c.table('erasure', { person: c.text().primaryKey(), at: c.ms().notNull() }, (t) => [
    c.index('erasure_at').on(t.at),
  ]);

  /** HMACs of the ids of messages taken in, without a person; a redelivery finds itself here, even after an erasure. */
  const seen = c.table('seen', { key: c.bytes().primaryKey(), at: c.ms().notNull() }, (t) => [
    c.index('seen_at').on(t.at),
  ]);

  const inbox = c.table(
    'inbox',
    {
      person: c.text().notNull(),
      seq: c.int().notNull(),
      contact: c.text().notNull(),
      /** Sealed; null where the person's words must leave no trace. */
      body: c.bytes(),
      at: c.ms().notNull(),
      state: c.text().$type<InboxState>().notNull(),
      due: c.ms().notNull(),
      attempts: c.int().notNull().default(0),
      /** Why the last try failed: a code, never a text of the person or of an exception. */
      reason: c.text(),
    },
    (t) => [c.primaryKey({ columns: [t.person, t.seq] }), c.index('inbox_due').on(t.state, t.due)],
  );

  const outbox = c.table(
    'outbox',
    {
      person: c.text().notNull(),
      seq: c.int().notNull(),
      contact: c.text().notNull(),
      channel: c.text().notNull(),
      /** Sealed. */
      body: c.bytes(),
      /** The reply is a safety card: its body is removed once it was shown. */
      card: c.flag().notNull().default(false),
      /** The kind of the timer that began the turn; null for an answer to the person's own message. */
      timer: c.text(),
      /** The person did not ask for it: it is sent only while they still want to hear from us. */
      unasked: c.flag().notNull().default(false),
      at: c.ms().notNull(),
      state: c.text().$type<OutboxState>().notNull(),
      due: c.ms().notNull(),
      attempts: c.int().notNull().default(0),
      leaseUntil: c.ms(),
      /** Fencing token: only the holder of the newest lease may record the outcome. */
      lease: c.text(),
      /** Sealed: the provider's ids of the messages that show the reply. */
      externalIds: c.bytes(),
      sentAt: c.ms(),
      reason: c.text(),
    },
    (t) => [c.primaryKey({ columns: [t.person, t.seq] }), c.index('outbox_due').on(t.state, t.channel, t.due)],
  );

  /**
   * A message that a provider took from us, and the newest state that it reported. A receipt may arrive before the send
   * is recorded: `person` and `seq` (of the reply) are null until then.
   */
  const dispatch = c.table(
    'dispatch',
    {
      /** HMAC of the provider's id of the message. */
      key: c.bytes().primaryKey(),
      person: c.text(),
      seq: c.int(),
      state: c.text().$type<DispatchState>().notNull(),
      /** Why it `failed`, as a code. */
      reason: c.text(),
      at: c.ms().notNull(),
    },
    (t) => [c.index('dispatch_person').on(t.person), c.index('dispatch_at').on(t.at)],
  );

  /** Something that becomes due for a person and then begins a turn. `key` makes it exist only once. */
  const timer = c.table(
    'timer',
    {
      key: c.text().primaryKey(),
      person: c.text().notNull(),
      kind: c.text().notNull(),
      target: c.text().notNull(),
      at: c.ms().notNull(),
      /** After this time the timer begins no turn any more. */
      until: c.ms().notNull(),
    },
    (t) => [c.index('timer_at').on(t.at), c.index('timer_person').on(t.person)],
  );

  /** Durable work that is not a reply. */
  const job = c.table(
    'job',
    {
      key: c.text().primaryKey(),
      kind: c.text().notNull(),
      due: c.ms().notNull(),
      attempts: c.int().notNull().default(0),
      leaseUntil: c.ms(),
      lease: c.text(),
      reason: c.text(),
    },
    (t) => [c.index('job_due').on(t.due)],
  );

  /**
   * An event, for evaluation: coded, to the hour, under a pseudonym that stands nowhere else but in the person's sealed
   * conversation. Once no conversation holds it, the person's events are `loosened` (`evaluation/loosened.ts`).
   */
  const event = c.table(
    'event',
    {
      id: c.drawn(),
      pilot: c.text(),
      pseudonym: c.text(),
      kind: c.text().notNull(),
      data: c.json<Record<string, string | number>>().notNull(),
      hour: c.ms().notNull(),
      /** Comes from a demonstration or a test chat, which never counts. */
      demo: c.flag().notNull(),
      /** Only the month is left of the time, and no topic; the pseudonym is fresh, and stands nowhere else. */
      loosened: c.flag().notNull().default(false),
    },
    (t) => [c.index('event_hour').on(t.pilot, t.hour), c.index('event_pseudonym').on(t.pseudonym, t.hour)],
  );

  /** A number that is published of a pilot and half-year (`period`), as it was when it was worked out; `row`: its name. */
  const published = c.table(
    'published',
    {
      pilot: c.text().notNull(),
      demo: c.flag().notNull(),
      period: c.text().notNull(),
      row: c.text().notNull(),
      number: c.int().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.pilot, t.demo, t.period, t.row] })],
  );

  /** How many people, and how many women among them, were enrolled in a pilot by the end of a half-year: exact. */
  const enrolled = c.table(
    'enrolled',
    {
      pilot: c.text().notNull(),
      demo: c.flag().notNull(),
      period: c.text().notNull(),
      people: c.int().notNull(),
      women: c.int().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.pilot, t.demo, t.period] })],
  );

  /** Bare counts that belong to no person: safety cards, chats without consent. */
  const tally = c.table(
    'tally',
    {
      pilot: c.text().notNull(),
      period: c.text().notNull(),
      kind: c.text().notNull(),
      count: c.int().notNull(),
      demo: c.flag().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.pilot, t.period, t.kind, t.demo] })],
  );

  const office = c.table('office', {
    id: c.text().primaryKey(),
    pilot: c.text().notNull(),
    name: c.text().notNull(),
    place: c.text().notNull(),
    /** Null while no address is confirmed: then none is shown. */
    address: c.text(),
    /** The office's point on a map, in degrees. */
    pin: c.json<{ lat: number; lon: number }>(),
    /** Features that help to get in. */
    access: c.json<Access[]>().notNull().default([]),
    /** Children can play there during an appointment. */
    childcare: c.flag().notNull().default(false),
    demo: c.flag().notNull(),
    /** Who of the pilot confirmed the address, and on which day (ISO). */
    confirmedBy: c.text(),
    confirmedOn: c.text(),
    /** The address as people were last told it: it stays while a changed one waits to be confirmed. */
    toldAddress: c.text(),
  });

  const topic = c.table(
    'topic',
    {
      pilot: c.text().notNull(),
      id: c.text().notNull(),
      /** How long an appointment takes, in minutes. All lengths of a topic are multiples of 5 minutes. */
      minutes: c.int().notNull(),
      gap: c.int().notNull(),
      noticeMinutes: c.int().notNull(),
      horizonDays: c.int().notNull(),
      /** How many people can come at one time. */
      capacity: c.int().notNull().default(1),
      position: c.int().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.pilot, t.id] })],
  );

  const counsellor = c.table('counsellor', {
    id: c.text().primaryKey(),
    pilot: c.text().notNull(),
    office: c.text().notNull(),
    /** Sealed under the house key: for staff, never shown in a chat. */
    name: c.bytes().notNull(),
    gender: c.text().$type<Gender>().notNull(),
    languages: c.json<string[]>().notNull(),
    /** The topics that they counsel on; an empty list means every topic. */
    topics: c.json<string[]>().notNull().default([]),
    modes: c.json<Mode[]>().notNull().default(['in-person']),
    /** Other pilots whose people may book this counsellor as well. */
    guests: c.json<string[]>().notNull().default([]),
    /** Sealed under the house key: the address of their video room. */
    video: c.bytes(),
    /** Sealed under the house key: the mail address that hears of changes to appointments. */
    mail: c.bytes(),
    /** SHA-256 of the secret in the calendar's link. */
    feedHash: c.bytes().unique(),
    /** The calendar feed shows only that there is an appointment, and initials: no reference, no place. */
    feedDiscreet: c.flag().notNull().default(false),
    /** Sealed under the house key: the address of the counsellor's own calendar; its busy times are not offered. */
    busyUrl: c.bytes(),
    /** When the calendar at `busyUrl` was last read, and when its reading was last begun. */
    busyAt: c.ms(),
    busyTriedAt: c.ms(),
    /** How many readings were begun since the last that succeeded: one that ends the server is among them. */
    busyFailures: c.int().notNull().default(0),
    /** The code of the last failure; null after a reading. */
    busyFailure: c.text().$type<CalendarFailure>(),
    /** How many entries could not be read, or not all of them, by code. */
    busySkipped: c.json<Partial<Record<Trouble, number>>>().notNull().default({}),
    demo: c.flag().notNull(),
    /** Since when they counsel nobody here any more; null for those who do. */
    endedAt: c.ms(),
    /**
     * Raised above all others when the counsellor is booked: the one who was booked longest ago is offered first. A time
     * would tell when a person booked who is forgotten.
     */
    lastBooked: c.ms().notNull().default(0),
  });

  /** Weekly hours on the wall clock of the pilot's zone. */
  const hours = c.table(
    'hours',
    {
      counsellor: c.text().notNull(),
      /** 1 Monday ... 7 Sunday. */
      weekday: c.int().notNull(),
      fromMinute: c.int().notNull(),
      toMinute: c.int().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.counsellor, t.weekday, t.fromMinute] })],
  );

  /** Hours of one date, in place of the weekly ones and of a holiday; from 0 to 0 is a day off. */
  const dayHours = c.table(
    'day_hours',
    {
      counsellor: c.text().notNull(),
      /** ISO date on the wall clock of the pilot's zone. */
      date: c.text().notNull(),
      fromMinute: c.int().notNull(),
      toMinute: c.int().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.counsellor, t.date, t.fromMinute] })],
  );

  /** A pilot's own rule for a date: closed, or open though the date is a holiday of the country. */
  const closing = c.table(
    'closing',
    { pilot: c.text().notNull(), date: c.text().notNull(), closed: c.flag().notNull() },
    (t) => [c.primaryKey({ columns: [t.pilot, t.date] })],
  );

  /** A time that a counsellor's own calendar (`busyUrl`) takes. */
  const busy = c.table(
    'busy',
    { counsellor: c.text().notNull(), fromAt: c.ms().notNull(), toAt: c.ms().notNull() },
    (t) => [c.primaryKey({ columns: [t.counsellor, t.fromAt, t.toAt] })],
  );

  /** A room or an interpreter: an appointment may need them beside a counsellor. */
  const resource = c.table('resource', {
    id: c.text().primaryKey(),
    pilot: c.text().notNull(),
    kind: c.text().$type<ResourceKind>().notNull(),
    /** Sealed under the house key: for staff. */
    name: c.bytes().notNull(),
    /** The office that a room is in; null for an interpreter. */
    office: c.text(),
    /** The languages of an interpreter; empty for a room. */
    languages: c.json<string[]>().notNull().default([]),
    gender: c.text().$type<Gender>(),
    demo: c.flag().notNull(),
  });

  /**
   * A dated offer for many people: a workshop, an information day, or one meeting of a course. A person who signs up gets
   * an appointment with the counsellor who leads it, one for each meeting.
   */
  const groupOffer = c.table(
    'group_offer',
    {
      id: c.text().primaryKey(),
      pilot: c.text().notNull(),
      /** What the meetings of one course have in common: one sign-up counts for all of them. Null: there is one meeting. */
      course: c.text(),
      kind: c.text().$type<GroupKind>().notNull(),
      /** The counsellor who leads it; it takes place in their office. */
      counsellor: c.text().notNull(),
      room: c.text(),
      /** Its title, by language. */
      titles: c.json<Record<string, string>>().notNull(),
      startAt: c.ms().notNull(),
      endAt: c.ms().notNull(),
      places: c.int().notNull(),
      womenOnly: c.flag().notNull(),
      cancelled: c.flag().notNull().default(false),
      demo: c.flag().notNull(),
    },
    (t) => [c.index('group_offer_day').on(t.pilot, t.startAt), c.index('group_offer_course').on(t.course)],
  );

  const absence = c.table(
    'absence',
    { counsellor: c.text().notNull(), fromAt: c.ms().notNull(), toAt: c.ms().notNull() },
    (t) => [c.primaryKey({ columns: [t.counsellor, t.fromAt] })],
  );

  const appointment = c.table(
    'appointment',
    {
      id: c.text().primaryKey(),
      pilot: c.text().notNull(),
      /** A short random code, easy to say aloud: with it a person shows or cancels the appointment on any channel. */
      reference: c.text().notNull().unique(),
      /** Null where staff booked for somebody without a chat, of whom nothing is kept. */
      person: c.text(),
      counsellor: c.text().notNull(),
      topic: c.text().notNull(),
      startAt: c.ms().notNull(),
      endAt: c.ms().notNull(),
      status: c.text().$type<Status>().notNull(),
      mode: c.text().$type<Mode>().notNull().default('in-person'),
      /** The appointment is for a member of the person's family. */
      family: c.flag().notNull().default(false),
      room: c.text(),
      /** The interpreter (a resource), once one is arranged. */
      interpretedBy: c.text(),
      /** The group offer that the person signed up for. */
      groupOffer: c.text(),
      /** The reference of the first of the appointments that came with the same sign-up for a course: people show it. */
      signUp: c.text(),
      /** Sealed: the number to call. */
      phone: c.bytes(),
      /** When the person confirmed that they will come. */
      confirmedAt: c.ms(),
      /** When staff noted whether the person came; null where nobody has, or in a version that did not note the time. */
      markedAt: c.ms(),
      /** The language that is spoken, and (`interpreter`) whether an interpreter is needed for it. */
      language: c.text().notNull(),
      interpreter: c.flag().notNull(),
      wishes: c.json<WishCode[]>().notNull(),
      canRemind: c.flag().notNull(),
      /** Its person could not be written to first when they booked it; false where staff booked for them. */
      unreached: c.flag().notNull().default(false),
      /** It is one of many that came from one network within an hour. */
      crowd: c.flag().notNull().default(false),
      /** iCalendar SEQUENCE: raised by every change. */
      sequence: c.int().notNull().default(0),
      /** When another chat that has the reference wanted to cancel, and the person was asked. */
      askedAt: c.ms(),
      /** Staff have said that it takes place although its counsellor is not at work then. */
      stands: c.flag().notNull().default(false),
      demo: c.flag().notNull(),
    },
    (t) => [
      c.index('appointment_day').on(t.pilot, t.startAt),
      c.index('appointment_person').on(t.person),
      c.index('appointment_group').on(t.groupOffer),
    ],
  );

  /**
   * An appointment to come that was cancelled because its person is forgotten: as much of it as the mail and the calendar
   * of a counsellor need who had it.
   */
  const cancellation = c.table(
    'cancellation',
    {
      appointment: c.text().notNull(),
      /** The appointment's `sequence` when the counsellor lost it. */
      sequence: c.int().notNull(),
      /** Sealed under the house key: in clear, it would tell when an erased person was to come. */
      body: c.bytes().notNull(),
      /** When the person was forgotten, cut to the day. */
      at: c.ms().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.appointment, t.sequence] })],
  );

  /**
   * One row per resource, 5 minutes (`bucket`) and place (`unit`): the primary key makes a double booking impossible.
   */
  const claim = c.table(
    'claim',
    {
      resource: c.text().notNull(),
      bucket: c.int().notNull(),
      unit: c.int().notNull(),
      /**
       * The owner of the claim: an appointment's id, a group offer's id, a session's name (`sessionOf`), or the hold of
       * a person who is choosing (`holdOf`).
       */
      appointment: c.text().notNull(),
      /** Set for a hold: from then on its time counts as free. */
      until: c.ms(),
    },
    (t) => [c.primaryKey({ columns: [t.resource, t.bucket, t.unit] }), c.index('claim_appointment').on(t.appointment)],
  );

  /** A reminder that a person got, with the `seq` of its reply: staff see by it whether the reply came through. */
  const reminder = c.table(
    'reminder',
    {
      appointment: c.text().notNull(),
      /** How long before the appointment. */
      arm: c.text().$type<Arm>().notNull(),
      startAt: c.ms().notNull(),
      person: c.text(),
      seq: c.int().notNull(),
      at: c.ms().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.appointment, t.arm, t.startAt] }), c.index('reminder_person').on(t.person)],
  );

  /** A person who waits for a free time that fits their wish. */
  const waitlist = c.table(
    'waitlist',
    {
      id: c.text().primaryKey(),
      pilot: c.text().notNull(),
      person: c.text().notNull(),
      topic: c.text().notNull(),
      wish: c.json<Wish>().notNull(),
      at: c.ms().notNull(),
      /** The starts of the free times that the person knows; null in a row of a version that did not note them. */
      known: c.json<number[]>(),
      /** When the person was told of a free time last. */
      toldAt: c.ms(),
      demo: c.flag().notNull(),
    },
    (t) => [c.index('waitlist_pilot').on(t.pilot, t.at), c.uniqueIndex('waitlist_once').on(t.person, t.topic)],
  );

  /**
   * An invitation to book an appointment about a topic, the newest of each person. Not to be confused with `invitation`,
   * by which somebody of the staff gets an account.
   */
  const bookingInvitation = c.table(
    'booking_invitation',
    {
      id: c.text().primaryKey(),
      pilot: c.text().notNull(),
      person: c.text().notNull(),
      topic: c.text().notNull(),
      /** The counsellor whose account invited; null where it was nobody's. */
      counsellor: c.text(),
      at: c.ms().notNull(),
      /** The end of the last day. */
      until: c.ms().notNull(),
      /** From then on staff call a person who has not booked. */
      callAt: c.ms().notNull(),
      state: c.text().$type<InvitationState>().notNull(),
      /** How many messages of it the person was written: the first, and the reminder. */
      told: c.int().notNull().default(0),
      /** The `seq` of the newest of them; null while there is none. */
      seq: c.int(),
    },
    (t) => [c.uniqueIndex('booking_invitation_once').on(t.person), c.index('booking_invitation_pilot').on(t.pilot)],
  );

  /** What one of the staff is still to be told: of an appointment, the list of a day, or a request that waits. */
  const notice = c.table(
    'notice',
    {
      /** The id of the appointment or the request; a date where `kind` is `MORNING`, the account where it is `CHAT_LOST`. */
      subject: c.text().notNull(),
      /** The appointment's `sequence`, or since when the person of the request waits: which state of it is told. */
      sequence: c.ms().notNull(),
      kind: c.text().$type<NoticeKind>().notNull(),
      to: c.text().$type<Addressee>().notNull(),
      /** The id of the counsellor or the account. */
      recipient: c.text().notNull(),
      due: c.ms().notNull(),
      attempts: c.int().notNull().default(0),
    },
    (t) => [
      c.primaryKey({ columns: [t.subject, t.sequence, t.kind, t.to, t.recipient] }),
      c.index('notice_due').on(t.due),
    ],
  );

  /**
   * A change of an appointment that its person did not make and has to hear of. Until the person is told, or a member of
   * staff marks it done, it stands on the staff page.
   */
  const change = c.table(
    'change',
    {
      appointment: c.text().notNull(),
      /** The appointment's `sequence` after the change. */
      sequence: c.int().notNull(),
      /** Null once the person is forgotten. */
      person: c.text(),
      kind: c.text().$type<ChangeKind>().notNull(),
      /** The start that the person knows of. */
      wasAt: c.ms().notNull(),
      at: c.ms().notNull(),
      /** The `seq` of the reply that tells of it. */
      seq: c.int(),
      toldAt: c.ms(),
      /** When a member of staff marked it done. */
      doneAt: c.ms(),
    },
    (t) => [
      c.primaryKey({ columns: [t.appointment, t.sequence] }),
      c.index('change_person').on(t.person),
      c.index('change_open').on(t.toldAt, t.doneAt),
    ],
  );

  /** A time that an appointment had with a counsellor who does not have it any more: their calendar cancels it. */
  const handover = c.table(
    'handover',
    {
      appointment: c.text().notNull(),
      /** The appointment's `sequence` after it went to another counsellor. */
      sequence: c.int().notNull(),
      counsellor: c.text().notNull(),
      startAt: c.ms().notNull(),
      endAt: c.ms().notNull(),
      mode: c.text().$type<Mode>().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.appointment, t.sequence] }), c.index('handover_counsellor').on(t.counsellor)],
  );

  /** A person's request for a human, or their complaint. */
  const request = c.table(
    'request',
    {
      id: c.text().primaryKey(),
      pilot: c.text().notNull(),
      person: c.text(),
      language: c.text().notNull(),
      at: c.ms().notNull(),
      state: c.text().$type<RequestState>().notNull(),
      kind: c.text().$type<RequestKind>().notNull().default('human'),
      /** It is one of many that came from one network within an hour. */
      crowd: c.flag().notNull().default(false),
      /** The account that deals with it; null while nobody does. */
      takenBy: c.text(),
      /** Staff have put it off until then. */
      snoozedUntil: c.ms(),
      /** Since when the person waits for an answer; null once they have the newest one. */
      waitingSince: c.ms(),
      /** When it was waiting for too long, and became everybody's again; an answer clears it. */
      escalatedAt: c.ms(),
      /** When the first answer went out. */
      answeredAt: c.ms(),
      closedAt: c.ms(),
      /** The number of the newest entry of its thread. */
      entries: c.int().notNull().default(0),
      /** Raised by every change, so that open pages learn of it. */
      version: c.int().notNull().default(0),
      demo: c.flag().notNull(),
    },
    (t) => [c.index('request_open').on(t.pilot, t.state, t.at), c.index('request_person').on(t.person, t.state)],
  );

  /** An entry of the thread of a request. The thread is deleted when the request is closed. */
  const requestEntry = c.table(
    'request_entry',
    {
      request: c.text().notNull(),
      seq: c.int().notNull(),
      person: c.text().notNull(),
      from: c.text().$type<EntryFrom>().notNull(),
      /** The account that wrote it; null for the person. */
      account: c.text(),
      /** Whom staff handed the request to: `account:` or `resource:` and an id. */
      handedTo: c.text(),
      /** The language that staff wrote in (BCP 47). */
      language: c.text(),
      /** Sealed. */
      body: c.bytes().notNull(),
      at: c.ms().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.request, t.seq] }), c.index('request_entry_person').on(t.person)],
  );

  /** The voice notes, pictures and PDF files of threads. One that a device has uploaded belongs to no entry at first. */
  const requestFile = c.table(
    'request_file',
    {
      id: c.text().primaryKey(),
      person: c.text().notNull(),
      /** The entry that it belongs to; null until its message has come. */
      request: c.text(),
      seq: c.int(),
      media: c.text().$type<FileMedia>().notNull(),
      state: c.text().$type<FileState>().notNull(),
      /** The channel that fetches it, and its name there (sealed); null once that is done. */
      channel: c.text(),
      ref: c.bytes(),
      /** Sealed; null until it is fetched. */
      body: c.bytes(),
      /** The media type, as its first bytes tell it. */
      type: c.text(),
      /** Its size in bytes. */
      bytes: c.int().notNull(),
      due: c.ms().notNull(),
      attempts: c.int().notNull(),
      at: c.ms().notNull(),
    },
    (t) => [c.index('request_file_person').on(t.person), c.index('request_file_due').on(t.state, t.due)],
  );

  /** The answers of which a file is made when it is sent, and no longer. */
  const document = c.table(
    'document',
    {
      id: c.text().primaryKey(),
      person: c.text().notNull(),
      /** Sealed. */
      body: c.bytes().notNull(),
      /** The blind index of the link that opens it once; null where there is none. */
      link: c.bytes(),
      until: c.ms().notNull(),
    },
    (t) => [
      c.index('document_person').on(t.person),
      c.uniqueIndex('document_link').on(t.link),
      c.index('document_until').on(t.until),
    ],
  );

  /** News that is sent to the people of a pilot who asked for it. */
  const broadcast = c.table(
    'broadcast',
    {
      id: c.text().primaryKey(),
      pilot: c.text().notNull(),
      /** The words to send, by language. */
      texts: c.json<Record<string, string>>().notNull(),
      /** If set, only people who stand at this `<flow>.<step>` get it. */
      step: c.text(),
      state: c.text().$type<BroadcastState>().notNull(),
      /** The last person whom it was lined up for; people are taken in the order of their ids. */
      cursor: c.text().notNull().default(''),
      enqueued: c.int().notNull().default(0),
      at: c.ms().notNull(),
    },
    (t) => [c.index('broadcast_state').on(t.state), c.index('broadcast_pilot').on(t.pilot, t.at)],
  );

  /** A row of a pilot's folder, in its order. `data` is as in the YAML. */
  const row = () => ({
    pilot: c.text().notNull(),
    id: c.text().notNull(),
    position: c.int().notNull(),
    data: c.json<unknown>().notNull(),
  });
  const fact = c.table('fact', row(), (t) => [c.primaryKey({ columns: [t.pilot, t.id] })]);
  const service = c.table('service', row(), (t) => [c.primaryKey({ columns: [t.pilot, t.id] })]);

  /** A token by which a program reaches the API; only its hash is stored. */
  const token = c.table('token', {
    hash: c.bytes().primaryKey(),
    label: c.text().notNull(),
    role: c.text().$type<Role>().notNull(),
    pilots: c.json<string[]>().notNull(),
    createdAt: c.ms().notNull(),
    /** From then on it opens nothing. Null for a token of a version that gave tokens no end: see `endOf` in `tokens.ts`. */
    until: c.ms(),
    revokedAt: c.ms(),
  });

  /** An account of a member of staff. */
  const account = c.table('account', {
    id: c.text().primaryKey(),
    /** Keyed hash of the folded mail address, by which they sign in. */
    mailHash: c.bytes().notNull().unique(),
    /** Sealed under the house key. */
    mail: c.bytes().notNull(),
    /** Sealed under the house key. */
    name: c.bytes().notNull(),
    role: c.text().$type<Role>().notNull(),
    pilots: c.json<string[]>().notNull(),
    /** The counsellor whose account it is; null for everybody else. */
    counsellor: c.text(),
    /** The Argon2id hash of the password; null where none is set. */
    password: c.text(),
    /** Sealed under the house key: the secret of their app for codes. */
    totp: c.bytes(),
    /** The newest interval of 30 s whose code was used: each code counts once. */
    totpStep: c.int().notNull().default(0),
    createdAt: c.ms().notNull(),
    disabledAt: c.ms(),
    demo: c.flag().notNull(),
    /** Sealed under the house key: the chat in which they hear of appointments and requests. */
    chat: c.bytes(),
    /** When the chat was linked or, where there is none, when it could not be reached any more. */
    chatAt: c.ms(),
    /** The hours in which they are told nothing, as minutes of the day on the wall clock of their first pilot. */
    quietFrom: c.int().notNull().default(QUIET.from),
    quietTo: c.int().notNull().default(QUIET.to),
    /** The languages that they speak, for an account without a counsellor. */
    languages: c.json<string[]>().notNull().default([]),
  });

  /** A code that links a chat to an account, once; only its hash is stored. */
  const chatCode = c.table('chat_code', {
    hash: c.bytes().primaryKey(),
    account: c.text().notNull().unique(),
    until: c.ms().notNull(),
  });

  /** A link by which one person makes an account, or sets new secrets for theirs; only its hash is stored. */
  const invitation = c.table('invitation', {
    hash: c.bytes().primaryKey(),
    /** A short random id: pages withdraw it by this. */
    id: c.text().notNull().unique(),
    /** Sealed under the house key: the name of the person whom it is for. */
    name: c.bytes().notNull(),
    role: c.text().$type<Role>().notNull(),
    pilots: c.json<string[]>().notNull(),
    counsellor: c.text(),
    /** The account that gets new secrets; null where a new account is made. */
    account: c.text(),
    /** The log's name of who made it. */
    by: c.text(),
    createdAt: c.ms().notNull(),
    until: c.ms().notNull(),
  });

  /** A passkey of an account. */
  const passkey = c.table(
    'passkey',
    {
      /** The id of the credential, base64url. */
      id: c.text().primaryKey(),
      account: c.text().notNull(),
      publicKey: c.bytes().notNull(),
      counter: c.int().notNull(),
      transports: c.json<string[]>().notNull(),
      createdAt: c.ms().notNull(),
      usedAt: c.ms(),
    },
    (t) => [c.index('passkey_account').on(t.account)],
  );

  /** A code that replaces the app for codes once; only its hash is stored. */
  const recoveryCode = c.table('recovery_code', { hash: c.bytes().primaryKey(), account: c.text().notNull() }, (t) => [
    c.index('recovery_code_account').on(t.account),
  ]);

  /** A challenge that a browser is to sign with a passkey, once; only its hash is stored. */
  const challenge = c.table(
    'challenge',
    {
      hash: c.bytes().primaryKey(),
      /** The account that adds a passkey; null where somebody signs in. */
      account: c.text(),
      until: c.ms().notNull(),
    },
    (t) => [c.index('challenge_until').on(t.until)],
  );

  /** Failed tries to sign in, by the keyed hash of what was tried: a mail address, or the place that tries. */
  const throttle = c.table(
    'throttle',
    {
      key: c.bytes().primaryKey(),
      failures: c.int().notNull(),
      /** When the last try failed. */
      at: c.ms().notNull(),
    },
    (t) => [c.index('throttle_at').on(t.at)],
  );

  /** A browser in which a member of staff is signed in; only the hash of its cookie is stored. */
  const staffSession = c.table(
    'staff_session',
    {
      hash: c.bytes().primaryKey(),
      /** A short random id: pages end the session by this. */
      id: c.text().notNull().unique(),
      account: c.text().notNull(),
      /** What the browser says it is, in two words. */
      browser: c.text().notNull(),
      startedAt: c.ms().notNull(),
      /** When they last did something, to the minute. */
      seenAt: c.ms().notNull(),
      /** When they last proved who they are: by signing in, or again for an act of weight. */
      provedAt: c.ms().notNull(),
    },
    (t) => [c.index('staff_session_account').on(t.account)],
  );

  /**
   * The log of staff: every look into a person's record, act, sign-in and refusal. The database itself refuses to change
   * an entry, or to delete one that is younger than a year (a trigger in `migrations/`).
   */
  const log = c.table(
    'log',
    {
      id: c.drawn(),
      /** `account:` and an id, or `token:` and the hash of the token in hex; null where nobody is signed in. */
      who: c.text(),
      what: c.text().$type<Deed>().notNull(),
      /** The id of what it is about: an appointment, a request, a broadcast, a counsellor, a room, an interpreter, a topic, an account; or a page. */
      target: c.text().notNull(),
      /** The pilot that it is about; null where it is about none. */
      pilot: c.text(),
      at: c.ms().notNull(),
    },
    (t) => [c.index('log_at').on(t.at), c.index('log_target').on(t.target)],
  );

  return {
    person,
    personKey,
    contact,
    alias,
    linkCode,
    shownCode,
    whatsappKey,
    lease,
    erasure,
    seen,
    inbox,
    outbox,
    dispatch,
    timer,
    job,
    event,
    published,
    enrolled,
    tally,
    office,
    topic,
    counsellor,
    hours,
    dayHours,
    closing,
    busy,
    absence,
    resource,
    groupOffer,
    appointment,
    cancellation,
    claim,
    reminder,
    waitlist,
    bookingInvitation,
    notice,
    change,
    handover,
    request,
    requestEntry,
    requestFile,
    document,
    broadcast,
    fact,
    service,
    token,
    account,
    chatCode,
    invitation,
    passkey,
    recoveryCode,
    challenge,
    throttle,
    staffSession,
    log,
  };
}

export type Tables = ReturnType<typeof defineTables>;
