import Database from 'better-sqlite3';

/** What one turn stores, in rows and bytes: the work that a floor has to do as well. */
export interface Written {
  inbox: number;
  conversation: number;
  replies: number[];
  events: { pilot: string | null; pseudonym: string | null; kind: string; data: string }[];
}

/** The tables that `Written` and every turn's one row in `seen` account for. */
const NOTED = ['seen', 'inbox', 'outbox', 'event'];

/** Watches a file in which one person alone is talking. */
export function lookForWrites(file: string): Disposable & { mark(): void; since(): Written } {
  const database = new Database(file, { readonly: true });
  const tables = database
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '*[_][_]*'")
    .pluck()
    .all()
    .filter((table) => !table.startsWith('sqlite_'));
  const count = database.prepare<[], Record<string, number>>(
    `SELECT ${tables.map((table) => `(SELECT count(*) FROM "${table}") AS "${table}"`).join(', ')}`,
  );
  const sizes = (column: string, table: string) =>
    database.prepare<[number], number>(`SELECT length(${column}) FROM ${table} ORDER BY rowid DESC LIMIT ?`).pluck();
  const inbox = sizes('body', 'inbox');
  const outbox = sizes('body', 'outbox');
  const person = sizes('conversation', 'person');
  const event = database.prepare<[number], Written['events'][number]>(
    'SELECT pilot, pseudonym, kind, data FROM event ORDER BY rowid DESC LIMIT ?',
  );
  const counts = () => count.get() ?? {};
  let before = counts();

  return {
    mark() {
      before = counts();
    },
    since() {
      const after = counts();
      const grown = (table: string) => (after[table] ?? 0) - (before[table] ?? 0);
      const other = tables.filter((table) => !NOTED.includes(table) && grown(table) !== 0);
      if (before.person !== 0 && other.length > 0) throw new Error(`a turn also wrote to ${other.join(', ')}`);
      return {
        inbox: inbox.get(1) ?? 0,
        conversation: person.get(1) ?? 0,
        replies: outbox.all(grown('outbox')),
        events: event.all(grown('event')),
      };
    },
    [Symbol.dispose]: () => void database.close(),
  };
}
