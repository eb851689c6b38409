// Writes more than fits, in one transaction that swallows every error and writes on; says what became of it.
import { openSqlite } from '../../src/store/sqlite.ts';

const [file = ''] = process.argv.slice(2);
const store = openSqlite(file);
const swallowing = store.tx(async ({ db, t }) => {
  let swallowed = 0;
  for (let i = 0; i < 30; i++) {
    const row = { id: `large-${i}`, lastDay: 1, conversation: Buffer.alloc(i < 20 ? 2_000_000 : 10, i) };
    await db
      .insert(t.person)
      .values(row)
      .catch(() => swallowed++);
  }
  return swallowed;
});
const neighbour = store.tx(({ db, t }) => db.insert(t.person).values({ id: 'neighbour', lastDay: 1 }).returning());
const [first, second] = await Promise.allSettled([swallowing, neighbour]);
process.stdout.write(`${first.status} ${second.status}`);
await store.close();
