import { setTimeout as sleep } from 'node:timers/promises';
import makeWASocket, {
  type AuthenticationCreds,
  BufferJSON,
  DEFAULT_CONNECTION_CONFIG,
  decodeMessageNode,
  getContentType,
  initAuthCreds,
  makeCacheableSignalKeyStore,
  normalizeMessageContent,
  proto,
  type SignalDataTypeMap,
  type SignalKeyStore,
  type SocketConfig,
  toNumber,
  unpadRandomMax16,
  type WAMessage,
} from '@whiskeysockets/baileys';
import { createKeyedMutex } from './keyed-mutex.ts';
import { addressOf, ownerOf, reverseOf } from './whatsapp-web-names.ts';
import type { WebMessage } from './whatsapp-web-read.ts';

/** Where the linked device keeps what it must remember, under names that it gives. */
export interface DeviceKeys {
  load(names: readonly string[]): Promise<Map<string, string>>;
  /** Null forgets one; `owner` is the handle that it belongs to. All or nothing; resolves once it is durable. */
  save(keys: readonly { name: string; owner?: string | undefined; text: string | null }[]): Promise<void>;
  clear(): Promise<void>;
}

/** How WhatsApp is reached. */
export interface SocketOptions {
  keys: DeviceKeys;
  /** Another server than WhatsApp's own. */
  socketUrl?: string;
  /** The version of WhatsApp Web that we say we are; the library's own where it is absent. */
  version?: readonly [number, number, number];
}

/** What a connection tells. */
export interface SocketEvents {
  /** What the phone has to scan to link this device; a new one comes when the old one has run out. */
  qr?(text: string): void;
  opened(): void;
  /** It is over; `code` is why. Nothing is told after it. */
  closed(code: number): void;
  /** Resolves when it is durably stored; WhatsApp is told that we have the message only then. A rejection ends the connection, and the next one brings it again. */
  heard(message: WebMessage): Promise<void>;
  /** What became of one of ours. `code`: of a refusal. */
  reported(id: string, status: number, code: string | undefined): void;
  /** A message came that cannot be read; its sender is asked for it once more. */
  unreadable(): void;
  /** What we said in a message that somebody could not decrypt. */
  recall(id: string): Promise<string | undefined>;
  /** A key could not be written. */
  broken(error: unknown): void;
}

/** A connection of the linked device. */
export interface Socket {
  /** Sends, and returns what the message is called. A refusal may still come. Rejects with a `SocketError`. */
  send(to: string, message: { text: string } | { audio: string; type: string }): Promise<string>;
  markRead(chat: string, id: string): Promise<void>;
  /** Ends it; `closed` is told. */
  close(): Promise<void>;
}

/** Where the library names no code: what it says of a server's own trouble. */
const UNKNOWN_CODE = 500;
/** A link code that nobody scanned, or that the phone asks to be made anew. */
export const LINK_RUN_OUT = 408;

const CREDS = 'creds';
/** Beyond this the library gives up waiting for an answer; well below the time that a sender has. */
const ANSWER_MS = 15_000;
const CLOSE_MS = 1_000;

/** The library's own log holds telephone numbers and texts. */
const silent: SocketConfig['logger'] = {
  level: 'silent',
  child: () => silent,
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};

/** Whether a phone has linked this device. */
export async function isLinked(keys: DeviceKeys): Promise<boolean> {
  return (await loadCreds(keys))?.me !== undefined;
}

async function loadCreds(keys: DeviceKeys): Promise<AuthenticationCreds | undefined> {
  const text = (await keys.load([CREDS])).get(CREDS);
  return text === undefined ? undefined : (JSON.parse(text, BufferJSON.reviver) as AuthenticationCreds);
}

/**
 * Connects to WhatsApp as a linked device, or as one that waits to be linked. The only file that knows the library
 * (https://github.com/WhiskeySockets/Baileys), which is unofficial and changes.
 */
export async function openSocket(options: SocketOptions, events: SocketEvents): Promise<Socket> {
  muteConsole();
  const { keys, socketUrl, version } = options;
  const creds = (await loadCreds(keys)) ?? initAuthCreds();
  /** Which stanza a ciphertext came in: the library decrypts without saying whose words it decrypts. */
  const stanzas = new WeakMap<object, Parameters<typeof decodeMessageNode>[0]>();
  // The library reads the keys of a talk, works, and writes them back, to send and to read alike: both at once, and one of
  // them would undo what the other has written.
  const exclusively = createKeyedMutex();
  let lastSave = Promise.resolve();
  let isOver = false;

  /** Under which of somebody's addresses the library keeps the talk with them. */
  async function talkWith(address: string): Promise<string> {
    const [user = '', server = ''] = address.replace(/:\d+@/, '@').split('@');
    const number = `${user}@${server}`;
    return server === 'lid' ? number : ((await sock.signalRepository.lidMapping.getLIDForPN(number)) ?? number);
  }

  /** Tells of a decrypted message; the library's transaction around it is not committed before. */
  async function tell(ciphertext: Uint8Array, plain: Uint8Array): Promise<void> {
    const stanza = stanzas.get(ciphertext);
    if (stanza === undefined) return;
    const { fullMessage } = decodeMessageNode(stanza, creds.me?.id ?? '', creds.me?.lid ?? '');
    const decoded = proto.Message.decode(unpadRandomMax16(plain));
    const message = messageOf({ ...fullMessage, message: decoded.deviceSentMessage?.message ?? decoded });
    await events.heard(message).catch((error: unknown) => {
      // At once: whoever is asked over an open connection for a message that cannot be stored is asked five times at most.
      end(UNKNOWN_CODE);
      throw error;
    });
  }

  const sock = makeWASocket({
    auth: { creds, keys: makeCacheableSignalKeyStore(signalKeys(keys), silent) },
    logger: silent,
    ...(socketUrl !== undefined && { waWebSocketUrl: socketUrl }),
    ...(version !== undefined && { version: [...version] }),
    // The phone goes on showing what comes in.
    markOnlineOnConnect: false,
    syncFullHistory: false,
    emitOwnEvents: false,
    defaultQueryTimeoutMs: ANSWER_MS,
    transactionOpts: { maxCommitRetries: 5, delayBetweenTriesMs: 500 },
    shouldIgnoreJid: (jid) => !/@(lid|s\.whatsapp\.net)$/.test(jid),
    async getMessage({ id }) {
      const text = id ? await events.recall(id) : undefined;
      return text === undefined ? undefined : { conversation: text };
    },
    makeSignalRepository(auth, ...rest) {
      const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(auth, ...rest);
      const { decryptMessage } = repository;
      const transaction = 'transaction' in auth.keys ? auth.keys.transaction : undefined;
      if (transaction === undefined) throw new TypeError('the library keeps its keys without transactions');
      // The message is stored before its key is used up, and both before the receipt: a crash in between brings the same
      // ciphertext again, and it can be read again.
      const decrypt = (given: Parameters<typeof decryptMessage>[0]) =>
        transaction(async () => {
          const plain = await decryptMessage.call(repository, given);
          await tell(given.ciphertext, plain);
          return plain;
        }, given.jid);
      repository.decryptMessage = async (given) => exclusively(await talkWith(given.jid), () => decrypt(given));
      return repository;
    },
  });

  // Before the library's own listener, which is there already.
  sock.ws.prependListener('CB:message', (stanza: Parameters<typeof decodeMessageNode>[0]) => {
    if (!Array.isArray(stanza.content)) return;
    for (const { content } of stanza.content) if (content instanceof Uint8Array) stanzas.set(content, stanza);
  });
  // The phone wants another link code than the one that is shown; the library leaves it unanswered.
  sock.ws.on('CB:notification,type:companion_reg_refresh', () => end(LINK_RUN_OUT));

  function end(code: number): void {
    if (isOver) return;
    isOver = true;
    // A server that does not answer holds nobody up. Not before the last key is written.
    const ended = Promise.race([sock.end(undefined), sleep(CLOSE_MS, undefined, { ref: false })]);
    void Promise.allSettled([ended, lastSave]).then(() => events.closed(code));
  }

  sock.ev.on('creds.update', () => {
    lastSave = lastSave.then(() => keys.save([{ name: CREDS, text: JSON.stringify(creds, BufferJSON.replacer) }]));
    lastSave = lastSave.catch(events.broken);
  });
  sock.ev.on('connection.update', ({ qr, connection, lastDisconnect }) => {
    if (isOver) return;
    if (qr !== undefined) events.qr?.(qr);
    if (connection === 'open') events.opened();
    if (connection === 'close') end(codeOf(lastDisconnect?.error));
  });
  /** Most were told when they were decrypted; not those that the phone decrypts for us. */
  async function told(message: WAMessage): Promise<void> {
    const { id, fromMe } = message.key;
    if (message.messageStubType === proto.WebMessageInfo.StubType.CIPHERTEXT) return events.unreadable();
    if (fromMe && id && typeof message.status === 'number')
      events.reported(id, message.status, message.messageStubParameters?.[0]);
    await events.heard(messageOf(message)).catch(events.broken);
  }
  sock.ev.on('messages.upsert', ({ messages }) => {
    for (const message of messages) void told(message);
  });
  sock.ev.on('messages.update', (updates) => {
    for (const { key, update } of updates)
      if (key.fromMe && key.id && typeof update.status === 'number')
        events.reported(key.id, update.status, update.messageStubParameters?.[0]);
  });

  return {
    async send(to, message) {
      try {
        const content =
          'text' in message
            ? // No preview: the address in it would be asked for one.
              { text: message.text, linkPreview: null }
            : { audio: { url: message.audio }, mimetype: message.type, ptt: true };
        const sent = await exclusively(await talkWith(to), () => sock.sendMessage(to, content));
        if (!sent?.key.id) throw new SocketError(UNKNOWN_CODE);
        return sent.key.id;
      } catch (error) {
        throw error instanceof SocketError ? error : new SocketError(codeOf(error));
      }
    },
    async markRead(chat, id) {
      await sock.readMessages([{ remoteJid: chat, id, fromMe: false }]);
    },
    async close() {
      end(LINK_RUN_OUT);
      await lastSave;
    },
  };
}

/** A send that did not succeed; it holds a code alone. */
export class SocketError extends Error {
  override name = 'SocketError';
  readonly code: number;
  constructor(code: number) {
    super(`WhatsApp ${code}`);
    this.code = code;
  }
}

function codeOf(error: unknown): number {
  const output = error instanceof Error && 'output' in error ? (error.output as { statusCode?: unknown }) : {};
  return typeof output?.statusCode === 'number' ? output.statusCode : UNKNOWN_CODE;
}

function messageOf({ key, message, messageTimestamp }: WAMessage): WebMessage {
  const content = normalizeMessageContent(message);
  const type = getContentType(content);
  return {
    id: key.id ?? '',
    chat: key.remoteJid ?? '',
    other: key.remoteJidAlt,
    isOurs: key.fromMe === true,
    type,
    text: content?.conversation || content?.extendedTextMessage?.text || undefined,
    seconds: toNumber(messageTimestamp),
  };
}

/** The library's keys, each under `<kind> <id>`. */
function signalKeys(keys: DeviceKeys): SignalKeyStore {
  return {
    async get<T extends keyof SignalDataTypeMap>(kind: T, ids: string[]) {
      const found = await keys.load(ids.map((id) => `${kind} ${id}`));
      const values: { [id: string]: SignalDataTypeMap[T] } = {};
      for (const id of ids) {
        const text = found.get(`${kind} ${id}`);
        if (text === undefined) continue;
        const value = JSON.parse(text, BufferJSON.reviver);
        values[id] = kind === 'app-state-sync-key' ? proto.Message.AppStateSyncKeyData.fromObject(value) : value;
      }
      return values;
    },
    async set(data) {
      const listed = Object.keys(data['device-list'] ?? {});
      const lasting = await keys.load(listed.map(reverseOf));
      await keys.save(
        Object.entries(data).flatMap(([kind, entries]) =>
          Object.entries(entries ?? {}).map(([id, value]) => ({
            name: `${kind} ${id}`,
            owner: kind === 'device-list' ? addressOf(id, lasting.has(reverseOf(id))) : ownerOf(kind, id),
            text: value === null || value === undefined ? null : JSON.stringify(value, BufferJSON.replacer),
          })),
        ),
      );
    },
  };
}

/** `libsignal` writes sessions, with the keys in them, to the console. Nothing of ours writes there. */
function muteConsole(): void {
  for (const level of ['log', 'info', 'warn', 'error'] as const) console[level] = () => {};
}
