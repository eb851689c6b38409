import type { Conversation } from '../../conversation/conversation.ts';
import { readsDanger } from '../../conversation/interrupt.ts';
import { eventsOf } from '../../store/events.ts';
import { nameInLog, note } from '../../store/log.ts';
import type { PersonRow } from '../../store/people.ts';
import type { Principal } from '../../store/principal.ts';
import { recordOf } from '../../store/record.ts';
import { entryRow } from '../../store/requests.ts';
import { bodies, replies, replyOf } from '../../store/sealed.ts';
import type { Q } from '../../store/store.ts';
import type { PersonKey } from '../../store/vault.ts';
import { type Found, personFor } from '../office/people/person.ts';
import type { World } from '../world.ts';
import type { PersonCopy } from './person-copy.ts';

/**
 * Opens everything that is kept about a person, for them to take away (GDPR Art. 15 and 20), and records who made the
 * copy. Undefined where they are not of the principal's pilots, were deleted or asked to be, or cannot be read.
 */
export async function copyPerson(world: World, by: Principal, found: Found): Promise<PersonCopy | undefined> {
  return world.store.tx(async (q) => {
    const theirs = await personFor(world, q, by, found);
    if (theirs === undefined || theirs.conversation === null) return undefined;
    const { person, pilot, conversation } = theirs;
    const target = nameInLog(world.vault, person.id);
    await note(q, { who: by.who, what: 'copied', target, pilot, at: world.clock() });
    return copyOf(world, q, person, conversation);
  });
}

/** All that is kept about a person. */
type Sealed = Awaited<ReturnType<typeof recordOf>>;

async function copyOf(world: World, q: Q, person: PersonRow, conversation: Conversation): Promise<PersonCopy> {
  const key = world.vault.unwrap(person.id, person.wrapped);
  const record = await recordOf(q, world.vault, person.id);
  const events = conversation.pseudonym === null ? [] : await eventsOf(q, conversation.pseudonym);
  const channels = new Map(record.contacts.map(({ id, channel }) => [id, channel]));
  return {
    copiedAt: time(world.clock()),
    ...profileOf(conversation),
    lastDay: time(person.lastDay).slice(0, 10),
    contacts: record.contacts.map(({ id, channel, handle, blocked, heardAt }) => ({
      channel,
      handle: world.vault.open(key, `contact:handle:${id}`, handle),
      alsoKnownAs: record.aliases
        .filter(({ contact }) => contact === id)
        .map((alias) => world.vault.open(key, `alias:handle:${alias.id}`, alias.handle)),
      blocked,
      lastHeardAt: heardAt === null ? null : time(heardAt),
    })),
    appointments: record.appointments.map(({ id, person: _, sequence: __, startAt, endAt, phone, ...rest }) => ({
      ...rest,
      phone: phone === null ? null : world.vault.open(key, `appointment:phone:${id}`, phone),
      startAt: time(startAt),
      endAt: time(endAt),
    })),
    waitingFor: record.waiting.map(({ topic, wish, at }) => ({ topic, wish, since: time(at) })),
    invitations: record.invitations.map(({ at, until, ...rest }) => ({ ...rest, at: time(at), until: time(until) })),
    reminders: record.timers.map(({ at, ...rest }) => ({ ...rest, at: time(at) })),
    requests: record.requests.map(({ id, pilot, kind, language, state, at, answeredAt, closedAt, demo }) => ({
      ...{ id, pilot, kind, language, state, demo },
      at: time(at),
      answeredAt: answeredAt === null ? null : time(answeredAt),
      closedAt: closedAt === null ? null : time(closedAt),
      thread: threadOf(world, id, key, record),
    })),
    messages: messagesOf(world, person.id, key, record).map(({ at, contact, ...rest }) => ({
      at: time(at),
      channel: channels.get(contact) ?? null,
      ...rest,
    })),
    counted: events.map(({ kind, data, hour }) => ({ kind, ...data, hour: time(hour) })),
    looks: record.looks.map(({ at, ...rest }) => ({ ...rest, at: time(at) })),
  };
}

/**
 * What the person and the staff wrote to each other, and what staff noted of the person. Words of danger are left out,
 * here too: somebody else may read the copy. A file is named; it is opened on the page of the request.
 */
const threadOf = ({ vault, content }: World, id: string, key: PersonKey, { entries, files }: Sealed) =>
  entries
    .filter(({ request }) => request === id)
    .map(({ from, at, seq, body }) => {
      const words = vault.open(key, `request_entry:body:${entryRow(id, seq)}`, body);
      const sent = files.find((file) => file.request === id && file.seq === seq);
      return { from, at: time(at), words, file: sent?.media ?? null };
    })
    .filter(({ words }) => !readsDanger(content.model.words, words));

/** The place where the person stands is left out: it would show that the person is being told about safety. */
const profileOf = ({ language, pilot, consent, looking, profile, way, skills, programme }: Conversation) => ({
  language,
  pilot,
  consent: consent && { ...consent, at: time(consent.at) },
  looking,
  profile,
  steps: way?.done ?? [],
  plans: way?.plans ?? [],
  questions: way?.questions ?? [],
  counsellorsSeePlans: way?.shared ?? false,
  strength: way?.strength ?? null,
  skills: skills ?? null,
  programme: programme ?? null,
});

/** The messages of both sides, in the order of time. */
function messagesOf({ vault }: World, person: string, key: PersonKey, record: Sealed) {
  const said = record.incomings.flatMap(({ seq, contact, body, at }) => {
    if (body === null) return [];
    const content = bodies.open(vault, key, `${person}.${seq}`, body);
    return content.kind === 'due' ? [] : [{ at, contact, from: 'person', content }];
  });
  const answered = record.replies.flatMap(({ seq, contact, body, at }) => {
    if (body === null) return [];
    const content = replyOf(replies.open(vault, key, `${person}.${seq}`, body));
    return [{ at, contact, from: 'saputnik', content }];
  });
  // The sort is stable: a person's message comes before its answer of the same millisecond.
  return [...said, ...answered].sort((a, b) => a.at - b.at);
}

const time = (ms: number): string => new Date(ms).toISOString();
