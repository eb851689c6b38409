import { asc, eq, gt } from 'drizzle-orm';
import type { Q } from './store.ts';

const PAGE = 200;

/** Every stored conversation, still sealed. They are read a page at a time, so that thousands need little memory. */
export async function* allConversations(
  q: Q,
): AsyncGenerator<{ person: string; conversation: Buffer; wrapped: Buffer }> {
  const { person, personKey } = q.t;
  let after = '';
  for (;;) {
    const rows = await q.db
      .select({ person: person.id, conversation: person.conversation, wrapped: personKey.wrapped })
      .from(person)
      .innerJoin(personKey, eq(personKey.person, person.id))
      .where(gt(person.id, after))
      .orderBy(asc(person.id))
      .limit(PAGE);
    for (const row of rows) if (row.conversation !== null) yield { ...row, conversation: row.conversation };
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.person;
  }
}
