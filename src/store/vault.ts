import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/**
 * The sealed columns, as `table:column`. They are sealed under the person's own key, so that destroying that key
 * forgets them. Only columns about staff, rooms and interpreters, what counsellors are told of an appointment that an
 * erasure cancelled, and the keys of a linked device are under the house key.
 */
export const SEALED = [
  'person:conversation',
  'contact:handle',
  'alias:handle',
  'whatsapp_key:body',
  'inbox:body',
  'outbox:body',
  'outbox:externalIds',
  'appointment:phone',
  'request_entry:body',
  'request_file:ref',
  'request_file:body',
  'document:body',
  'cancellation:body',
  'counsellor:name',
  'counsellor:video',
  'counsellor:mail',
  'counsellor:busyUrl',
  'resource:name',
  'account:mail',
  'account:name',
  'account:totp',
  'account:chat',
  'invitation:name',
] as const;

/**
 * The place of a sealed text, `table:column:row`; in a backup everything that belongs to a person is one text, and an
 * address of a staff page that leads to a person is sealed for one session. The text opens at no other place.
 */
export type Place = `${(typeof SEALED)[number] | 'backup:belongings' | 'address:person'}:${string}`;

/** Says why a text or a key can't be sealed, opened or unwrapped. Its message never holds the content. */
export class VaultError extends Error {
  override name = 'VaultError';
}

/** The purposes of keyed hashes, each with a key of its own. */
const INDEXES = [
  'handle',
  'seen',
  'sent',
  'device',
  'link',
  'shown',
  'staff-code',
  'backup',
  'mail',
  'totp',
  'throttle',
  'demonstration',
  'log',
  'document',
  'letter',
  'release',
] as const;
type Index = (typeof INDEXES)[number];

declare const personKey: unique symbol;
/** A person's key, ready for use. */
export type PersonKey = Key & { readonly [personKey]: true };

export interface Vault {
  /** A keyed hash of 32 bytes to look up a guessable value by. It stays the same when the master key is rotated. */
  blindIndex(kind: Index, ...parts: string[]): Buffer;
  /** Makes a new key for a person; `wrapped` is the form in which it is stored. */
  newPersonKey(person: string): { key: PersonKey; wrapped: Buffer };
  /** Throws `VaultError` if the wrapped key is another person's or was altered, or if its master key is missing. */
  unwrap(person: string, wrapped: Buffer): PersonKey;
  /** Drops the person's key from memory. To destroy it for good, delete its wrapped form. */
  forget(person: string): void;
  seal(key: PersonKey | 'house', place: Place, text: string | Uint8Array): Buffer;
  /** Throws `VaultError` if `sealed` was sealed with another key or for another place, or if a bit was changed. */
  open(key: PersonKey | 'house', place: Place, sealed: Buffer): string;
  /** The same, for what was sealed as bytes. */
  openBytes(key: PersonKey, place: Place, sealed: Buffer): Buffer;
  /** Whether a key is still wrapped by an older master key. */
  needsRewrap(wrapped: Buffer): boolean;
  /** Wraps the same key by the newest master key. */
  rewrap(person: string, wrapped: Buffer): Buffer;
}

// A sealed text, with sizes in bytes: version (1) · key id (4) · IV (12) · ciphertext · tag (16)
const VERSION = 1;
const IV_AT = 5;
const TEXT_AT = 17;
const TAG = 16;
const KEY = 32;
const GCM = { authTagLength: TAG };
/**
 * How many random IVs are made at once. NIST SP 800-38D: a key with random IVs may seal at most 2^32 times; a person's
 * key never comes near that.
 */
const IVS_AT_ONCE = 256;
const KEPT_KEYS = 10_000;

interface Key {
  /** The version and the key's id, with which each text that the key seals begins. */
  readonly header: Buffer;
  readonly secret: KeyObject;
}

function makeKey(bytes: Buffer): Key {
  const id = createHash('sha256').update('saputnik key id\0').update(bytes).digest().subarray(0, 4);
  // A KeyObject is four times as fast as handing OpenSSL the bytes again at every use.
  return { header: Buffer.concat([Buffer.of(VERSION), id]), secret: createSecretKey(bytes) };
}

/** Whether a sealed text begins with the key's version and id. */
const isUnder = (key: Key, sealed: Buffer) =>
  sealed.length >= TEXT_AT + TAG && sealed.compare(key.header, 0, IV_AT, 0, IV_AT) === 0;

const headerOf = (sealed: Buffer) => sealed.toString('hex', 0, IV_AT);

function unseal(key: Key, place: string, sealed: Buffer): Buffer {
  if (!isUnder(key, sealed)) {
    throw new VaultError(`${place}: begins with ${headerOf(sealed)}, not with the key's ${headerOf(key.header)}`);
  }
  const decipher = createDecipheriv('aes-256-gcm', key.secret, sealed.subarray(IV_AT, TEXT_AT), GCM);
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  const text = decipher.update(sealed.subarray(TEXT_AT, sealed.length - TAG));
  try {
    decipher.final();
  } catch {
    throw new VaultError(`${place}: altered, or sealed for another place`);
  }
  return text;
}

/**
 * Reads the text of a file of master keys: one base64url key of 32 bytes a line, `#` begins a comment line. The last
 * key is the current master key; the others still unwrap. Blind indexes and the house key derive from the first, which
 * must stay. Throws `VaultError`, which names the line of a bad key.
 */
export function parseKeys(text: string): Buffer[] {
  const keys: Buffer[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const word = line.trim();
    if (word === '' || word.startsWith('#')) continue;
    const key = Buffer.from(word, 'base64url');
    if (key.length !== KEY || key.toString('base64url') !== word) {
      throw new VaultError(`Keys file, line ${index + 1}: not a key of ${KEY} bytes in base64url`);
    }
    if (keys.some((other) => other.equals(key)))
      throw new VaultError(`Keys file, line ${index + 1}: the key is there twice`);
    keys.push(key);
  }
  if (keys.length === 0) throw new VaultError('Keys file: no key in it');
  return keys;
}

/** The comment above a key that says on which day (UTC) it was made. */
const MADE = /^# Made on (\d{4}-\d\d-\d\d)$/;
const madeOn = (at: number): string => `# Made on ${new Date(at).toISOString().slice(0, 10)}`;

/** When master keys were made. */
export interface KeyTimes {
  /** The day of each key, in the order of the file (epoch ms); null where the file does not say it. */
  made: (number | null)[];
  /** When the file was last written (epoch ms): no key is younger. */
  fileAt: number;
}

/** The days on which the keys in the text of a key file were made, as `KeyTimes` has them. */
export function keyDays(text: string): KeyTimes['made'] {
  const days: KeyTimes['made'] = [];
  let noted: number | null = null;
  for (const line of text.split('\n').map((one) => one.trim())) {
    const day = MADE.exec(line)?.[1];
    if (day !== undefined) noted = Date.parse(day);
    else if (line !== '' && !line.startsWith('#')) {
      days.push(noted);
      noted = null;
    }
  }
  return days;
}

/** The source of a new key: random bytes, and the time (epoch ms), whose day is noted above the key. */
interface KeySource {
  random?: (bytes: number) => Buffer;
  at?: number;
}

/** The text of a new file of master keys. */
export function newKeyFile({ random = randomBytes, at = Date.now() }: KeySource = {}): string {
  return [
    '# Saputnik master keys, one a line. Who holds this file and the data can read everything.',
    '# To change the key, add a line at the end. Never remove the first.',
    madeOn(at),
    random(KEY).toString('base64url'),
    '',
  ].join('\n');
}

/** The text of a file of master keys with a new key at its end, which is the current master key from then on. */
export function withNewKey(text: string, { random = randomBytes, at = Date.now() }: KeySource = {}): string {
  return `${text.replace(/\n*$/, '\n')}${madeOn(at)}\n${random(KEY).toString('base64url')}\n`;
}

/** A vault that seals and opens under `keys`, as `parseKeys` returns them. */
export function createVault(keys: Buffer[], random: (bytes: number) => Buffer = randomBytes): Vault {
  const [first] = keys;
  if (!first) throw new VaultError('A vault needs a key');
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', first, '', `saputnik ${purpose}`, KEY));
  const masters = keys.map(makeKey);
  const master = masters.at(-1) as Key;
  const house = makeKey(derive('house'));
  const indexes = Object.fromEntries(INDEXES.map((kind) => [kind, createSecretKey(derive(kind))])) as Record<
    Index,
    KeyObject
  >;

  let ivs: Buffer = Buffer.alloc(0);
  let nextIv = 0;
  function newIv(): Buffer {
    if (nextIv === ivs.length) {
      ivs = random(12 * IVS_AT_ONCE);
      nextIv = 0;
    }
    nextIv += 12;
    return ivs.subarray(nextIv - 12, nextIv);
  }

  function enclose(key: Key, place: string, content: Buffer): Buffer {
    const iv = newIv();
    const cipher = createCipheriv('aes-256-gcm', key.secret, iv, GCM);
    cipher.setAAD(Buffer.from(place));
    const body = cipher.update(content);
    cipher.final();
    return Buffer.concat([key.header, iv, body, cipher.getAuthTag()], TEXT_AT + body.length + TAG);
  }

  const wrapPlace = (person: string) => `person_key:wrapped:${person}`;
  const known = new Map<string, { wrapped: Buffer; key: PersonKey }>();
  function remember(person: string, wrapped: Buffer, bytes: Buffer): PersonKey {
    const key = makeKey(bytes) as PersonKey;
    const [oldest] = known.keys();
    if (known.size >= KEPT_KEYS && oldest !== undefined) known.delete(oldest);
    known.set(person, { wrapped, key });
    return key;
  }

  function unwrapBytes(person: string, wrapped: Buffer): Buffer {
    const owner = masters.find((candidate) => isUnder(candidate, wrapped));
    if (!owner) throw new VaultError(`No key of the keys file begins with ${headerOf(wrapped)}`);
    return unseal(owner, wrapPlace(person), wrapped);
  }

  return {
    blindIndex(kind, ...parts) {
      // JSON keeps ['ab', 'c'] and ['a', 'bc'] apart.
      return createHmac('sha256', indexes[kind]).update(JSON.stringify(parts)).digest();
    },
    newPersonKey(person) {
      const bytes = random(KEY);
      const wrapped = enclose(master, wrapPlace(person), bytes);
      return { key: remember(person, wrapped, bytes), wrapped };
    },
    unwrap(person, wrapped) {
      const found = known.get(person);
      if (found?.wrapped.equals(wrapped)) return found.key;
      return remember(person, wrapped, unwrapBytes(person, wrapped));
    },
    forget(person) {
      known.delete(person);
    },
    seal(key, place, text) {
      return enclose(key === 'house' ? house : key, place, Buffer.from(text));
    },
    open(key, place, sealed) {
      return unseal(key === 'house' ? house : key, place, sealed).toString();
    },
    openBytes: unseal,
    needsRewrap(wrapped) {
      return !isUnder(master, wrapped);
    },
    rewrap(person, wrapped) {
      return enclose(master, wrapPlace(person), unwrapBytes(person, wrapped));
    },
  };
}
