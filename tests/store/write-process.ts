// Writes a person for each name, 20 kB each, all at once; says how many were acknowledged.
import { openSqlite } from '../../src/store/sqlite.ts';

const [file = '', ...names] = process.argv.slice(2);
const store = openSqlite(file);
const results = await Promise.allSettled(
  names.map((id) =>
    store.tx(({ db, t }) =>
      db
        .insert(t.person)
        .values({ id, lastDay: 1, conversation: Buffer.alloc(20_000, id) })
        .returning({ id: t.person.id }),
    ),
  ),
);
const kept = results.filter(({ status }) => status === 'fulfilled').length;
process.stdout.write(`${kept} kept, ${results.length - kept} refused`);
await store.close();
