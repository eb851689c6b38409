import { getTableColumns } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { OWNED } from '../../src/store/belongings.ts';
import { postgresTables } from '../../src/store/postgres-tables.ts';

/** The tables with rows about a person, who is named by something else than a column `person`. */
const BY_ANOTHER_NAME = ['person', 'event', 'claim', 'notice', 'handover'];

/**
 * The tables with no row about a person. Of an erased one: that there was one (`erasure`), what a counsellor is
 * told, and which of the staff did something with an id that leads nowhere any more (`log`).
 */
const NOBODYS = [
  ...[
    'staffSession',
    'account',
    'chatCode',
    'invitation',
    'passkey',
    'recoveryCode',
    'challenge',
    'throttle',
    'log',
    'whatsappKey',
    'lease',
    'seen',
    'job',
    'published',
    'enrolled',
    'tally',
    'office',
    'topic',
    'counsellor',
    'hours',
    'dayHours',
  ],
  ...[
    'closing',
    'busy',
    'absence',
    'resource',
    'groupOffer',
    'broadcast',
    'fact',
    'service',
    'token',
    'erasure',
    'cancellation',
  ],
];

test('every table belongs to people or to nobody: an erasure deletes, and a backup seals, what belongs to a person', () => {
  expect([...OWNED, ...BY_ANOTHER_NAME, ...NOBODYS].sort()).toEqual(Object.keys(postgresTables).sort());
  for (const table of OWNED) expect(getTableColumns(postgresTables[table])).toHaveProperty('person');
});
