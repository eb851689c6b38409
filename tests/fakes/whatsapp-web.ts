import { createCipheriv, createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import {
  addTransactionCapability,
  type BinaryNode,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  decodeBinaryNode,
  downloadContentFromMessage,
  encodeBinaryNode,
  generateSignalPubKey,
  getBinaryNodeChild,
  getBinaryNodeChildren,
  getMediaKeys,
  hmacSign,
  initAuthCreds,
  type KeyPair,
  normalizeMessageContent,
  proto,
  type SignalDataTypeMap,
  type SignalKeyStore,
  type SignalRepositoryWithLIDStore,
  type SocketConfig,
  unpadRandomMax16,
  writeRandomPadMax16,
  xmppPreKey,
  xmppSignedPreKey,
} from '@whiskeysockets/baileys';
import selfsigned from 'selfsigned';
import { type WebSocket, WebSocketServer } from 'ws';
import { framed, NoiseServer, trustFake } from './noise.ts';
import { refuseLong, refuseUnless, type SentDocument } from './sent-files.ts';

/**
 * WhatsApp's socket as a linked device meets it: the handshake, linking by a code, the queries of the library, messages that
 * are encrypted end to end by real keys, receipts, refusals at once and late, and every way in which it shuts a connection.
 * What was not receipted comes again at the next connection. Built of the library's own exported pieces; what it cannot read,
 * it refuses by ending the connection.
 */
export interface FakeWhatsappWeb extends AsyncDisposable {
  readonly url: string;
  /** The phone scans a code that was shown. */
  scan(qr: string): void;
  /** The phone asks for another code. */
  wantNewCode(): void;
  /** Tells the device that somebody has another number, and another lasting id with it. */
  announce(before: string, now: string): void;
  /** Somebody with a phone number; with a lasting id unless told otherwise. */
  person(number: string): WebPerson;
  /** The address of the server of files. */
  files(): Promise<string>;
  /** What stands on somebody's screen, from us. */
  screen(number: string): Seen[];
  /** Refuses the next message: at once, or after it was taken. */
  refuseNext(code: number, when: 'at once' | 'late'): void;
  /** Ends the connection with a stream error, as the server does. */
  kick(code: number): void;
  /** Whether the device is connected and logged in. */
  isOnline(): boolean;
  /** Logins, in order. */
  readonly logins: number;
  /** The devices that have said that they are linked no more. */
  readonly left: readonly string[];
  /** How many messages the device has neither receipted nor refused for good. */
  waiting(): number;
  /** Ids of messages that the device receipted. */
  readonly receipted: ReadonlySet<string>;
  /** Ids of messages that the device showed as read. */
  readonly read: ReadonlySet<string>;
  /** Reports of the fake's own trouble: empty where all is well. */
  readonly errors: string[];
  /** Sends every message twice, and receipts backwards and twice. */
  unruly: boolean;
  /** Called with every receipt before it takes effect: a test may end a process here. */
  onReceipt: (id: string) => void;
  waitFor(condition: () => boolean): Promise<void>;
}

/** A message of ours, as a phone shows it. */
interface Seen {
  id: string;
  text: string;
  /** What a voice note speaks, decrypted. */
  audio?: Buffer;
  document?: { name: string; bytes: Buffer };
}

interface WebPerson {
  /** Says something; `hides`: by the lasting id alone. Returns the message's id at once; it may come later. */
  say(text: string, how?: Addressing): string;
  send(message: proto.IMessage, how?: Addressing): string;
  /**
   * Sends a file of any kind as it is, encrypted on the server of files; one with words beneath it goes as a document
   * with a caption. Resolves with the message's id.
   */
  document(bytes: Uint8Array, as: SentDocument): Promise<string>;
  /** Cannot read our newest message and asks for it again. */
  askAgain(id: string): Promise<void>;
  readonly lid: string;
  readonly jid: string;
}

/** How the server names the sender: the number with the lasting id beside it, the other way round, or one of them alone. */
type Addressing = 'number' | 'lasting' | 'number alone' | 'lasting alone';

const HOST = '@s.whatsapp.net';
const BOT = '15550000000';
const BOT_DEVICE = 7;
/** Only what never comes takes so long, however slow the machine is. */
const GIVE_UP_MS = 120_000;
const silent: SocketConfig['logger'] = {
  level: 'silent',
  child: () => silent,
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};

/** A person's phone, with its own keys. */
interface Phone {
  number: string;
  jid: string;
  lid: string;
  creds: ReturnType<typeof initAuthCreds>;
  keys: SignalKeyStore;
  repository: SignalRepositoryWithLIDStore;
  preKey: { id: number; pair: KeyPair };
  screen: Seen[];
  /** One message is encrypted after the other. */
  last: Promise<unknown>;
}

interface Connection {
  ws: WebSocket;
  noise: NoiseServer;
  stage: 'hello' | 'finish' | 'pairing' | 'open';
}

/** What the device told the server about itself: it outlives connections. */
interface Device {
  registration: number;
  identity: Uint8Array;
  signed: { keyId: number; publicKey: Uint8Array; signature: Uint8Array };
  preKeys: { keyId: number; publicKey: Uint8Array }[];
}

function memoryKeys(): SignalKeyStore {
  const kept = new Map<string, unknown>();
  return {
    async get<T extends keyof SignalDataTypeMap>(kind: T, ids: string[]) {
      const found: { [id: string]: SignalDataTypeMap[T] } = {};
      for (const id of ids) {
        const value = kept.get(`${kind} ${id}`);
        if (value !== undefined) found[id] = value as SignalDataTypeMap[T];
      }
      return found;
    },
    async set(data) {
      for (const [kind, entries] of Object.entries(data))
        for (const [id, value] of Object.entries(entries ?? {}))
          if (value === null || value === undefined) kept.delete(`${kind} ${id}`);
          else kept.set(`${kind} ${id}`, value);
    },
  };
}

/** Every phone has a name of its own for the device: the library queues its work by that name, whoever's it is. */
const deviceAsSeenBy = ({ number }: Phone): string => `0${number}:${BOT_DEVICE}${HOST}`;

const numberOf = (bytes: unknown): number => [...(bytes as Uint8Array)].reduce((all, byte) => all * 256 + byte, 0);

function bigEndian(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
}

const child = (node: BinaryNode, tag: string): BinaryNode => {
  const found = getBinaryNodeChild(node, tag);
  if (!found) throw new Error(`${node.tag} without ${tag}`);
  return found;
};

async function download(
  message: Pick<proto.Message.IAudioMessage, 'mediaKey' | 'directPath' | 'url'>,
  kind: 'audio' | 'document' = 'audio',
): Promise<Buffer> {
  const { mediaKey, directPath, url } = message;
  const stream = await downloadContentFromMessage(
    { mediaKey: mediaKey ?? null, directPath: directPath ?? null, url: url ?? null },
    kind,
  );
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** A file as the app of its sender encloses it under a key. */
export async function enclosed(bytes: Uint8Array, key: Uint8Array, kind: 'audio' | 'document'): Promise<Buffer> {
  const { iv, cipherKey, macKey } = await getMediaKeys(key, kind);
  const cipher = createCipheriv('aes-256-cbc', cipherKey, iv);
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  const mac = createHmac('sha256', macKey ?? '')
    .update(iv)
    .update(sealed)
    .digest()
    .subarray(0, 10);
  return Buffer.concat([sealed, mac]);
}

let certificate: ReturnType<typeof makeCertificate> | undefined;
/** One for the whole process, which trusts it: of two with the same name, the wrong one might be looked at. */
async function makeCertificate() {
  const made = await selfsigned.generate([{ name: 'commonName', value: 'fake' }], {
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), made.cert]);
  return made;
}

/** Where encrypted files are put and fetched, by https alone, as the library wants it. */
async function startMedia(): Promise<AsyncDisposable & { host: string; put(bytes: Buffer): string }> {
  certificate ??= makeCertificate();
  const made = await certificate;
  const files = new Map<string, Buffer>();
  const server = createHttpsServer({ key: made.private, cert: made.cert }, async (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (request.method !== 'POST') {
      const file = files.get(path);
      response.statusCode = file === undefined ? 404 : 200;
      response.end(file);
      return;
    }
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const direct_path = put(Buffer.concat(parts));
    response.end(JSON.stringify({ url: `https://${host}${direct_path}`, direct_path }));
  });
  function put(bytes: Buffer): string {
    const path = `/v/${randomBytes(8).toString('hex')}`;
    files.set(path, bytes);
    return path;
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    put,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export async function startFakeWhatsappWeb({ clock }: { clock: () => number }): Promise<FakeWhatsappWeb> {
  trustFake();
  const phones = new Map<string, Promise<Phone>>();
  const shown = new Map<string, Phone>();
  const receipted = new Set<string>();
  const left: string[] = [];
  const read = new Set<string>();
  const errors: string[] = [];
  /** Messages that the device has not receipted yet, oldest first: as they were encrypted. */
  const waiting: { id: string; node: BinaryNode }[] = [];
  const sentPlain = new Map<string, { phone: Phone; message: proto.IMessage; how: Addressing }>();
  const refusals: { code: number; when: 'at once' | 'late' }[] = [];
  /** What came while nobody was connected is delivered first; what comes meanwhile waits for it. */
  const late = new Set<string>();
  let media: ReturnType<typeof startMedia> | undefined;
  const mediaServer = () => (media ??= startMedia());
  let device: Device | undefined;
  let current: Connection | undefined;
  let count = 0;
  const fake = { unruly: false, logins: 0, onReceipt: (_: string) => {} };
  const seconds = () => String(Math.floor(clock() / 1000));

  const send = (to: Connection | undefined, node: BinaryNode): void => {
    if (to?.ws.readyState !== to?.ws.OPEN) return;
    to?.ws.send(framed(to.noise.sealFrame(encodeBinaryNode(node))));
  };
  const isOnline = () => current?.stage === 'open' && current.ws.readyState === current.ws.OPEN;

  async function makePhone(number: string): Promise<Phone> {
    const creds = initAuthCreds();
    const plain = memoryKeys();
    const keys = addTransactionCapability(plain, silent, { maxCommitRetries: 1, delayBetweenTriesMs: 10 });
    const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys }, silent, async () => []);
    const preKey = { id: 1, pair: Curve.generateKeyPair() };
    await keys.set({ 'pre-key': { 1: preKey.pair } });
    const phone = {
      number,
      jid: `${number}${HOST}`,
      lid: `9${number}@lid`,
      creds,
      keys,
      repository,
      preKey,
      screen: [],
      last: Promise.resolve(),
    };
    shown.set(number, phone);
    return phone;
  }
  const phoneOf = (number: string): Promise<Phone> => {
    const found = phones.get(number) ?? makePhone(number);
    phones.set(number, found);
    return found;
  };
  /** Whose address it is, lasting or not; nobody's where nobody was made. */
  const phoneAt = (jid: string): Promise<Phone> | undefined => {
    const user = (jid.split('@')[0] ?? '').replace(/:\d+$/, '');
    return phones.get(jid.endsWith('@lid') ? user.slice(1) : user);
  };

  // The phone that the device is linked to gets a copy of everything.
  await phoneOf(BOT);

  // --- linking

  function offerCodes(to: Connection): void {
    const refs = Array.from({ length: 6 }, () => ({
      tag: 'ref',
      attrs: {},
      content: Buffer.from(`ref${randomBytes(6).toString('hex')}`),
    }));
    send(to, {
      tag: 'iq',
      attrs: { from: HOST, type: 'set', id: `p${++count}`, xmlns: 'md' },
      content: [{ tag: 'pair-device', attrs: {}, content: refs }],
    });
  }

  function scan(qr: string): void {
    const [, , identity = '', secret = ''] = qr.split('#').at(-1)?.split(',') ?? [];
    const account = Curve.generateKeyPair();
    const details = proto.ADVDeviceIdentity.encode({ rawId: 1, timestamp: Number(seconds()), keyIndex: 1 }).finish();
    const accountSignature = Curve.sign(
      account.private,
      Buffer.concat([Buffer.from([6, 0]), details, Buffer.from(identity, 'base64')]),
    );
    const signed = proto.ADVSignedDeviceIdentity.encode({
      details,
      accountSignatureKey: account.public,
      accountSignature,
    }).finish();
    const hmac = hmacSign(signed, Buffer.from(secret, 'base64'));
    const content = proto.ADVSignedDeviceIdentityHMAC.encode({ details: signed, hmac }).finish();
    // Another device: what the old one told is of no use.
    device = undefined;
    send(current, {
      tag: 'iq',
      attrs: { from: HOST, type: 'set', id: `ps${++count}` },
      content: [
        {
          tag: 'pair-success',
          attrs: {},
          content: [
            { tag: 'device-identity', attrs: {}, content },
            { tag: 'platform', attrs: { name: 'android' } },
            { tag: 'device', attrs: { jid: `${BOT}:${BOT_DEVICE}${HOST}`, lid: `9${BOT}:${BOT_DEVICE}@lid` } },
          ],
        },
      ],
    });
  }

  // --- queries

  async function bundle(jid: string): Promise<BinaryNode> {
    const phone = await phoneAt(jid);
    if (phone === undefined)
      return {
        tag: 'user',
        attrs: { jid },
        content: [{ tag: 'error', attrs: { code: '404', text: 'item-not-found' } }],
      };
    // A key for one use.
    phone.preKey = { id: phone.preKey.id + 1, pair: Curve.generateKeyPair() };
    await phone.keys.set({ 'pre-key': { [phone.preKey.id]: phone.preKey.pair } });
    return {
      tag: 'user',
      attrs: { jid },
      content: [
        { tag: 'registration', attrs: {}, content: bigEndian(phone.creds.registrationId, 4) },
        { tag: 'type', attrs: {}, content: Buffer.from([5]) },
        { tag: 'identity', attrs: {}, content: Buffer.from(phone.creds.signedIdentityKey.public) },
        xmppSignedPreKey(phone.creds.signedPreKey),
        xmppPreKey(phone.preKey.pair, phone.preKey.id),
      ],
    };
  }

  function register(node: BinaryNode): void {
    const key = child(node, 'skey');
    const list = getBinaryNodeChildren(child(node, 'list'), 'key');
    const publicOf = (of: BinaryNode) => generateSignalPubKey(child(of, 'value').content as Uint8Array);
    device = {
      registration: numberOf(child(node, 'registration').content),
      identity: child(node, 'identity').content as Uint8Array,
      signed: {
        keyId: numberOf(child(key, 'id').content),
        publicKey: publicOf(key),
        signature: child(key, 'signature').content as Uint8Array,
      },
      preKeys: [
        ...(device?.preKeys ?? []),
        ...list.map((one) => ({ keyId: numberOf(child(one, 'id').content), publicKey: publicOf(one) })),
      ],
    };
  }

  async function usync(query: BinaryNode): Promise<BinaryNode[]> {
    const wanted = (child(query, 'query').content as BinaryNode[]).map(({ tag }) => tag);
    const users = getBinaryNodeChildren(child(query, 'list'), 'user');
    return Promise.all(
      users.map(async ({ attrs }): Promise<BinaryNode> => {
        const jid = attrs.jid ?? '';
        const phone = await phoneAt(jid);
        const isUs = new RegExp(`^9?${BOT}(:\\d+)?@`).test(jid);
        const devices: BinaryNode[] = [{ tag: 'device', attrs: { id: '0' } }];
        if (isUs) devices.push({ tag: 'device', attrs: { id: String(BOT_DEVICE), 'key-index': '1' } });
        const answers: Record<string, BinaryNode> = {
          devices: { tag: 'devices', attrs: {}, content: [{ tag: 'device-list', attrs: {}, content: devices }] },
          lid: { tag: 'lid', attrs: { val: phone?.lid ?? `9${jid.split('@')[0]}@lid` } },
          contact: { tag: 'contact', attrs: { type: phone ? 'in' : 'out' } },
        };
        return { tag: 'user', attrs: { jid }, content: wanted.map((tag) => answers[tag] ?? { tag, attrs: {} }) };
      }),
    );
  }

  async function answerTo(node: BinaryNode): Promise<BinaryNode> {
    const { xmlns, type, id = '', to = HOST } = node.attrs;
    const first = Array.isArray(node.content) ? node.content[0] : undefined;
    const answer = (...content: BinaryNode[]): BinaryNode => ({
      tag: 'iq',
      attrs: { from: to, id, type: 'result' },
      ...(content.length > 0 && { content }),
    });
    if (xmlns === 'encrypt' && first?.tag === 'count')
      return answer({ tag: 'count', attrs: { value: String(device?.preKeys.length ?? 0) } });
    if (xmlns === 'encrypt' && first?.tag === 'digest') return answer({ tag: 'digest', attrs: {} });
    if (xmlns === 'encrypt' && first?.tag === 'key') {
      const users = getBinaryNodeChildren(first, 'user');
      const content = await Promise.all(users.map(({ attrs }) => bundle(attrs.jid ?? '')));
      return answer({ tag: 'list', attrs: {}, content });
    }
    if (xmlns === 'encrypt' && type === 'set') {
      register(node);
      return answer();
    }
    if (xmlns === 'usync' && first) {
      const list: BinaryNode = { tag: 'list', attrs: {}, content: await usync(first) };
      return answer({ tag: 'usync', attrs: { ...first.attrs }, content: [{ tag: 'result', attrs: {} }, list] });
    }
    if (xmlns === 'w:m') {
      const { host: hostname } = await mediaServer();
      const host = { tag: 'host', attrs: { hostname, maxContentLengthBytes: '104857600' } };
      return answer({ tag: 'media_conn', attrs: { auth: 'a', ttl: '3600' }, content: [host] });
    }
    if (xmlns === 'md' && first?.tag === 'remove-companion-device') {
      left.push(first.attrs.jid ?? '');
      return answer();
    }
    if (xmlns === 'abt') return answer({ tag: 'props', attrs: { hash: 'x' }, content: [] });
    if (xmlns === 'privacy') return answer({ tag: 'privacy', attrs: {}, content: [] });
    if (xmlns === 'blocklist') return answer({ tag: 'list', attrs: {}, content: [] });
    return answer();
  }

  // --- messages of ours

  const asked = new Map<string, number>();
  /** A phone asks a few times for what it cannot read. */
  function askAgain(phone: Phone, id: string): void {
    const times = (asked.get(`${phone.lid} ${id}`) ?? 0) + 1;
    asked.set(`${phone.lid} ${id}`, times);
    if (times > 4) {
      note(new Error('a message of ours cannot be read, whatever we do'));
      return;
    }
    send(current, {
      tag: 'receipt',
      attrs: { id, from: phone.lid, type: 'retry', t: seconds() },
      content: [
        { tag: 'retry', attrs: { count: String(times), id, t: seconds(), v: '1' } },
        { tag: 'registration', attrs: {}, content: bigEndian(phone.creds.registrationId, 4) },
      ],
    });
  }

  async function takeMessage(node: BinaryNode): Promise<void> {
    const id = node.attrs.id ?? '';
    const to = node.attrs.to ?? '';
    const refusal = refusals.shift();
    const acknowledge = (error?: number) =>
      send(current, {
        tag: 'ack',
        attrs: { class: 'message', id, from: to, t: seconds(), ...(error !== undefined && { error: String(error) }) },
      });
    if (refusal?.when === 'at once') return acknowledge(refusal.code);
    acknowledge();
    const participants = getBinaryNodeChild(node, 'participants');
    const targets = participants ? getBinaryNodeChildren(participants, 'to') : [node];
    for (const target of targets) {
      const jid = target.attrs.jid ?? target.attrs.to ?? '';
      const phone = await phoneAt(jid);
      const sealed = getBinaryNodeChild(target, 'enc');
      if (phone === undefined || sealed === undefined) continue;
      if (refusal?.when === 'late') {
        await sleep(20);
        acknowledge(refusal.code);
        continue;
      }
      const given = {
        jid: deviceAsSeenBy(phone),
        type: sealed.attrs.type as 'msg' | 'pkmsg',
        ciphertext: sealed.content as Uint8Array,
      };
      const plain = await phone.repository.decryptMessage(given).catch(() => undefined);
      if (plain === undefined) {
        // The device went on from keys of before it was killed.
        if (phone.number !== BOT) askAgain(phone, id);
        continue;
      }
      const message = proto.Message.decode(unpadRandomMax16(plain));
      if (message.deviceSentMessage) continue;
      const { audioMessage, documentMessage } = normalizeMessageContent(message) ?? {};
      const text = message.conversation || message.extendedTextMessage?.text || documentMessage?.caption || '';
      const audio = audioMessage ? { audio: await download(audioMessage) } : {};
      const name = documentMessage?.fileName ?? '';
      const document = documentMessage
        ? { document: { name, bytes: await download(documentMessage, 'document') } }
        : {};
      // A phone shows a message with the same id once.
      if (!phone.screen.some((one) => one.id === id)) phone.screen.push({ id, text, ...audio, ...document });
      const receipts = [undefined, 'read'].map(
        (type): BinaryNode => ({
          tag: 'receipt',
          attrs: { id, from: jid, t: seconds(), ...(type && { type }) },
        }),
      );
      for (const receipt of fake.unruly ? [...receipts, ...receipts].reverse() : receipts) send(current, receipt);
    }
  }

  // --- messages of theirs

  /** The session with the device is made anew where there is none, or where the device has forgotten it. */
  async function encrypt(phone: Phone, message: proto.IMessage, isFresh: boolean) {
    const jid = deviceAsSeenBy(phone);
    const { exists } = await phone.repository.validateSession(jid);
    if (isFresh || !exists) {
      if (device === undefined) throw new Error('nobody is linked');
      const preKey = device.preKeys.shift();
      await phone.repository.injectE2ESession({
        jid,
        session: {
          registrationId: device.registration,
          identityKey: generateSignalPubKey(device.identity),
          signedPreKey: device.signed,
          ...(preKey && { preKey }),
        },
      });
    }
    return phone.repository.encryptMessage({ jid, data: writeRandomPadMax16(proto.Message.encode(message).finish()) });
  }

  function nameOf(phone: Phone, how: Addressing): Record<string, string> {
    switch (how) {
      case 'number':
        return { from: phone.jid, addressing_mode: 'pn', sender_lid: phone.lid };
      case 'number alone':
        return { from: phone.jid, addressing_mode: 'pn' };
      case 'lasting':
        return { from: phone.lid, addressing_mode: 'lid', sender_pn: phone.jid };
      case 'lasting alone':
        return { from: phone.lid, addressing_mode: 'lid' };
    }
  }

  /** Puts a file on the server of files, as the app of its sender encloses it, and returns what a message says of it. */
  async function documentOf(bytes: Uint8Array, { type, name, caption }: SentDocument) {
    refuseUnless(bytes.length > 0, 'an empty file');
    refuseLong(caption);
    const mediaKey = randomBytes(32);
    const { put } = await mediaServer();
    return {
      ...{ mediaKey, directPath: put(await enclosed(bytes, mediaKey, 'document')), fileLength: bytes.length },
      ...{ mimetype: type, fileName: name, title: name, ...(caption !== undefined && { caption }) },
    };
  }

  function write(number: string, message: proto.IMessage, how: Addressing): string {
    const id = `3A${randomBytes(9).toString('hex').toUpperCase()}`;
    const work = async () => {
      const phone = await phoneOf(number);
      phone.last = phone.last.then(() => post(phone, id, message, how, false)).catch(note);
    };
    void work();
    return id;
  }

  async function post(
    phone: Phone,
    id: string,
    message: proto.IMessage,
    how: Addressing,
    isFresh: boolean,
  ): Promise<void> {
    sentPlain.set(id, { phone, message, how });
    const { type, ciphertext } = await encrypt(phone, message, isFresh);
    const isText = Boolean(message.conversation ?? message.extendedTextMessage);
    const node: BinaryNode = {
      tag: 'message',
      attrs: { id, type: isText ? 'text' : 'media', t: seconds(), notify: 'Somebody', ...nameOf(phone, how) },
      content: [{ tag: 'enc', attrs: { v: '2', type }, content: ciphertext }],
    };
    const at = waiting.findIndex((one) => one.id === id);
    if (at >= 0) waiting.splice(at, 1);
    waiting.push({ id, node });
    // Encrypted anew, it is asked for: that waits for nothing.
    if (late.size > 0 && !isFresh) held.push(node);
    else deliver(node);
  }

  const held: BinaryNode[] = [];
  function deliver(node: BinaryNode): void {
    if (!isOnline()) return;
    send(current, node);
    if (fake.unruly) send(current, node);
  }

  /** The device has it, or will never have it. */
  function settle(id: string): void {
    const at = waiting.findIndex((one) => one.id === id);
    if (at >= 0) waiting.splice(at, 1);
    if (late.delete(id) && late.size === 0) for (const node of held.splice(0)) deliver(node);
  }

  async function takeReceipt(node: BinaryNode): Promise<void> {
    const { id = '', to = '', type } = node.attrs;
    send(current, { tag: 'ack', attrs: { class: 'receipt', id, from: to, ...(type && { type }) } });
    if (type === 'retry') {
      const asked = sentPlain.get(id);
      if (asked)
        asked.phone.last = asked.phone.last
          .then(() => post(asked.phone, id, asked.message, asked.how, true))
          .catch(note);
      return;
    }
    const items = getBinaryNodeChild(node, 'list');
    const ids = [id, ...(items ? getBinaryNodeChildren(items, 'item').map(({ attrs }) => attrs.id ?? '') : [])];
    for (const one of ids) {
      if (type === 'read' || type === 'read-self') {
        read.add(one);
        continue;
      }
      fake.onReceipt(one);
      receipted.add(one);
      settle(one);
    }
  }

  // --- connections

  function login(to: Connection): void {
    to.stage = 'open';
    fake.logins += 1;
    send(to, { tag: 'success', attrs: { t: seconds(), lid: `9${BOT}:${BOT_DEVICE}@lid`, props: '1' } });
    late.clear();
    held.length = 0;
    for (const { id, node } of waiting) {
      late.add(id);
      send(to, { ...node, attrs: { ...node.attrs, offline: '0' } });
    }
    send(to, { tag: 'ib', attrs: {}, content: [{ tag: 'offline', attrs: { count: String(late.size) } }] });
  }

  async function take(from: Connection, node: BinaryNode): Promise<void> {
    if (node.tag === 'iq' && node.attrs.type === 'result') {
      // The device has proved itself after the scan: it has to come again.
      if (getBinaryNodeChild(node, 'pair-device-sign')) {
        send(from, { tag: 'stream:error', attrs: { code: '515' } });
        setTimeout(() => from.ws.close(), 20);
      }
      return;
    }
    if (node.tag === 'iq') return send(from, await answerTo(node));
    if (node.tag === 'message') return takeMessage(node);
    if (node.tag === 'receipt') return takeReceipt(node);
    // A message that the device refuses is gone as well.
    if (node.tag === 'ack' && node.attrs.class === 'message' && node.attrs.error) {
      if (node.attrs.error !== '500') settle(node.attrs.id ?? '');
    }
  }

  async function readFrames(from: Connection, data: Buffer): Promise<void> {
    for (const frame of from.noise.frames(data)) {
      if (from.stage === 'hello') {
        from.ws.send(framed(from.noise.hello(frame)));
        from.stage = 'finish';
      } else if (from.stage === 'finish') {
        const payload = from.noise.finish(frame);
        current = from;
        from.stage = 'pairing';
        if (payload.devicePairingData) offerCodes(from);
        else login(from);
      } else {
        await take(from, await decodeBinaryNode(from.noise.openFrame(frame)));
      }
    }
  }

  const note = (error: unknown): void =>
    void errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));

  const server = createServer();
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (ws) => {
    const connection: Connection = { ws, noise: new NoiseServer(), stage: 'hello' };
    let last = Promise.resolve();
    ws.on('message', (data: Buffer) => {
      last = last
        .then(() => readFrames(connection, data))
        .catch((error: unknown) => {
          note(error);
          ws.close();
        });
    });
    ws.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return Object.assign(fake, {
    url: `ws://127.0.0.1:${port}/ws/chat`,
    scan,
    wantNewCode: () =>
      send(current, {
        tag: 'notification',
        attrs: { from: HOST, type: 'companion_reg_refresh', id: `n${++count}`, t: seconds() },
      }),
    announce: (before: string, now: string) =>
      send(current, {
        tag: 'notification',
        attrs: { from: `${before}${HOST}`, type: 'contacts', id: `n${++count}`, t: seconds() },
        content: [
          {
            tag: 'modify',
            attrs: {
              old: `${before}${HOST}`,
              new: `${now}${HOST}`,
              old_lid: `9${before}@lid`,
              new_lid: `9${now}@lid`,
            },
          },
        ],
      }),
    person: (number: string): WebPerson => {
      void phoneOf(number);
      return {
        jid: `${number}${HOST}`,
        lid: `9${number}@lid`,
        say: (text, how = 'number') => write(number, { conversation: text }, how),
        send: (message, how = 'number') => write(number, message, how),
        document: async (bytes, as) => {
          const message = { documentMessage: await documentOf(bytes, as) };
          const isBare = as.caption === undefined;
          return write(number, isBare ? message : { documentWithCaptionMessage: { message } }, 'number');
        },
        askAgain: async (id) => askAgain(await phoneOf(number), id),
      };
    },
    files: async () => `https://${(await mediaServer()).host}`,
    screen: (number: string) => shown.get(number)?.screen ?? [],
    refuseNext: (code: number, when: 'at once' | 'late') => void refusals.push({ code, when }),
    kick(code: number) {
      const ws = current?.ws;
      send(current, { tag: 'stream:error', attrs: { code: String(code) } });
      setTimeout(() => ws?.close(), 20);
    },
    isOnline,
    waiting: () => waiting.length,
    receipted,
    left,
    read,
    errors,
    async waitFor(condition: () => boolean) {
      const end = performance.now() + GIVE_UP_MS;
      while (!condition()) {
        if (performance.now() > end) throw new Error(`it did not come; ${errors.join('\n')}`);
        await sleep(5);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const ws of sockets.clients) ws.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await (await media)?.[Symbol.asyncDispose]();
    },
  });
}
