import { openSqlite } from '../../src/store/sqlite.ts';
import { temporaryFolder } from '../bench/instance.ts';
import { opened, type Sealed, sealedIn } from '../fakes/sealed.ts';
import { copyOf } from './kill.ts';

/** What somebody reads who has the database and the master key. */
export interface Loot {
  /** Everything that is sealed under people's keys, and what it says. */
  values: (Sealed & { text: string })[];
  /** The files that wait to be sent, or to be fetched by a link. */
  documents: { id: string; person: string; isLinked: boolean }[];
  /** Who somebody is, by their handle. */
  people: Map<string, string>;
  /** The people who asked to be forgotten, and have not been yet. */
  leaving: Set<string>;
  /** Why replies were given up. */
  failures: { person: string; reason: string | null }[];
}

/** Reads a copy of a database, so that looking at it does not tidy it up. */
export async function steal(folder: string): Promise<Loot> {
  using copy = temporaryFolder();
  const store = openSqlite(copyOf(folder, copy.path));
  const { db, t } = store.read;
  const keys = (await db.select().from(t.personKey)).map(({ wrapped }) => wrapped);
  const values = opened(await sealedIn(store.read), keys);
  const people = await db.select().from(t.person);
  const documents = await db.select().from(t.document);
  const outbox = await db.select().from(t.outbox);
  await store.close();
  return {
    values,
    documents: documents.map(({ id, person, link }) => ({ id, person, isLinked: link !== null })),
    people: new Map(
      values.flatMap(({ place, person, text }) => (place.startsWith('contact:') ? [[text, person]] : [])),
    ),
    leaving: new Set(people.flatMap(({ id, forgetAt }) => (forgetAt === null ? [] : [id]))),
    failures: outbox.flatMap(({ person, state, reason }) => (state === 'failed' ? [{ person, reason }] : [])),
  };
}
