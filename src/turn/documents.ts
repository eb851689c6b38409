import type { Conversation } from '../conversation/conversation.ts';
import { skillsNow, wayKept } from '../conversation/model.ts';
import { addDocument, documentOf, linkDocument, takeByLink } from '../store/documents.ts';
import { loadPerson } from '../store/people.ts';
import { type Made, documents as sealedDocuments } from '../store/sealed.ts';
import type { Q } from '../store/store.ts';
import type { PersonKey } from '../store/vault.ts';
import type { SentFile } from './channel.ts';
import { findSender } from './take-in/identity.ts';
import { newId, type World } from './world.ts';

/** How long the answers of a document are kept for a device that has to fetch it, or for a link (ms). */
const HOUR = 3_600_000;
/** As long as a reply may wait to be sent. */
const DAY = 24 * HOUR;

/** The languages of a person's documents: of the pilot's employers (`host`), and the person's own. */
export function documentLanguages(
  { content: { pilots } }: Pick<World, 'content'>,
  { pilot, language }: Pick<Conversation, 'pilot' | 'language'>,
): { host: string; own: string } {
  return { host: (pilot === null ? undefined : pilots[pilot]?.host) ?? 'en', own: language ?? 'en' };
}

/** The answers from which a person's CV is made. `tongue`: in the language of the pilot's employers, or in the person's. */
export function madeCv(
  { content }: Pick<World, 'content'>,
  c: Conversation,
  tongue: 'host' | 'own',
  format: 'pdf' | 'docx',
): Made {
  const { model, pilots } = content;
  const languages = documentLanguages({ content }, c);
  const { gender } = c.profile;
  const { strength } = wayKept(model, c) ?? {};
  return {
    kind: 'cv',
    language: languages[tongue],
    own: languages.own,
    skills: skillsNow(model, c),
    format,
    country: (c.pilot === null ? undefined : pilots[c.pilot]?.country) ?? '',
    ...(gender !== undefined && { gender }),
    ...(strength !== undefined && { strength: strength.strength }),
  };
}

/** Keeps the answers of a document until it is sent; returns its id. `fetches`: the person's device fetches it. */
export async function keepDocument(
  world: World,
  q: Q,
  owner: { person: string; key: PersonKey },
  made: Made,
  fetches: boolean,
): Promise<string> {
  const id = newId(world);
  const body = sealedDocuments.seal(world.vault, owner.key, id, made);
  await addDocument(q, { id, person: owner.person, body, until: world.clock() + (fetches ? HOUR : DAY) });
  return id;
}

/** Makes the file of a document of this person; undefined where it is gone. */
export async function fileOf(world: World, person: string, id: string): Promise<SentFile | undefined> {
  const row = await documentOf(world.store.read, id, world.clock());
  return row?.person === person ? made(world, row) : undefined;
}

/** The same for a device that fetches, by its handle. It may fetch again, as long as the answers are kept. */
export async function fileForHandle(
  world: World,
  channel: 'web-chat',
  handle: string,
  id: string,
): Promise<SentFile | undefined> {
  const sender = await findSender(world, world.store.read, { channel, handle });
  return sender && fileOf(world, sender.person, id);
}

/** Makes a link that opens a person's document once, within an hour; undefined where it is gone. */
export async function linkTo(world: World, q: Q, person: string, id: string): Promise<string | undefined> {
  const token = world.random(32).toString('base64url');
  const set = { link: linkHash(world, token), until: world.clock() + HOUR };
  return (await linkDocument(q, { id, person }, set)) ? `${world.publicUrl}/documents/${token}` : undefined;
}

/** Makes the file that a link opens, and ends the link; undefined where it has ended. */
export async function fileByLink(world: World, token: string): Promise<SentFile | undefined> {
  const row = await world.store.tx((q) => takeByLink(q, linkHash(world, token), world.clock()));
  return row && made(world, row);
}

const linkHash = ({ vault }: World, token: string): Buffer => vault.blindIndex('document', token);

async function made(world: World, row: { id: string; person: string; body: Buffer }): Promise<SentFile | undefined> {
  const person = await loadPerson(world.store.read, row.person);
  if (person === undefined || person.forgetAt !== null || world.documents === undefined) return undefined;
  const key = world.vault.unwrap(person.id, person.wrapped);
  return world.documents.make(sealedDocuments.open(world.vault, key, row.id, row.body));
}
