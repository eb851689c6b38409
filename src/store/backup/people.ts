import { eq, inArray } from 'drizzle-orm';
import { belongingsOf, type Row } from '../belongings.ts';
import { conversations } from '../sealed.ts';
import type { Q } from '../store.ts';
import { type PersonKey, type Vault, VaultError } from '../vault.ts';
import { BELONGINGS, belongingsPlace, encodeRow, isTable, recordName, type TableName } from './format.ts';

/** People read at once: each may have thousands of rows. */
const PAGE = 50;

export interface People {
  /** A record for each person, with the number of rows in it. */
  records(): AsyncGenerator<{ record: [typeof BELONGINGS, Row]; rows: number }>;
  /**
   * Whether a row whose table does not name a person is in none of the records. Ask once all of them are read, and of a
   * group offer or an appointment before its claims.
   */
  isNobodys(table: TableName, row: Row): boolean;
}

/** The people in a data file of the moment `at` (epoch ms). */
export function peopleOf(q: Q, vault: Vault, at: number): People {
  /** The ids and pseudonyms by which such a row tells that it is a person's. */
  const somebodys = new Set<unknown>();
  /** The ids of rows that belong to nobody and may have claims. */
  const nobodys = new Set<unknown>();

  async function rowsOf({ id, conversation }: Sealed, key: PersonKey, belongings: [string, Row][]) {
    const rows = belongings.flatMap(([table, row]) => (isTable(table) ? [[table, row] as const] : []));
    for (const [table, row] of rows) if (table === 'appointment') somebodys.add(row.id);
    const pseudonym = pseudonymIn(vault, key, id, conversation);
    if (pseudonym === null) return rows;
    somebodys.add(pseudonym);
    const { event } = q.t;
    const events = await q.db.select().from(event).where(eq(event.pseudonym, pseudonym));
    return [...rows, ...events.map((row) => ['event', row] as const)];
  }

  return {
    async *records() {
      for await (const page of pagesOf(q, (id) => recordName(vault, at, id))) {
        const all = await belongingsOf(
          q,
          page.map(({ id }) => id),
        );
        for (const one of page) {
          const key = vault.unwrap(one.id, one.wrapped);
          const rows = await rowsOf(one, key, all.get(one.id) ?? []);
          const json = JSON.stringify(rows.map(([table, row]) => [table, encodeRow(table, row)]));
          const body = vault.seal(key, belongingsPlace(one.name), json).toString('base64');
          yield { record: [BELONGINGS, { name: one.name, body }], rows: rows.length };
        }
      }
    },
    isNobodys(table, row) {
      if (table === 'groupOffer' || table === 'appointment') nobodys.add(row.id);
      if (table === 'claim') return nobodys.has(row.appointment);
      return ![row.appointment, row.pseudonym].some((name) => somebodys.has(name));
    },
  };
}

interface Sealed {
  id: string;
  /** The name of the person's record. */
  name: string;
  wrapped: Buffer;
  conversation: Buffer | null;
}

/** All people in the order of their records' names, which is no order that anything else has. */
async function* pagesOf({ db, t: { person, personKey } }: Q, nameOf: (id: string) => string): AsyncGenerator<Sealed[]> {
  const named = (await db.select({ id: person.id }).from(person)).map(({ id }) => ({ id, name: nameOf(id) }));
  const inOrder = named.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (let from = 0; from < inOrder.length; from += PAGE) {
    const names = new Map(inOrder.slice(from, from + PAGE).map(({ id, name }) => [id, name]));
    const rows = await db
      .select({ id: person.id, wrapped: personKey.wrapped, conversation: person.conversation })
      .from(person)
      .innerJoin(personKey, eq(personKey.person, person.id))
      .where(inArray(person.id, [...names.keys()]));
    const found = new Map(rows.map((row) => [row.id, row]));
    yield [...names].flatMap(([id, name]) => {
      const row = found.get(id);
      return row === undefined ? [] : [{ ...row, name }];
    });
  }
}

/** The pseudonym in a conversation; null if there is none, or if the conversation is damaged. */
function pseudonymIn(vault: Vault, key: PersonKey, person: string, conversation: Buffer | null): string | null {
  try {
    return conversation && conversations.open(vault, key, person, conversation).pseudonym;
  } catch (error) {
    if (error instanceof VaultError) return null;
    throw error;
  }
}
