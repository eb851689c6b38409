import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { BotCommand, CallbackQuery, Message, Update, User } from 'grammy/types';
import { Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { DAY } from './clock.ts';
import { isJpeg, isOgg, refuseLong, refuseUnless, type SentDocument } from './sent-files.ts';
import { createPosting, type Hook, type Reach } from './telegram-webhook.ts';

/**
 * A Bot API server on a local port, as strict as Telegram's own, for the methods that the project calls.
 *
 * It checks what it is sent by Bot API 10.1 and refuses in Telegram's words. Three things differ, to catch mistakes: an
 * unknown field is refused (Telegram ignores it), text is counted in UTF-16 units, the stricter reading of
 * "characters", and a voice that Telegram would show as a file is refused. Fields that the project has no use for, `parse_mode` among them, are unknown here.
 *
 *     await using telegram = await startFakeTelegram();
 *     const amal = telegram.user(7);
 *     amal.say('/start');
 *     await telegram.waitFor(() => telegram.chat(7).at(-1)?.text.startsWith('Welcome'));
 *     amal.tap('English');
 *
 * Updates are polled, or posted to the webhook that the bot has set: `telegram.reach` says where its address leads.
 */

export interface Shown {
  id: number;
  from: 'bot' | 'person';
  text: string;
  buttons: { label: string; data: string }[];
  /** Bytes of a voice message. */
  voice?: number;
  document?: Uint8Array | undefined;
  /** Epoch ms. */
  at: number;
}

export interface Call {
  at: number;
  method: string;
  payload: Record<string, unknown>;
  /** HTTP status of the answer; none while it hangs, or where the connection was cut. */
  status?: number;
}

/** The methods that a bot calls beside whatever else it does. */
const BESIDE = ['getUpdates', 'getMe'];

export interface Failure {
  /** An HTTP status, or no answer at all: the connection is cut, or hangs until the caller gives up. */
  status: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 502 | 503 | 'cut' | 'hang';
  description?: string;
  /** Seconds. */
  retryAfter?: number;
  /** Which calls fail; default all but those of `BESIDE`. */
  method?: string;
  /** How many such calls go through first. */
  after?: number;
  /** The call takes effect all the same, and only its answer is lost. */
  done?: true;
}

/** What a message holds, beside who, where and when. */
export type Said = Partial<Omit<Message, 'message_id' | 'from' | 'chat' | 'date'>>;

export interface FakeUser {
  /** Each of these returns the id of the update that it makes. `at`: epoch ms, default now. */
  say(text: string, at?: number): number;
  photo(): number;
  voice(): number;
  /**
   * A voice note, or a picture with words beneath it, whose bytes the bot can fetch. Throws for what Telegram's apps do
   * not send: they make a JPEG of every picture, and a voice note is OPUS.
   */
  file(media: 'voice' | 'photo', bytes: Uint8Array, caption?: string): number;
  /** A file of any kind, sent as it is, whose bytes the bot can fetch. Telegram keeps a name and a type of it. */
  document(bytes: Uint8Array, as: SentDocument): number;
  /** Any other message: `{ location: { latitude: 44.8, longitude: 20.5 } }`. */
  send(content: Said, at?: number): number;
  /**
   * Presses the newest visible button with this label or data. `again`: the app sends its last such press once more,
   * the same query in a new update. To press twice, tap twice.
   */
  tap(button: string, options?: { again: true }): number;
  block(): number;
  unblock(): number;
}

const DESCRIPTIONS: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden: bot was blocked by the user',
  404: 'Not Found',
  409: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

class Refusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly retryAfter: number | undefined;

  constructor(status: ContentfulStatusCode, description = DESCRIPTIONS[status], retryAfter?: number) {
    super(retryAfter === undefined ? description : `${description}: retry after ${retryAfter}`);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}
/** Thrown to end a connection without an answer. */
const CUT = Symbol('cut');
const bad = (description: string) => new Refusal(400, `Bad Request: ${description}`);

// What the methods take. The messages are the ends of Telegram's descriptions.

/** Only what never comes takes so long, however slow the machine is. */
const GIVE_UP_MS = 120_000;
const bytes = (text: string) => Buffer.byteLength(text);

const flag = z.boolean().exactOptional();
const chatId = z
  .union([z.int(), z.string().regex(/^-?\d+$/, 'chat_id is empty')], 'chat_id is empty')
  .transform(Number);
const messageId = z.int('message identifier is not specified').positive('message identifier is not specified');
const text = z
  .string('message text is empty')
  .trim()
  .min(1, 'message text is empty')
  .max(4096, 'message is too long')
  .refine((value) => value.isWellFormed(), 'strings must be encoded in UTF-8');
const button = z.strictObject({
  text: z
    .string('can\'t parse inline keyboard button: Field "text" must be of type String')
    .min(1, 'BUTTON_TEXT_INVALID'),
  callback_data: z
    .string("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    .refine((data) => bytes(data) >= 1 && bytes(data) <= 64, 'BUTTON_DATA_INVALID'),
});
const markup = z.strictObject({
  inline_keyboard: z
    .array(z.array(button), 'object expected as reply markup')
    .refine((rows) => rows.flat().length <= 100, 'reply markup is too long'),
});
const shown = {
  text,
  link_preview_options: z.strictObject({ is_disabled: flag }).exactOptional(),
  reply_markup: markup.exactOptional(),
};
/** Bots can fetch files of up to 20 MB. */
const FILE_BYTES = 20 * 1024 * 1024;
const PHOTO_BYTES = 10 * 1024 * 1024;
const VOICE_BYTES = 1024 * 1024;
const isVoice = (sent: Uint8Array) => {
  const head = Buffer.from(sent.subarray(0, 36)).toString('latin1');
  return /^OggS.{24}OpusHead/s.test(head) || /^(ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb])/.test(head);
};
const allowedUpdates = z.array(z.string()).exactOptional();

/** What `setWebhook` takes for an address. An empty one is a `deleteWebhook`. */
const hookUrl = z.string().superRefine((url, { addIssue }) => {
  if (url === '') return;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:') addIssue('bad webhook: An HTTPS URL must be provided for webhook');
  else if (!['', '80', '88', '8443'].includes(parsed.port))
    addIssue('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
});

const SCHEMAS = {
  getMe: z.strictObject({}),
  getFile: z.strictObject({ file_id: z.string() }),
  getUpdates: z.strictObject({
    offset: z.int().default(0),
    limit: z.int().min(1).max(100).default(100),
    timeout: z.int().min(0).max(50).default(0),
    allowed_updates: allowedUpdates,
  }),
  sendMessage: z.strictObject({
    chat_id: chatId,
    ...shown,
    disable_notification: flag,
    protect_content: flag,
  }),
  sendVoice: z.strictObject({
    chat_id: chatId,
    voice: z
      .instanceof(Uint8Array, { error: 'there is no voice in the request' })
      .refine(({ length }) => length > 0, 'file must be non-empty')
      .refine(({ length }) => length <= VOICE_BYTES, 'a voice of more than 1 MB is sent as a file')
      .refine(isVoice, 'a voice is OPUS in OGG, or MP3'),
  }),
  sendDocument: z.strictObject({
    chat_id: chatId,
    document: z
      .instanceof(Uint8Array, { error: 'there is no document in the request' })
      .refine(({ length }) => length > 0, 'file must be non-empty')
      .refine(({ length }) => length <= 50 * 1024 * 1024, 'Request Entity Too Large'),
    caption: z.string().max(1024, 'message caption is too long').exactOptional(),
    disable_content_type_detection: z.stringbool({ truthy: ['true'], falsy: ['false'] }).exactOptional(),
  }),
  editMessageText: z.strictObject({ chat_id: chatId, message_id: messageId, ...shown }),
  answerCallbackQuery: z.strictObject({
    callback_query_id: z.string(),
    text: z.string().max(200, 'MESSAGE_TOO_LONG').exactOptional(),
    show_alert: flag,
    cache_time: z.int().min(0).exactOptional(),
  }),
  deleteMessage: z.strictObject({ chat_id: chatId, message_id: messageId }),
  deleteMessages: z.strictObject({
    chat_id: chatId,
    message_ids: z
      .array(z.int('message identifier must be a Number').positive('invalid message identifier specified'))
      .min(1, 'message identifiers are not specified')
      .max(100, 'too many message identifiers specified'),
  }),
  leaveChat: z.strictObject({ chat_id: chatId }),
  setMyCommands: z.strictObject({
    commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^[a-z0-9_]{1,32}$/, 'BOT_COMMAND_INVALID'),
          description: z.string().min(1, 'BOT_COMMAND_DESCRIPTION_INVALID').max(256, 'BOT_COMMAND_DESCRIPTION_INVALID'),
        }),
      )
      .max(100, 'BOT_COMMANDS_TOO_MUCH'),
    scope: z.strictObject({ type: z.enum(['default', 'all_private_chats']) }).exactOptional(),
    language_code: z
      .string()
      .regex(/^([a-z]{2})?$/, 'invalid language code specified')
      .default(''),
  }),
  setWebhook: z.strictObject({
    url: hookUrl,
    max_connections: z.int().min(1).max(100).exactOptional(),
    allowed_updates: allowedUpdates,
    drop_pending_updates: flag,
    secret_token: z
      .string()
      .regex(/^[\w-]{1,256}$/, 'secret token contains unallowed characters')
      .exactOptional(),
  }),
  deleteWebhook: z.strictObject({ drop_pending_updates: flag }),
  getWebhookInfo: z.strictObject({}),
};

const Payload = z
  .string()
  .transform((body, context) => {
    try {
      return JSON.parse(body) as unknown;
    } catch {
      context.addIssue("can't parse JSON object");
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.unknown()));

/** A form with files: a field `attach://<name>` stands for the part of that name. */
async function readForm(form: FormData): Promise<Record<string, unknown>> {
  const payload: Record<string, unknown> = {};
  const attached = new Set<string>();
  for (const [name, value] of form) {
    const file =
      typeof value === 'string' && value.startsWith('attach://') ? value.slice('attach://'.length) : undefined;
    const part = file === undefined ? null : form.get(file);
    if (file !== undefined && !(part instanceof File)) throw bad(`there is no file ${file}`);
    if (file !== undefined && part instanceof File) {
      attached.add(file);
      payload[name] = await part.bytes();
    } else if (typeof value === 'string') payload[name] = value;
  }
  const parts = [...form].filter(([, value]) => value instanceof File).map(([name]) => name);
  const extra = parts.find((name) => !attached.has(name));
  if (extra !== undefined) throw bad(`no field attaches the file ${extra}`);
  return payload;
}

type MethodName = keyof typeof SCHEMAS;
type Methods = { [M in MethodName]: (payload: z.output<(typeof SCHEMAS)[M]>, gone: AbortSignal) => unknown };

const isMethod = (name: string): name is MethodName => Object.hasOwn(SCHEMAS, name);

function parse<S extends z.ZodType>(schema: S, payload: unknown): z.output<S> {
  const { success, data, error } = schema.safeParse(payload);
  if (success) return data;
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys') {
    throw bad(`field "${[...issue.path, issue.keys[0]].join('.')}" is misspelt, or nothing that this project sends`);
  }
  const ours = /^(Invalid|Too|Unrecognized) /.test(issue?.message ?? '');
  throw bad(ours ? `field "${issue?.path.join('.')}": ${issue?.message}` : (issue?.message ?? ''));
}

const sized = <T extends object>(file: T) => ({ ...file, width: 90, height: 67 });

/** `token`: of the bot; `clock`: epoch ms, for the dates of messages and the 48 hours in which one can be deleted. */
export async function startFakeTelegram({
  token = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
  clock = Date.now,
} = {}) {
  const bot: User = { id: Number.parseInt(token, 10), is_bot: true, first_name: 'Saputnik', username: 'saputnik_bot' };
  const calls: Call[] = [];
  const chats = new Map<number, { messages: Message[]; blocked: boolean }>();
  const presses: { user: number; query: CallbackQuery; label: string; answered: boolean }[] = [];
  const commands = new Map<string, BotCommand[]>();
  const files = new Map<string, Uint8Array>();
  const documents = new Map<number, Uint8Array>();
  const left: number[] = [];
  const failures: { failure: Failure; after: number; left: number }[] = [];
  const made = new Map<number, Update>();
  let queue: { update: Update; resent?: true }[] = [];
  let allowed: string[] | undefined;
  let webhook: Hook | undefined;
  let down = false;
  let nextUpdate = 100_000_001;
  let nextMessage = 1;
  let nextQuery = 4_700_000_000_000_000_000n;
  let waiting: { wake: () => void; terminate: (reason: Refusal) => void } | undefined;
  const posting = createPosting(
    () => queue,
    (entry) => {
      queue = queue.filter((other) => other !== entry);
    },
  );

  // What the bot asks for.

  function chatOf(id: number) {
    const chat = chats.get(id);
    if (!chat) throw bad('chat not found');
    return chat;
  }

  function store(chat: number, content: Said, at: number, from: User) {
    const message: NonNullable<Update['message']> = {
      message_id: nextMessage++,
      from,
      chat: { id: chat, type: 'private', first_name: `Person ${chat}` },
      date: Math.floor(at / 1000),
      ...content,
    };
    const known = chats.get(chat) ?? { messages: [], blocked: false };
    known.messages.push(message);
    chats.set(chat, known);
    return message;
  }

  function remove(chat: number, ids: number[]): void {
    const known = chatOf(chat);
    const found = known.messages.filter(({ message_id }) => ids.includes(message_id));
    // One that is too old makes all of them stay.
    if (found.some(({ date }) => date * 1000 < clock() - 2 * DAY)) throw bad("message can't be deleted for everyone");
    known.messages = known.messages.filter((message) => !found.includes(message));
  }

  function take(offset: number, limit: number): Update[] {
    // An offset beyond all that was made is answered from the start: so a numbering that begins anew, lower, works.
    const known = offset <= nextUpdate;
    if (offset > 0 && known) queue = queue.filter(({ update, resent }) => resent || update.update_id >= offset);
    if (offset < 0) queue = queue.slice(offset);
    const taken = queue.slice(0, limit);
    queue = queue.filter((entry) => !(entry.resent && taken.includes(entry)));
    return taken.map(({ update }) => update);
  }

  const methods: Methods = {
    getMe: () => bot,

    getFile({ file_id }) {
      const kept = files.get(file_id);
      if (kept === undefined) throw bad('invalid file_id');
      if (kept.length > FILE_BYTES) throw bad('file is too big');
      return { file_id, file_unique_id: file_id, file_size: kept.length, file_path: `files/${file_id}` };
    },

    async getUpdates({ offset, limit, timeout, allowed_updates }, gone) {
      if (webhook) {
        throw new Refusal(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        );
      }
      allowed = allowed_updates ?? allowed;
      const ready = take(offset, limit);
      if (ready.length > 0 || timeout === 0) return ready;
      waiting?.terminate(new Refusal(409));
      const { promise, resolve: wake, reject: terminate } = Promise.withResolvers<void>();
      const mine = { wake, terminate };
      waiting = mine;
      gone.addEventListener('abort', () => wake());
      const timer = setTimeout(wake, timeout * 1000);
      try {
        await promise;
        return gone.aborted ? [] : take(offset, limit);
      } finally {
        clearTimeout(timer);
        if (waiting === mine) waiting = undefined;
      }
    },

    sendMessage({ chat_id, ...content }) {
      if (chatOf(chat_id).blocked) throw new Refusal(403);
      return store(chat_id, content, clock(), bot);
    },

    sendVoice({ chat_id, voice }) {
      if (chatOf(chat_id).blocked) throw new Refusal(403);
      const file = { file_id: `voice${nextMessage}`, file_unique_id: `voice${nextMessage}` };
      return store(chat_id, { voice: { ...file, duration: 1, file_size: voice.length } }, clock(), bot);
    },

    sendDocument({ chat_id, document, caption }) {
      if (chatOf(chat_id).blocked) throw new Refusal(403);
      const file = { file_id: `document${nextMessage}`, file_unique_id: `document${nextMessage}` };
      documents.set(nextMessage, document);
      const said = { document: { ...file, file_size: document.length }, ...(caption !== undefined && { caption }) };
      return store(chat_id, said, clock(), bot);
    },

    editMessageText({ chat_id, message_id, text, ...content }) {
      const message = chatOf(chat_id).messages.find((candidate) => candidate.message_id === message_id);
      if (!message) throw bad('message to edit not found');
      if (message.from?.id !== bot.id) throw bad("message can't be edited");
      const unchanged = JSON.stringify(message.reply_markup) === JSON.stringify(content.reply_markup);
      if (message.text === text && unchanged) {
        throw bad(
          'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
        );
      }
      delete message.reply_markup;
      return Object.assign(message, { text, ...content, edit_date: Math.floor(clock() / 1000) });
    },

    answerCallbackQuery({ callback_query_id }) {
      const press = presses.find(({ query, answered }) => query.id === callback_query_id && !answered);
      if (!press) throw bad('query is too old and response timeout expired or query ID is invalid');
      press.answered = true;
      return true;
    },

    deleteMessage({ chat_id, message_id }) {
      if (!chatOf(chat_id).messages.some((message) => message.message_id === message_id)) {
        throw bad('message to delete not found');
      }
      remove(chat_id, [message_id]);
      return true;
    },

    deleteMessages({ chat_id, message_ids }) {
      remove(chat_id, message_ids);
      return true;
    },

    leaveChat({ chat_id }) {
      if (chat_id > 0) throw bad("chat member status can't be changed in private chats");
      left.push(chat_id);
      return true;
    },

    setMyCommands({ commands: list, language_code }) {
      commands.set(language_code, list);
      return true;
    },

    setWebhook({ url, secret_token: secret, max_connections: maxConnections = 40, allowed_updates, ...rest }) {
      allowed = allowed_updates ?? allowed;
      if (rest.drop_pending_updates) queue = [];
      webhook = url ? { url, secret, maxConnections } : undefined;
      if (webhook) waiting?.terminate(new Refusal(409, 'Conflict: terminated by setWebhook request'));
      posting.set(webhook);
      return true;
    },

    deleteWebhook({ drop_pending_updates }) {
      webhook = undefined;
      posting.set(webhook);
      if (drop_pending_updates) queue = [];
      return true;
    },

    getWebhookInfo: () => ({
      url: webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: queue.length,
      ...(webhook && { max_connections: webhook.maxConnections }),
      ...(allowed && { allowed_updates: allowed }),
    }),
  };

  function run<M extends MethodName>(method: M, payload: unknown, gone: AbortSignal): unknown {
    const call: (payload: z.output<(typeof SCHEMAS)[M]>, gone: AbortSignal) => unknown = methods[method];
    return call(parse(SCHEMAS[method], payload) as z.output<(typeof SCHEMAS)[M]>, gone);
  }

  function nextFailure(method: string): Failure | undefined {
    const next = failures.find(
      ({ left, failure }) => left > 0 && (failure.method ? failure.method === method : !BESIDE.includes(method)),
    );
    if (!next || next.after-- > 0) return undefined;
    next.left -= 1;
    return next.failure;
  }

  /** Fails as told. Throws `CUT` where there is to be no answer. */
  async function fail({ status, description, retryAfter }: Failure, gone: AbortSignal): Promise<never> {
    if (status === 'hang' && !gone.aborted) await once(gone, 'abort');
    if (status === 'hang' || status === 'cut') throw CUT;
    throw new Refusal(status, description, retryAfter);
  }

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.all('/:bot/:method', async (c) => {
    const { bot: address, method } = c.req.param();
    const { incoming, outgoing } = c.env;
    const gone = new AbortController();
    outgoing.once('close', () => gone.abort());
    const call: Call = { at: clock(), method, payload: {} };
    const answer = (status: ContentfulStatusCode, body: object) => {
      call.status = status;
      return c.json({ ok: status === 200, ...body }, status);
    };
    try {
      if (down) throw CUT;
      const isForm = c.req.header('content-type')?.startsWith('multipart/form-data') === true;
      const body = isForm ? '' : await c.req.text();
      const form = isForm ? await c.req.formData() : undefined;
      calls.push(call);
      if (address !== `bot${token}`) throw new Refusal(/^bot\d+:[\w-]+$/.test(address) ? 401 : 404);
      call.payload = form ? await readForm(form) : parse(Payload, body || '{}');
      const failure = nextFailure(method);
      if (failure && !failure.done) await fail(failure, gone.signal);
      if (!isMethod(method)) throw new Refusal(404, 'Not Found: method not found');
      const result = await run(method, call.payload, gone.signal);
      if (failure) await fail(failure, gone.signal);
      return answer(200, { result });
    } catch (error) {
      if (error === CUT) {
        incoming.socket.destroy();
        return RESPONSE_ALREADY_SENT;
      }
      if (!(error instanceof Refusal)) throw error;
      const { status, message: description, retryAfter } = error;
      return answer(status, {
        error_code: status,
        description,
        ...(retryAfter !== undefined && { parameters: { retry_after: retryAfter } }),
      });
    }
  });

  app.get('/file/:bot/files/:id', (c) => {
    const kept = files.get(c.req.param('id'));
    return c.req.param('bot') === `bot${token}` && kept !== undefined ? c.body(Buffer.from(kept)) : c.notFound();
  });

  const server = createServer(getRequestListener(app.fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  // What people do.

  function push(content: Omit<Update, 'update_id'>): number {
    const update = { update_id: nextUpdate++, ...content };
    made.set(update.update_id, update);
    if (allowed === undefined || allowed.some((kind) => kind in content)) {
      queue.push({ update });
      waiting?.wake();
      posting.look();
    }
    return update.update_id;
  }

  function user(id: number): FakeUser {
    const from: User = { id, is_bot: false, first_name: `Person ${id}`, language_code: 'en' };
    const file = { file_id: `file${nextMessage}`, file_unique_id: `unique${nextMessage}` };

    function send(content: Said, at = clock()): number {
      return push({ message: store(id, content, at, from) });
    }

    function keep(bytes: Uint8Array, caption: string | undefined) {
      refuseUnless(bytes.length > 0, 'an empty file');
      refuseLong(caption);
      const id = `kept${nextMessage}`;
      files.set(id, bytes);
      return { file_id: id, file_unique_id: id, file_size: bytes.length };
    }

    function find(wanted: string) {
      for (const message of chats.get(id)?.messages.toReversed() ?? []) {
        const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
        for (const one of buttons) {
          if ('callback_data' in one && (one.text === wanted || one.callback_data === wanted)) return { message, one };
        }
      }
      throw new Error(`person ${id} sees no button "${wanted}"`);
    }

    function setBlocked(blocked: boolean): number {
      chatOf(id).blocked = blocked;
      const member = { status: 'member' as const, user: bot };
      const kicked = { status: 'kicked' as const, user: bot, until_date: 0 };
      const chat = { id, type: 'private' as const, first_name: from.first_name };
      const date = Math.floor(clock() / 1000);
      return push({
        my_chat_member: {
          chat,
          from,
          date,
          old_chat_member: blocked ? member : kicked,
          new_chat_member: blocked ? kicked : member,
        },
      });
    }

    return {
      send,
      say: (said, at) => send({ text: said }, at),
      photo: () => send({ photo: [{ ...file, width: 90, height: 67 }] }),
      voice: () => send({ voice: { ...file, duration: 3 } }),
      file(media, bytes, caption) {
        refuseUnless(media === 'voice' ? isOgg(bytes) : isJpeg(bytes), media);
        refuseUnless(media === 'voice' || bytes.length <= PHOTO_BYTES, 'a photo of this size');
        const kept = keep(bytes, caption);
        const sent = media === 'voice' ? { voice: { ...kept, duration: 3 } } : { photo: [file, kept].map(sized) };
        return send({ ...sent, ...(caption !== undefined && { caption }) });
      },
      document(bytes, { type: mime_type, name: file_name, caption }) {
        const kept = keep(bytes, caption);
        return send({ document: { ...kept, mime_type, file_name }, ...(caption !== undefined && { caption }) });
      },
      tap(wanted, options) {
        if (options?.again) {
          const earlier = presses.findLast((p) => p.user === id && (p.label === wanted || p.query.data === wanted));
          if (!earlier) throw new Error(`person ${id} has not pressed "${wanted}"`);
          return push({ callback_query: earlier.query });
        }
        const { message, one } = find(wanted);
        const query = { id: String(nextQuery++), from, message, chat_instance: '-1', data: one.callback_data };
        presses.push({ user: id, query, label: one.text, answered: false });
        return push({ callback_query: query });
      },
      block: () => setBlocked(true),
      unblock: () => setBlocked(false),
    };
  }

  return {
    /** The base address to give the bot, and its token. */
    apiRoot: `http://127.0.0.1:${port}`,
    token,
    user,
    /** What the person sees, oldest first. */
    chat: (id: number): Shown[] =>
      (chats.get(id)?.messages ?? []).map((message) => ({
        id: message.message_id,
        from: message.from?.is_bot ? ('bot' as const) : ('person' as const),
        text: message.text ?? message.caption ?? '',
        ...(documents.has(message.message_id) && { document: documents.get(message.message_id) }),
        buttons: (message.reply_markup?.inline_keyboard.flat() ?? []).map((one) => ({
          label: one.text,
          data: 'callback_data' in one ? one.callback_data : '',
        })),
        ...(message.voice?.file_size !== undefined && { voice: message.voice.file_size }),
        at: message.date * 1000,
      })),
    /** All calls, or those of one method, in the order of their arrival. */
    calls: (method?: MethodName): Call[] => calls.filter((call) => method === undefined || call.method === method),
    /** Somebody adds the bot to a group. */
    addTo(group: number, language_code: string): number {
      chats.set(group, { messages: [], blocked: false });
      const chat = { id: group, type: 'supergroup' as const, title: 'Neighbours' };
      const from: User = { id: 99, is_bot: false, first_name: 'Somebody', language_code };
      const was = { status: 'left' as const, user: bot };
      const is = { status: 'member' as const, user: bot };
      return push({
        my_chat_member: { chat, from, date: Math.floor(clock() / 1000), old_chat_member: was, new_chat_member: is },
      });
    },
    /** Loses a person's files, as after an hour or on another server. */
    loseFiles: () => files.clear(),
    /** The groups that the bot has left. */
    left,
    /** The commands set for a language; `''` for all others. */
    commands: (language = ''): BotCommand[] | undefined => commands.get(language),
    /** Button presses that no one has answered: the app shows them as spinning. */
    unanswered: (): string[] => presses.filter(({ answered }) => !answered).map(({ query }) => query.id),
    /** Updates not yet confirmed. */
    pending: (): number[] => queue.map(({ update }) => update.update_id),
    /** Any update, as Telegram would word it; returns its id. */
    push,
    /** Where the webhook's address leads; nowhere at first, and without one. */
    reach: (to: Reach | undefined): void => posting.reachedBy(to),
    /** Every try to post an update to the webhook, in the order in which they ended. */
    posted: posting.posted,
    /** The address that updates are posted to. */
    webhook: (): string | undefined => webhook?.url,
    /** The same updates once more, confirmed or not. */
    resend(updateIds: number[]): void {
      for (const id of updateIds) {
        const update = made.get(id);
        if (!update) throw new Error(`no update ${id}`);
        queue.push({ update, resent: true });
      }
      waiting?.wake();
      posting.look();
    },
    /** Goes on from another update id, as Telegram does after a week without updates; it may be lower. */
    renumber(updateId: number): void {
      nextUpdate = updateId;
    },
    failNext(n: number, failure: Failure): void {
      failures.push({ failure, after: failure.after ?? 0, left: n });
    },
    /** While on, every connection is cut. */
    outage(on: boolean): void {
      down = on;
      if (on) server.closeAllConnections();
    },
    /** Resolves with what `probe` finds as soon as that is neither null, undefined nor false. */
    async waitFor<T>(probe: () => T | null | undefined | false): Promise<T> {
      const end = performance.now() + GIVE_UP_MS;
      for (;;) {
        const found = probe();
        if (found !== undefined && found !== null && found !== false) return found;
        if (performance.now() > end) throw new Error(`it did not come: ${probe}`);
        await sleep(5);
      }
    },
    async stop(): Promise<void> {
      posting.reachedBy(undefined);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await this.stop();
    },
  };
}

export type FakeTelegram = Awaited<ReturnType<typeof startFakeTelegram>>;
