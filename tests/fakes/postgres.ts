import pg from 'pg';
import { inject } from 'vitest';
import { newDatabase } from './postgres-server.ts';
import { askFor } from './shared.ts';

/** A database that others are copied from: made once a run, by the first test that asks. */
interface Template {
  name: string;
  make(url: string): Promise<void>;
}

/** The URL of a new database on the run's PostgreSQL, which starts when the first test asks. Empty without a template. */
export async function freshPostgres(template?: Template): Promise<string> {
  const server = await askFor(inject('postgres'));
  if (template === undefined) return newDatabase(server);
  const from = `template_${template.name}`;
  if (!ready.has(from)) await makeOnce(server, from, template.make);
  ready.add(from);
  return newDatabase(server, from);
}

/** What is known in this process to be made. */
const ready = new Set<string>();

/** Makes a database unless there is one; processes that ask together wait for one another. */
async function makeOnce(server: string, name: string, make: Template['make']): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(1)');
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (known.rowCount !== 0) return;
    const url = await newDatabase(server);
    await make(url);
    await client.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} RENAME TO ${name}`);
  } finally {
    await client.end();
  }
}
