import type { Conversation } from '../../conversation/conversation.ts';
import { readsDanger } from '../../conversation/interrupt.ts';
import { eventsOf } from '../../store/events.ts';
import { nameInLog, note } from '../../store/log.ts';
import { loadPerson, type PersonRow } from '../../store/people.ts';
import type { Principal } from '../../store/principal.ts';
import { recordOf } from '../../store/record.ts';
import { entryRow } from '../../store/requests.ts';
import { bodies, replies, replyOf } from '../../store/sealed.ts';
import type { Q } from '../../store/store.ts';
import type { PersonKey } from '../../store/vault.ts';
import { appointmentFor } from '../appointments/for-staff.ts';
import { requestFor } from '../requests/for-staff.ts';
import { openConversation } from '../run/open-conversation.ts';
import type { World } from '../world.ts';

/** How staff identify a person who is in front of them: by an appointment's reference, or by a request for a human. */
export type Asked = { reference: string } | { request: string };

/**
 * Opens everything that is kept about a person, for them to take away (GDPR Art. 15 and 20), and records who made the
 * copy. Undefined when `asked` names no person of the principal's pilots, or a person who was deleted or asked to be.
 */
export async function copyPerson(world: World, by: Principal, asked: Asked) {
  return world.store.tx(async (q) => {
    const named = await ('reference' in asked
      ? appointmentFor(world, q, by, asked)
      : requestFor(world, q, by, asked.request));
    if (named === undefined || named.person === null) return undefined;
    await q.lockPerson(named.person);
    const person = await loadPerson(q, named.person);
    if (person === undefined || person.forgetAt !== null) return undefined;
    const target = 'reference' in asked ? nameInLog(world.vault, named.id) : named.id;
    await note(q, { who: by.who, what: 'copied', target, pilot: named.pilot, at: world.clock() });
    return copyOf(world, q, person);
  });
}

/** All that is kept about a person. */
type Sealed = Awaited<ReturnType<typeof recordOf>>;

async function copyOf(world: World, q: Q, person: PersonRow) {
  const key = world.vault.unwrap(person.id, person.wrapped);
  const conversation = openConversation(world, person, key);
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
const profileOf = ({ language, pilot, consent, looking, profile, way, skills }: Conversation) => ({
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
