import { setTimeout as sleep } from 'node:timers/promises';
import makeWASocket, {
  type AnyMessageContent,
  type AuthenticationCreds,
  type BinaryNode,
  BufferJSON,
  DEFAULT_CONNECTION_CONFIG,
  decodeMessageNode,
  getBinaryNodeChild,
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
import type { SentFile } from '../turn/channel.ts';
import { createKeyedMutex } from './keyed-mutex.ts';
import { addressOf, ownerOf, reverseOf } from './whatsapp-web-names.ts';
import type { WebChange, WebFile, WebMessage } from './whatsapp-web-read.ts';

/** The store for the keys of the linked device, which names them. */
export interface DeviceKeys {
  load(names: readonly string[]): Promise<Map<string, string>>;
  /**
   * Saves all of the keys or none; resolves once they are durable. A `text` of null deletes the key; `owner` is the
   * handle of the contact that the key belongs to.
   */
  save(keys: readonly { name: string; owner?: string | undefined; text: string | null }[]): Promise<void>;
  clear(): Promise<void>;
}

/** The options of a connection to WhatsApp. */
export interface SocketOptions {
  keys: DeviceKeys;
  /** The address of another server than WhatsApp's own. */
  socketUrl?: string;
  /** The version of WhatsApp Web that we claim to be; default the library's own. */
  version?: readonly [number, number, number];
}

/** The events of a connection. */
export interface SocketEvents {
  /** The code that the phone has to scan to link this device; a new one comes when the old one has expired. */
  qr?(text: string): void;
  opened(): void;
  /** The connection has ended; `code` is the reason. No event follows. */
  closed(code: number): void;
  /**
   * A message has come. Resolves when it is durably stored; only then WhatsApp is told that we have it. A rejection
   * ends the connection, and the next connection brings the message again.
   */
  heard(message: WebMessage): Promise<void>;
  /** The status of one of our messages. `code`: WhatsApp's code for a refusal. */
  reported(id: string, status: number, code: string | undefined): void;
  /** Somebody has another number, as WhatsApp says. */
  moved(change: WebChange): void;
  /** An unreadable message has come; its sender is asked to send it again. */
  unreadable(): void;
  /** The text of one of our messages that the recipient could not decrypt; undefined when it is no longer kept. */
  recall(id: string): Promise<string | undefined>;
  /** A key or a message could not be stored. */
  broken(error: unknown): void;
}

/** A message of ours: a text, a recording (the path of its file), or a file with the words beneath it. */
type Outgoing = { text: string } | { audio: string; type: string } | { file: SentFile; caption: string };

/** A connection of the linked device. */
export interface Socket {
  /**
   * Sends a message and returns its id. WhatsApp may still refuse the message later (`reported`). Rejects with a
   * `SocketError`.
   */
  send(to: string, message: Outgoing): Promise<string>;
  markRead(chat: string, id: string): Promise<void>;
  /** Ends the connection; the event `closed` follows. */
  close(): Promise<void>;
  /** Tells WhatsApp that this device is linked no more, and ends the connection; the event `closed` follows. */
  leave(): Promise<void>;
}

/** The code for an error without one; the library uses it for trouble inside a server. */
const UNKNOWN_CODE = 500;
/** The code for a link code that was not scanned in time, or that the phone asks to be made anew. */
export const LINK_RUN_OUT = 408;

const CREDS = 'creds';
/** How long the library waits for an answer, in milliseconds; well below the time limit of a sender. */
const ANSWER_MS = 15_000;
const CLOSE_MS = 1_000;

/** Drops the library's own log, which holds telephone numbers and texts. */
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

/** The digits of the number of the phone that has linked this device; undefined where none has. */
export async function ownNumber(keys: DeviceKeys): Promise<string | undefined> {
  return /^\d+/.exec((await loadCreds(keys))?.me?.id ?? '')?.[0];
}

async function loadCreds(keys: DeviceKeys): Promise<AuthenticationCreds | undefined> {
  const text = (await keys.load([CREDS])).get(CREDS);
  return text === undefined ? undefined : (JSON.parse(text, BufferJSON.reviver) as AuthenticationCreds);
}

/**
 * Connects to WhatsApp as a linked device, or as one that waits to be linked. This file alone knows the
 * connections of the library (https://github.com/WhiskeySockets/Baileys), which is unofficial and changes.
 */
export async function openSocket(options: SocketOptions, events: SocketEvents): Promise<Socket> {
  muteConsole();
  const { keys, socketUrl, version } = options;
  const creds = (await loadCreds(keys)) ?? initAuthCreds();
  /** The stanza of each ciphertext: the library decrypts without saying which message the ciphertext belongs to. */
  const stanzas = new WeakMap<object, Parameters<typeof decodeMessageNode>[0]>();
  // To send and to decrypt, the library reads the keys of a chat, uses them, and writes them back. If both happened at
  // once, one would overwrite the keys that the other has written.
  const exclusively = createKeyedMutex();
  let lastSave = Promise.resolve();
  let isOver = false;

  /**
   * The address under which the library keeps the keys of the chat with a person: their lasting id when it is known.
   */
  async function talkWith(address: string): Promise<string> {
    const [user = '', server = ''] = address.replace(/:\d+@/, '@').split('@');
    const number = `${user}@${server}`;
    return server === 'lid' ? number : ((await sock.signalRepository.lidMapping.getLIDForPN(number)) ?? number);
  }

  /** Reports a decrypted message. The library's transaction around it is committed only afterwards. */
  async function tell(ciphertext: Uint8Array, plain: Uint8Array): Promise<void> {
    const stanza = stanzas.get(ciphertext);
    if (stanza === undefined) return;
    const { fullMessage } = decodeMessageNode(stanza, creds.me?.id ?? '', creds.me?.lid ?? '');
    const decoded = proto.Message.decode(unpadRandomMax16(plain));
    const message = messageOf({ ...fullMessage, message: decoded.deviceSentMessage?.message ?? decoded });
    await events.heard(message).catch((error: unknown) => {
      // Ends at once: over an open connection, the sender is asked at most five times for a message that cannot be
      // stored.
      end(UNKNOWN_CODE);
      throw error;
    });
  }

  const sock = makeWASocket({
    auth: { creds, keys: makeCacheableSignalKeyStore(signalKeys(keys), silent) },
    logger: silent,
    ...(socketUrl !== undefined && { waWebSocketUrl: socketUrl }),
    ...(version !== undefined && { version: [...version] }),
    // The phone keeps showing the messages that come in.
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
      // The message is stored before its key is used up, and both before the receipt is sent. After a crash in between,
      // the same ciphertext comes again and can still be decrypted.
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

  // This listener runs before the library's own, which is registered already.
  sock.ws.prependListener('CB:message', (stanza: Parameters<typeof decodeMessageNode>[0]) => {
    if (!Array.isArray(stanza.content)) return;
    for (const { content } of stanza.content) if (content instanceof Uint8Array) stanzas.set(content, stanza);
  });
  // The phone asks for another link code than the one shown; the library does not answer that.
  sock.ws.on('CB:notification,type:companion_reg_refresh', () => end(LINK_RUN_OUT));
  // The library acknowledges a change of somebody's number, and tells nobody.
  sock.ws.on('CB:notification,type:contacts', (stanza: BinaryNode) => {
    const change = getBinaryNodeChild(stanza, 'modify')?.attrs;
    if (change === undefined) return;
    const { id = '', t = '0' } = stanza.attrs;
    const [before, now] = [
      [change.old, change.old_lid],
      [change.new, change.new_lid],
    ];
    events.moved({ id, before, now, seconds: Number(t) });
  });

  function end(code: number): void {
    if (isOver) return;
    isOver = true;
    // A server that does not answer must not hold up the end, but the last key must be written before it.
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
  /**
   * Reports a message that the library hands out. Most messages were reported when they were decrypted, but not those
   * that the phone decrypts for us.
   */
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
        const sent = await exclusively(await talkWith(to), () => sock.sendMessage(to, contentOf(message)));
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
    async leave() {
      await sock.logout().catch(() => undefined);
      end(LINK_RUN_OUT);
    },
  };
}

function contentOf(message: Outgoing): AnyMessageContent {
  // No preview: to make one, the library would fetch the address in the text.
  if ('text' in message) return { text: message.text, linkPreview: null };
  if ('audio' in message) return { audio: { url: message.audio }, mimetype: message.type, ptt: true };
  const { file, caption } = message;
  return { document: Buffer.from(file.bytes), mimetype: file.type, fileName: file.name, caption };
}

/** A failed send; it holds a code alone. */
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
  const document = content?.documentMessage;
  return {
    id: key.id ?? '',
    chat: key.remoteJid ?? '',
    other: key.remoteJidAlt,
    isOurs: key.fromMe === true,
    type,
    text: content?.conversation || content?.extendedTextMessage?.text || undefined,
    caption: (content?.imageMessage ?? content?.videoMessage ?? document)?.caption || undefined,
    file: isShownOnce(message) ? undefined : fileOf(content),
    document: document ? { type: document.mimetype ?? undefined, name: document.fileName ?? undefined } : undefined,
    parent: parentOf(message) ?? parentOf(content),
    seconds: toNumber(messageTimestamp),
  };
}

/** The id of the message that this one belongs to: a picture of an album names it. */
const parentOf = (content: WAMessage['message']): string | undefined =>
  content?.messageContextInfo?.messageAssociation?.parentMessageKey?.id ?? undefined;

/** Whether a message is view-once: its file is not kept. */
const isShownOnce = (message: WAMessage['message']): boolean =>
  (message?.viewOnceMessage ?? message?.viewOnceMessageV2 ?? message?.viewOnceMessageV2Extension) != null;

/** The voice note, the picture or the document of a message. */
function fileOf(content: WAMessage['message']): WebFile | undefined {
  const { imageMessage: image, audioMessage: audio, documentMessage: document } = content ?? {};
  const kind = image ? 'image' : audio ? 'audio' : 'document';
  const file = image ?? audio ?? document;
  if (!file?.mediaKey || !file.directPath) return undefined;
  const key = Buffer.from(file.mediaKey).toString('base64');
  return { kind, path: file.directPath, key, bytes: toNumber(file.fileLength) };
}

/** The key store of the library; each key is named `<kind> <id>`. */
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

/** Silences the console: `libsignal` writes sessions to it, with the keys in them. Our own code never writes there. */
function muteConsole(): void {
  for (const level of ['log', 'info', 'warn', 'error'] as const) console[level] = () => {};
}
