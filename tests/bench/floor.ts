import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { migrateSqlite } from '../../src/store/sqlite.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import type { Turn } from './script.ts';

/** As the application's. */
const PRAGMAS = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'secure_delete = ON',
  'wal_autocheckpoint = 4000',
  'temp_store = MEMORY',
];

export interface Floor extends Disposable {
  /** Stores a group of turns, each of another person, in one durable commit. */
  commit(group: readonly { person: number; turn: Turn }[]): void;
}

/**
 * The least that these promises cost: bare better-sqlite3, with our tables, indexes and pragmas, storing the same number of
 * rows and bytes for a message as the application did. It reads nothing, parses nothing and encrypts nothing.
 */
export function openFloor(file: string, people: number): Floor {
  migrateSqlite(file);
  const db = new Database(file);
  for (const pragma of PRAGMAS) db.pragma(pragma);
  const statement = (sql: string) => db.prepare<unknown[]>(sql);
  const begin = statement('BEGIN IMMEDIATE');
  const end = statement('COMMIT');
  const seen = statement('INSERT INTO seen (key, at) VALUES (?, ?)');
  const event = statement('INSERT INTO event (pilot, pseudonym, kind, data, hour, demo) VALUES (?, ?, ?, ?, ?, ?)');
  const outbox = statement(
    'INSERT INTO outbox (person, seq, contact, channel, body, card, at, state, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const person = statement(
    'UPDATE person SET conversation = ?, in_seq = ?, out_seq = ?, waiting = ?, consented = ?, last_day = ? WHERE id = ?',
  );
  const inbox = statement(
    'INSERT INTO inbox (person, seq, contact, body, at, state, due, attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );

  const newId = () => randomBytes(16).toString('base64url');
  const everybody = Array.from({ length: people }, () => ({ id: newId(), contact: newId(), inSeq: 0, outSeq: 0 }));
  for (const { id } of everybody) statement('INSERT INTO person (id, last_day) VALUES (?, 0)').run(id);
  const noise = randomBytes(64 * 1024);
  const blob = (bytes: number) => noise.subarray(0, bytes);

  return {
    commit(group) {
      const now = Date.now();
      const hour = now - (now % HOUR);
      const day = now - (now % DAY);
      begin.run();
      for (const { person: number, turn } of group) {
        const one = everybody[number];
        if (one === undefined) throw new RangeError('nobody of that number');
        const { written } = turn;
        one.inSeq += 1;
        seen.run(randomBytes(32), now);
        for (const { pilot, pseudonym, kind, data } of written.events) event.run(pilot, pseudonym, kind, data, hour, 1);
        for (const bytes of written.replies) {
          one.outSeq += 1;
          outbox.run(one.id, one.outSeq, one.contact, 'web-chat', blob(bytes), 0, now, 'sent', now);
        }
        person.run(blob(written.conversation), one.inSeq, one.outSeq, 0, 1, day, one.id);
        inbox.run(one.id, one.inSeq, one.contact, blob(written.inbox), now, 'done', now, 0);
      }
      end.run();
    },
    [Symbol.dispose]: () => void db.close(),
  };
}
