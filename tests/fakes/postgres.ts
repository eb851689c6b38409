import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { newDatabase } from './postgres-server.ts';

/** The URL of a new, empty database on the run's PostgreSQL, which starts when the first test asks. */
export async function freshPostgres(): Promise<string> {
  return newDatabase(await text(connect(inject('postgres'))));
}
