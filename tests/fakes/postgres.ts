import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { inject } from 'vitest';

/** The URL of a new, empty database on the run's PostgreSQL, which starts when the first test asks. */
export async function freshPostgres(): Promise<string> {
  return newDatabase(await text(connect(inject('postgres'))));
}

/** A new, empty database on a server. */
export async function newDatabase(server: string): Promise<string> {
  const name = `t${randomBytes(8).toString('hex')}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}
