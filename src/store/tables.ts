import type { Wish } from '../booking/slots.ts';
import type { Columns } from './columns.ts';

export type Dialect = 'sqlite' | 'postgres';

/**
 * Every table, defined once for both databases.
 *
 * A column named in `vault.ts` as sealed holds ciphertext under the person's own key; destroying that key (table
 * `person_key`) is what forgetting means. Times are epoch milliseconds.
 */
export function defineTables(c: Columns) {
  /** Who chats. `conversation` (sealed) is where they stand; the counters order what comes in and goes out. */
  const person = c.table(
    'person',
    {
      id: c.text().primaryKey(),
      conversation: c.bytes(),
      inSeq: c.int().notNull().default(0),
      outSeq: c.int().notNull().default(0),
      /** How many incomings wait; while it isn't 0, new ones line up behind them. */
      waiting: c.int().notNull().default(0),
      consented: c.flag().notNull().default(false),
      /** Cut to the day: enough for retention. */
      lastDay: c.ms().notNull(),
      /** Set when they asked to be forgotten: what is left dies when the confirmation is out, or at this time. */
      forgetAt: c.ms(),
    },
    (t) => [c.index('person_idle').on(t.consented, t.lastDay), c.index('person_forget').on(t.forgetAt)],
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
      /** When they last wrote: some providers let us write freely for 24 hours after it only. */
      heardAt: c.ms(),
    },
    (t) => [c.uniqueIndex('contact_handle').on(t.channel, t.handleHash), c.index('contact_person').on(t.person)],
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

  /** What a device that is linked to WhatsApp must remember: without it nothing can be read, with it the account is open. No backup holds it. */
  const whatsappKey = c.table(
    'whatsapp_key',
    {
      /** HMAC of what WhatsApp's library calls it, which may hold a telephone number. */
      name: c.bytes().primaryKey(),
      /** The keyed hash of the handle that it belongs to, so that it is forgotten with the person. */
      owner: c.bytes(),
      /** Sealed under the house key. */
      body: c.bytes().notNull(),
    },
    (t) => [c.index('whatsapp_key_owner').on(t.owner)],
  );

  /** What makes another app the same person's: shown in one, written in the other, for a few minutes. */
  const linkCode = c.table(
    'link_code',
    { hash: c.bytes().primaryKey(), person: c.text().notNull(), until: c.ms().notNull() },
    (t) => [c.index('link_code_person').on(t.person), c.index('link_code_until').on(t.until)],
  );

  /** What only one process may do at a time. */
  const lease = c.table('lease', {
    name: c.text().primaryKey(),
    holder: c.text().notNull(),
    until: c.ms().notNull(),
  });

  /** Who was forgotten, by an id that means nothing any more: what a restored backup is to forget again. */
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
      /** Sealed; null where the words must leave no trace. */
      body: c.bytes(),
      at: c.ms().notNull(),
      /** queued · done · dead */
      state: c.text().notNull(),
      due: c.ms().notNull(),
      attempts: c.int().notNull().default(0),
      /** A code, never a text of the person or of an exception. */
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
      /** A safety card: its body is removed once shown. */
      card: c.flag().notNull().default(false),
      at: c.ms().notNull(),
      /** queued · sent · failed */
      state: c.text().notNull(),
      due: c.ms().notNull(),
      attempts: c.int().notNull().default(0),
      leaseUntil: c.ms(),
      /** Fencing token: only the holder of the newest lease may record the outcome. */
      lease: c.text(),
      /** Sealed: what the provider calls the messages. */
      externalIds: c.bytes(),
      sentAt: c.ms(),
      reason: c.text(),
    },
    (t) => [c.primaryKey({ columns: [t.person, t.seq] }), c.index('outbox_due').on(t.state, t.channel, t.due)],
  );

  /** A message that a provider took from us, and the newest that it said about it. A receipt may be here before the send is recorded. */
  const dispatch = c.table(
    'dispatch',
    {
      /** HMAC of what the provider calls it. */
      key: c.bytes().primaryKey(),
      person: c.text(),
      seq: c.int(),
      /** sent · delivered · read · failed */
      state: c.text().notNull(),
      /** A code, for `failed`. */
      reason: c.text(),
      at: c.ms().notNull(),
    },
    (t) => [c.index('dispatch_person').on(t.person), c.index('dispatch_at').on(t.at)],
  );

  /** What becomes due for a person: it turns into a turn. `key` makes it exist once. */
  const timer = c.table(
    'timer',
    {
      key: c.text().primaryKey(),
      person: c.text().notNull(),
      kind: c.text().notNull(),
      target: c.text().notNull(),
      at: c.ms().notNull(),
      /** Later than this it is dropped unsaid. */
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

  /** What happened, for evaluation: coded, to the hour, under a pseudonym that only the person's sealed conversation knows. */
  const event = c.table(
    'event',
    {
      id: c.serial(),
      pilot: c.text(),
      pseudonym: c.text(),
      kind: c.text().notNull(),
      data: c.json<Record<string, string | number>>().notNull(),
      hour: c.ms().notNull(),
      /** Demonstration and test chats never count. */
      demo: c.flag().notNull(),
    },
    (t) => [c.index('event_hour').on(t.pilot, t.hour)],
  );

  /** Bare counts that belong to nobody: safety cards, chats without consent. */
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
    /** Null where nobody has confirmed one: it is not shown then. */
    address: c.text(),
    /** Where it is on a map, in degrees. */
    pin: c.json<{ lat: number; lon: number }>(),
    /** What helps to come in, by the codes of `ACCESS`. */
    access: c.json<string[]>().notNull().default([]),
    /** Children can play there meanwhile. */
    childcare: c.flag().notNull().default(false),
    demo: c.flag().notNull(),
  });

  const topic = c.table(
    'topic',
    {
      pilot: c.text().notNull(),
      id: c.text().notNull(),
      /** All lengths are multiples of 5 minutes. */
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
    gender: c.text().notNull(),
    languages: c.json<string[]>().notNull(),
    /** Every topic where none is named. */
    topics: c.json<string[]>().notNull().default([]),
    /** in-person · phone · video */
    modes: c.json<string[]>().notNull().default(['in-person']),
    /** Other pilots whose people may come as well. */
    guests: c.json<string[]>().notNull().default([]),
    /** Sealed under the house key: where talks by video are held. */
    video: c.bytes(),
    /** Sealed under the house key: where news of appointments go. */
    mail: c.bytes(),
    /** SHA-256 of the secret in the calendar's link. */
    feedHash: c.bytes().unique(),
    /** The calendar shows that there is something, and no more than initials. */
    feedDiscreet: c.flag().notNull().default(false),
    /** Sealed under the house key: a calendar of their own, whose times are not offered. */
    busyUrl: c.bytes(),
    /** When that was read last. */
    busyAt: c.ms(),
    demo: c.flag().notNull(),
    /** When they were last booked; the longest ago is offered first. */
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

  /** What a pilot makes of a date beside the country's holidays: closed, or open though it is one. */
  const closing = c.table(
    'closing',
    { pilot: c.text().notNull(), date: c.text().notNull(), closed: c.flag().notNull() },
    (t) => [c.primaryKey({ columns: [t.pilot, t.date] })],
  );

  /** When a counsellor is taken by what stands in their own calendar. */
  const busy = c.table(
    'busy',
    { counsellor: c.text().notNull(), fromAt: c.ms().notNull(), toAt: c.ms().notNull() },
    (t) => [c.primaryKey({ columns: [t.counsellor, t.fromAt, t.toAt] })],
  );

  /** What an appointment needs beside a counsellor. */
  const resource = c.table('resource', {
    id: c.text().primaryKey(),
    pilot: c.text().notNull(),
    /** room · interpreter */
    kind: c.text().notNull(),
    /** Sealed under the house key: for staff. */
    name: c.bytes().notNull(),
    /** Of a room. */
    office: c.text(),
    /** Of an interpreter. */
    languages: c.json<string[]>().notNull().default([]),
    gender: c.text(),
    demo: c.flag().notNull(),
  });

  /** Something with a date for many: a course, a workshop, an information day. Signing up makes an appointment with its leader. */
  const groupOffer = c.table(
    'group_offer',
    {
      id: c.text().primaryKey(),
      pilot: c.text().notNull(),
      /** course · workshop · information */
      kind: c.text().notNull(),
      /** Who leads it, and where: their office. */
      counsellor: c.text().notNull(),
      /** What it is called, by language. */
      titles: c.json<Record<string, string>>().notNull(),
      startAt: c.ms().notNull(),
      endAt: c.ms().notNull(),
      places: c.int().notNull(),
      womenOnly: c.flag().notNull(),
      cancelled: c.flag().notNull().default(false),
      demo: c.flag().notNull(),
    },
    (t) => [c.index('group_offer_day').on(t.pilot, t.startAt)],
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
      /** Short, random, said aloud: shows or cancels it on any channel. */
      reference: c.text().notNull().unique(),
      /** Null once the person is forgotten. */
      person: c.text(),
      counsellor: c.text().notNull(),
      topic: c.text().notNull(),
      startAt: c.ms().notNull(),
      endAt: c.ms().notNull(),
      /** scheduled · arrived · missed · cancelled */
      status: c.text().notNull(),
      /** in-person · phone · video */
      mode: c.text().notNull().default('in-person'),
      /** It is for somebody of the person's family. */
      family: c.flag().notNull().default(false),
      room: c.text(),
      /** Who interprets, where that is arranged already. */
      interpretedBy: c.text(),
      /** The group offer that was signed up for. */
      groupOffer: c.text(),
      /** Sealed: the number to call. */
      phone: c.bytes(),
      /** When the person said that they will come. */
      confirmedAt: c.ms(),
      /** Language of the talk, and whether an interpreter is needed. */
      language: c.text().notNull(),
      interpreter: c.flag().notNull(),
      wishes: c.json<string[]>().notNull(),
      canRemind: c.flag().notNull(),
      /** iCalendar SEQUENCE: raised by every change. */
      sequence: c.int().notNull().default(0),
      demo: c.flag().notNull(),
    },
    (t) => [c.index('appointment_day').on(t.pilot, t.startAt), c.index('appointment_person').on(t.person)],
  );

  /** One row per resource and 5 minutes: the primary key is what makes a double booking impossible. */
  const claim = c.table(
    'claim',
    {
      resource: c.text().notNull(),
      bucket: c.int().notNull(),
      unit: c.int().notNull(),
      /** The appointment; or what holds the time: a session of many, or a person who is choosing. */
      appointment: c.text().notNull(),
      /** Of a hold: afterwards it counts as free. */
      until: c.ms(),
    },
    (t) => [c.primaryKey({ columns: [t.resource, t.bucket, t.unit] }), c.index('claim_appointment').on(t.appointment)],
  );

  /** That somebody was reminded, by the number of the reply, so that it can be told whether it came through. */
  const reminder = c.table(
    'reminder',
    {
      appointment: c.text().notNull(),
      /** How long before: 3d · 1d · 2h */
      arm: c.text().notNull(),
      startAt: c.ms().notNull(),
      person: c.text(),
      seq: c.int().notNull(),
      at: c.ms().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.appointment, t.arm, t.startAt] }), c.index('reminder_person').on(t.person)],
  );

  /** Who waits for a time that fits. */
  const waitlist = c.table(
    'waitlist',
    {
      id: c.text().primaryKey(),
      pilot: c.text().notNull(),
      person: c.text().notNull(),
      topic: c.text().notNull(),
      wish: c.json<Wish>().notNull(),
      at: c.ms().notNull(),
      demo: c.flag().notNull(),
    },
    (t) => [c.index('waitlist_pilot').on(t.pilot, t.at), c.uniqueIndex('waitlist_once').on(t.person, t.topic)],
  );

  /** What a counsellor is still to be told of an appointment, by mail. */
  const notice = c.table(
    'notice',
    {
      appointment: c.text().notNull(),
      sequence: c.int().notNull(),
      counsellor: c.text().notNull(),
      /** new · moved · cancelled · morning: then the appointment is a date */
      kind: c.text().notNull(),
      due: c.ms().notNull(),
      attempts: c.int().notNull().default(0),
    },
    (t) => [c.primaryKey({ columns: [t.appointment, t.sequence, t.counsellor] }), c.index('notice_due').on(t.due)],
  );

  /** Somebody asked for a human. */
  const request = c.table(
    'request',
    {
      id: c.text().primaryKey(),
      pilot: c.text().notNull(),
      person: c.text(),
      language: c.text().notNull(),
      at: c.ms().notNull(),
      /** open · answered · withdrawn */
      state: c.text().notNull(),
      answeredAt: c.ms(),
      demo: c.flag().notNull(),
    },
    (t) => [c.index('request_open').on(t.pilot, t.state, t.at)],
  );

  /** Something new, for those of a pilot who asked for news. */
  const broadcast = c.table(
    'broadcast',
    {
      id: c.text().primaryKey(),
      pilot: c.text().notNull(),
      /** What is said, by language. */
      texts: c.json<Record<string, string>>().notNull(),
      /** Only to those who stand at this `<flow>.<step>`. */
      step: c.text(),
      /** running · stopped · done */
      state: c.text().notNull(),
      /** The last person whom it was lined up for: people come in the order of their ids. */
      cursor: c.text().notNull().default(''),
      enqueued: c.int().notNull().default(0),
      at: c.ms().notNull(),
    },
    (t) => [c.index('broadcast_state').on(t.state), c.index('broadcast_pilot').on(t.pilot, t.at)],
  );

  const service = c.table(
    'service',
    {
      pilot: c.text().notNull(),
      id: c.text().notNull(),
      position: c.int().notNull(),
      data: c.json<unknown>().notNull(),
    },
    (t) => [c.primaryKey({ columns: [t.pilot, t.id] })],
  );

  /** Staff sign in with a token; only its hash is here. */
  const token = c.table('token', {
    hash: c.bytes().primaryKey(),
    label: c.text().notNull(),
    role: c.text().notNull(),
    pilots: c.json<string[]>().notNull(),
    createdAt: c.ms().notNull(),
    revokedAt: c.ms(),
  });

  /** Who of the staff looked into which person's record. */
  const look = c.table('look', {
    id: c.serial(),
    token: c.bytes().notNull(),
    what: c.text().notNull(),
    target: c.text().notNull(),
    at: c.ms().notNull(),
  });

  return {
    person,
    personKey,
    contact,
    alias,
    linkCode,
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
    claim,
    reminder,
    waitlist,
    notice,
    request,
    broadcast,
    service,
    token,
    look,
  };
}

export type Tables = ReturnType<typeof defineTables>;
