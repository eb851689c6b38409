import { getTableColumns, getTableName } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { postgresTables } from '../../src/store/postgres-tables.ts';
import { createVault, keyDays, newKeyFile, parseKeys, SEALED, VaultError, withNewKey } from '../../src/store/vault.ts';

const vault = createVault(parseKeys(newKeyFile()));
const ana = vault.newPersonKey('ana').key;
const PLACE = 'inbox:body:ana.1';

describe('sealing', () => {
  test('opens again, whatever the text, with the right key at the right place', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 2000 }),
        fc.constantFrom(...SEALED),
        fc.uuid(),
        (text, where, row) => {
          for (const key of [ana, 'house'] as const) {
            const sealed = vault.seal(key, `${where}:${row}`, text);
            expect(vault.open(key, `${where}:${row}`, sealed)).toBe(text);
            expect(sealed.length).toBe(33 + Buffer.byteLength(text));
          }
        },
      ),
    );
  });

  test('opens nowhere else, under no other key', () => {
    const sealed = vault.seal(ana, PLACE, 'secret');
    const other = vault.newPersonKey('ben').key;
    expect(() => vault.open(ana, 'inbox:body:ana.2', sealed)).toThrow(VaultError);
    expect(() => vault.open(ana, 'outbox:body:ana.1', sealed)).toThrow(VaultError);
    expect(() => vault.open(other, PLACE, sealed)).toThrow(VaultError);
    expect(() => vault.open('house', PLACE, sealed)).toThrow(VaultError);
    expect(() => vault.open(ana, PLACE, vault.seal('house', PLACE, 'secret'))).toThrow(VaultError);
  });

  test('notices every changed bit and every missing byte', () => {
    const sealed = vault.seal(ana, PLACE, 'a few words');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => vault.open(ana, PLACE, changed), `bit ${bit}`).toThrow(VaultError);
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => vault.open(ana, PLACE, sealed.subarray(0, length)), `${length} bytes`).toThrow(VaultError);
    }
  });

  test('never repeats itself, and shows nothing of the text', () => {
    const sealed = Array.from({ length: 2000 }, () => vault.seal(ana, PLACE, 'the same words'));
    expect(new Set(sealed.map((one) => one.toString('hex', 5, 17))).size).toBe(2000);
    expect(sealed.filter((one) => one.includes('same'))).toEqual([]);
  });

  test('says nothing of the text in an error', () => {
    const sealed = vault.seal(ana, PLACE, 'secret');
    try {
      vault.open(ana, 'inbox:body:elsewhere', sealed);
      expect.unreachable();
    } catch (error) {
      expect(String(error)).toContain('inbox:body:elsewhere');
      expect(String(error)).not.toContain('secret');
    }
  });
});

describe("a person's key", () => {
  test('unwraps to the same key, for that person alone', () => {
    const { key, wrapped } = vault.newPersonKey('cem');
    const sealed = vault.seal(key, PLACE, 'words');
    expect(vault.open(vault.unwrap('cem', wrapped), PLACE, sealed)).toBe('words');
    vault.forget('cem');
    expect(vault.open(vault.unwrap('cem', wrapped), PLACE, sealed)).toBe('words');
    expect(() => vault.unwrap('dana', wrapped)).toThrow(VaultError);
    expect(() => createVault(parseKeys(KEYS.one)).unwrap('cem', wrapped)).toThrow(VaultError);
  });

  test('is gone with its wrapped form: a new one for the same person opens nothing', () => {
    const old = vault.newPersonKey('eva');
    const sealed = vault.seal(old.key, PLACE, 'words');
    vault.forget('eva');
    const fresh = vault.newPersonKey('eva');
    expect(() => vault.open(fresh.key, PLACE, sealed)).toThrow(VaultError);
    // The one kept in memory is not taken for another wrapped form.
    expect(vault.open(vault.unwrap('eva', old.wrapped), PLACE, sealed)).toBe('words');
  });

  test('is still found when more people write than are kept in memory', () => {
    const many = Array.from({ length: 10_050 }, (_, index) => vault.newPersonKey(`p${index}`).wrapped);
    const sealed = vault.seal(vault.unwrap('p0', many[0] ?? Buffer.alloc(0)), PLACE, 'words');
    expect(vault.open(vault.unwrap('p0', many[0] ?? Buffer.alloc(0)), PLACE, sealed)).toBe('words');
  });
});

const KEYS = { one: newKeyFile(), two: newKeyFile().replaceAll(/^#.*\n/gm, '') };

describe('the master key', () => {
  test('can be changed: what was sealed opens, indexes stay, wrapped keys move over', () => {
    const before = createVault(parseKeys(KEYS.one));
    const { key, wrapped } = before.newPersonKey('ana');
    const sealed = before.seal(key, PLACE, 'words');
    const name = before.seal('house', 'counsellor:name:1', 'Mira');
    expect(before.needsRewrap(wrapped)).toBe(false);

    const after = createVault(parseKeys(KEYS.one + KEYS.two));
    expect(after.blindIndex('handle', 'telegram', '1')).toEqual(before.blindIndex('handle', 'telegram', '1'));
    expect(after.open('house', 'counsellor:name:1', name)).toBe('Mira');
    expect(after.open(after.unwrap('ana', wrapped), PLACE, sealed)).toBe('words');
    expect(after.needsRewrap(wrapped)).toBe(true);
    const moved = after.rewrap('ana', wrapped);
    expect(after.needsRewrap(moved)).toBe(false);
    expect(after.open(after.unwrap('ana', moved), PLACE, sealed)).toBe('words');
    expect(after.needsRewrap(after.newPersonKey('new').wrapped)).toBe(false);
    expect(() => before.unwrap('ana', moved)).toThrow(VaultError);
  });
});

describe('a blind index', () => {
  test('is the same for the same parts, and for nothing else', () => {
    const index = vault.blindIndex('handle', 'telegram', '38160');
    expect(vault.blindIndex('handle', 'telegram', '38160')).toEqual(index);
    const others = [
      vault.blindIndex('seen', 'telegram', '38160'),
      vault.blindIndex('handle', 'telegra', 'm38160'),
      vault.blindIndex('handle', 'telegram38160'),
      vault.blindIndex('handle', 'telegram', '38161'),
      vault.blindIndex('handle', 'telegram","38160'),
      createVault(parseKeys(KEYS.one)).blindIndex('handle', 'telegram', '38160'),
    ];
    expect(new Set([index, ...others].map((one) => one.toString('hex'))).size).toBe(7);
    expect(index).toHaveLength(32);
  });
});

describe('the keys file', () => {
  test('is made by one command and read again', () => {
    const file = newKeyFile({ random: (bytes) => Buffer.alloc(bytes, 7) });
    expect(parseKeys(file)).toEqual([Buffer.alloc(32, 7)]);
    expect(parseKeys(`\r\n  ${file.replaceAll('\n', '\r\n')}\r\n# more\r\n`)).toEqual([Buffer.alloc(32, 7)]);
  });

  test('notes on which day each key was made, and knows of none where it does not', () => {
    const [made, later] = [Date.UTC(2026, 10, 24), Date.UTC(2027, 1, 3)];
    const file = newKeyFile({ at: made + 9 * 3_600_000 });
    expect(keyDays(file)).toEqual([made]);
    expect(keyDays(withNewKey(file, { at: later }))).toEqual([made, later]);
    expect(parseKeys(withNewKey(file, { at: later }))).toHaveLength(2);
    const earlier = file.replace(/^# Made on .*\n/m, '');
    expect(keyDays(withNewKey(earlier, { at: later }))).toEqual([null, later]);
  });

  const good = Buffer.alloc(32, 1).toString('base64url');
  test.each([
    ['an empty file', '', 'no key'],
    ['comments alone', '# nothing\n\n', 'no key'],
    ['a short key', `${good}\nAAAA\n`, 'line 2'],
    ['a long key', `${good}AAAA`, 'line 1'],
    ['ordinary base64', Buffer.alloc(32, 255).toString('base64'), 'line 1'],
    ['bits that count for nothing', `${good.slice(0, -1)}F`, 'line 1'],
    ['two keys on a line', `${good} ${good}`, 'line 1'],
    ['a key twice', `${good}\n# again\n${good}`, 'line 3'],
  ])('is refused: %s', (_, text, where) => {
    expect(() => parseKeys(text)).toThrow(VaultError);
    expect(() => parseKeys(text)).toThrow(where);
    try {
      parseKeys(text);
    } catch (error) {
      expect(String(error)).not.toContain(good.slice(0, 20));
    }
  });
});

test('every column of bytes is known to be sealed, a keyed hash or a wrapped key', () => {
  const notSealed = [
    'person_key:wrapped',
    'contact:handleHash',
    'alias:handleHash',
    'link_code:hash',
    'shown_code:hash',
    'whatsapp_key:name',
    'whatsapp_key:owner',
    'seen:key',
    'dispatch:key',
    'counsellor:feedHash',
    'token:hash',
    'staff_session:hash',
    'account:mailHash',
    'invitation:hash',
    'passkey:publicKey',
    'recovery_code:hash',
    'challenge:hash',
    'chat_code:hash',
    'document:link',
    'throttle:key',
  ];
  const columns = Object.values(postgresTables).flatMap((table) =>
    Object.entries(getTableColumns(table))
      .filter(([, column]) => column.getSQLType() === 'bytea')
      .map(([key]) => `${getTableName(table)}:${key}`),
  );
  expect(columns.toSorted()).toEqual([...SEALED, ...notSealed].toSorted());
});
