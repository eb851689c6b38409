import { createHash, createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { z } from 'zod';
import { DAY } from './clock.ts';
import { isJpeg, isOgg, refuseLong, refuseUnless, type SentDocument } from './sent-files.ts';

/**
 * WhatsApp's Cloud API as far as a bot meets it: it refuses what Meta refuses (a wrong token, fields it doesn't know, texts
 * and titles that are too long, a second message in six seconds after a burst), closes the window of 24 hours by *its*
 * clock, signs what it posts, posts twice if told to, and reports what became of each message, in any order.
 */
export interface FakeWhatsapp extends AsyncDisposable {
  readonly apiRoot: string;
  readonly account: { token: string; phoneNumberId: string; appSecret: string; verifyToken: string };
  /** Where webhooks go. */
  reach(request: (request: Request) => Response | Promise<Response>): void;
  /** Somebody known by a number or an id (`RS.1349...`), or by both; without either, only WhatsApp itself can tell of them. */
  user(number: string, id?: string): FakeWriter;
  /** What stands on somebody's screen, from the business. */
  screen(number: string): Shown[];
  /** Fails the next calls, one after the other. */
  failNext(...failures: (Failure | 'not this one')[]): void;
  /** Posts everything twice, and statuses backwards. */
  unruly: boolean;
  /** Answers of our webhook. */
  readonly posted: { status: number }[];
  /** What was asked of `/messages`, in order. */
  readonly calls: Record<string, unknown>[];
  readonly uploads: { type: string; bytes: number }[];
  /** Messages that were shown as read. */
  readonly read: string[];
  /** Signs a body as Meta does. */
  sign(body: string): string;
  /** Holds back what is to be posted, until the function that it returns is called. */
  holdBack(): () => void;
  /** Closes somebody's window before its time, so that Meta and the business differ about it. */
  shut(number: string): void;
  /** Loses people's files, as after some weeks. */
  loseFiles(): void;
  /** Posts a webhook as it is, until it is taken. */
  post(body: string): Promise<void>;
  /** Resolves when all that is to be posted was taken. */
  settled(): Promise<void>;
  waitFor(condition: () => boolean): Promise<void>;
}

interface Failure {
  status: number;
  code?: number;
  retryAfter?: number;
}

interface Shown {
  id: string;
  text: string;
  options: { id: string; label: string }[];
  kind: string;
  document?: Uint8Array;
}

interface FakeWriter {
  say(text: string): Promise<string>;
  tap(id: string): Promise<string>;
  send(type: string, content: object): Promise<string>;
  /** A voice note, whose bytes the business can fetch. Throws, as the next two, for what WhatsApp's apps do not send. */
  voice(bytes: Uint8Array): Promise<string>;
  /** A picture with words beneath it. */
  picture(bytes: Uint8Array, caption?: string): Promise<string>;
  /** A file of any kind, sent as it is. */
  document(bytes: Uint8Array, as: SentDocument): Promise<string>;
}

const Id = z.string().min(1).max(256);
const Body = z.strictObject({ text: z.string().min(1).max(1024) });
const Button = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({ id: Id, title: z.string().min(1).max(20) }),
});
const Row = z.strictObject({
  id: z.string().min(1).max(200),
  title: z.string().min(1).max(24),
  description: z.string().min(1).max(72).optional(),
});
const Interactive = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('button'),
    body: Body,
    action: z.strictObject({ buttons: z.array(Button).min(1).max(3) }),
  }),
  z.strictObject({
    type: z.literal('list'),
    body: Body,
    action: z.strictObject({
      button: z.string().min(1).max(20),
      sections: z.array(z.strictObject({ rows: z.array(Row).min(1) })).length(1),
    }),
  }),
]);
const envelope = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual'),
  to: z
    .string()
    .regex(/^\d{6,15}$/)
    .optional(),
  recipient: z
    .string()
    .regex(/^[A-Z]{2}\.\w{1,128}$/)
    .optional(),
};
const Message = z.discriminatedUnion('type', [
  z.strictObject({
    ...envelope,
    type: z.literal('text'),
    text: z.strictObject({ body: z.string().min(1).max(4096), preview_url: z.boolean().optional() }),
  }),
  z.strictObject({ ...envelope, type: z.literal('interactive'), interactive: Interactive }),
  z.strictObject({ ...envelope, type: z.literal('audio'), audio: z.strictObject({ id: z.string() }) }),
  z.strictObject({
    ...envelope,
    type: z.literal('document'),
    document: z.strictObject({
      id: z.string(),
      filename: z.string().min(1).max(240),
      caption: z.string().max(1024).optional(),
    }),
  }),
  z.strictObject({
    ...envelope,
    type: z.literal('template'),
    template: z.strictObject({
      name: z.string(),
      language: z.strictObject({ code: z.string() }),
      components: z.array(z.looseObject({ type: z.enum(['body', 'button']) })).optional(),
    }),
  }),
]);
const Read = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string(),
  typing_indicator: z.strictObject({ type: z.literal('text') }).optional(),
});

class Refusal extends Error {
  readonly status: number;
  readonly code: number;
  readonly retryAfter: number | undefined;
  constructor(status: number, code: number, retryAfter?: number) {
    super(`(#${code})`);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** The media types that a business may upload, of those that the project sends. */
const SUPPORTED = [
  'audio/ogg',
  'audio/mpeg',
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
];
/** The largest files that WhatsApp passes on, in bytes. */
const MOST_BYTES = { audio: 16 * 1024 * 1024, image: 5 * 1024 * 1024, document: 100 * 1024 * 1024 };
const BURST = 45;
const EVERY = 6_000;
/** Only what never comes takes so long, however slow the machine is. */
const GIVE_UP_MS = 120_000;

/** Templates that were approved: how many places each has. */
const APPROVED: Record<string, number> = { appointment_reminder: 1, notice: 0 };

export async function startFakeWhatsapp({ clock }: { clock: () => number }): Promise<FakeWhatsapp> {
  const account = {
    token: 'EAAfake0token0of0a0system0user',
    phoneNumberId: '106540352242922',
    appSecret: '0123456789abcdef0123456789abcdef',
    verifyToken: 'a-verify-token-for-this-test-alone',
  };
  const screens = new Map<string, Shown[]>();
  const heard = new Map<string, number>();
  const incoming = new Set<string>();
  const spent = new Map<string, number>();
  const media = new Map<string, Uint8Array>();
  const files = new Map<string, { bytes: Uint8Array; mime_type: string; sha256: string }>();
  const failures: (Failure | 'not this one')[] = [];
  const outgoing: Promise<void>[] = [];
  let request: ((request: Request) => Response | Promise<Response>) | undefined;
  let last = Promise.resolve();

  const fake = { unruly: false, posted: [] as { status: number }[] };
  const calls: Record<string, unknown>[] = [];
  const uploads: FakeWhatsapp['uploads'] = [];
  const read: string[] = [];
  const sign = (body: string) => `sha256=${createHmac('sha256', account.appSecret).update(body).digest('hex')}`;

  /** Meta posts again what was not taken; one after the other here, as it does for one number mostly. */
  async function post(body: string): Promise<void> {
    const deliver = async () => {
      for (let tries = 0; tries < 50; tries += 1) {
        const answer = await request?.(
          new Request('https://chat.example.org/webhooks/whatsapp', {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-hub-signature-256': sign(body) },
            body,
          }),
        );
        if (answer !== undefined) fake.posted.push({ status: answer.status });
        if (answer?.status === 200) return;
        await sleep(5);
      }
    };
    last = last.then(deliver);
    outgoing.push(last);
    await last;
  }

  const change = (value: object) =>
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '102290129340398',
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: '15550783881', phone_number_id: account.phoneNumberId },
                ...value,
              },
            },
          ],
        },
      ],
    });

  async function write(addresses: string[], type: string, content: object): Promise<string> {
    const id = `wamid.${randomUUID()}`;
    incoming.add(id);
    for (const address of addresses) heard.set(address, clock());
    const fields = addresses.map((address) => [/^\d+$/.test(address) ? 'from' : 'from_user_id', address]);
    const who = Object.fromEntries(fields);
    const message = { ...who, id, timestamp: String(Math.floor(clock() / 1000)), type, ...content };
    const messages = fake.unruly ? [message, message] : [message];
    // A system message comes without contacts.
    const body = change({ ...(type !== 'system' && { contacts: [{ profile: { name: 'Somebody' } }] }), messages });
    await post(body);
    if (fake.unruly) await post(body);
    return id;
  }

  function report(number: string, id: string, code?: number): void {
    const status = (name: string) => ({
      id,
      status: name,
      timestamp: String(Math.floor(clock() / 1000)),
      recipient_id: number,
    });
    const failed = { ...status('failed'), errors: [{ code, title: 'failed' }] };
    const all = code === undefined ? ['sent', 'delivered', 'read'].map(status) : [failed];
    for (const one of fake.unruly ? [...all, ...all].reverse() : all) void post(change({ statuses: [one] }));
  }

  function limit(number: string): void {
    // The moment at which the allowance is whole again (a leaky bucket).
    const full = Math.max(spent.get(number) ?? 0, clock());
    if (full - clock() > (BURST - 1) * EVERY) throw new Refusal(400, 131056);
    spent.set(number, full + EVERY);
  }

  function take(given: Record<string, unknown>): object {
    if (given.status !== undefined) {
      const parsed = Read.safeParse(given);
      if (!parsed.success || !incoming.has(parsed.data.message_id)) throw new Refusal(400, 100);
      read.push(parsed.data.message_id);
      return { success: true };
    }
    const parsed = Message.safeParse(given);
    if (!parsed.success) throw new Refusal(400, 100);
    const message = parsed.data;
    const number = message.to ?? message.recipient;
    if (number === undefined) throw new Refusal(400, 131008);
    if (message.type === 'audio' && !media.has(message.audio.id)) throw new Refusal(400, 131053);
    if (message.type === 'document' && !media.has(message.document.id)) throw new Refusal(400, 131053);
    limit(number);
    const id = `wamid.${randomUUID()}`;
    const isOpen = clock() - (heard.get(number) ?? Number.NEGATIVE_INFINITY) < DAY;
    if (message.type !== 'template' && !isOpen) {
      report(number, id, 131047);
    } else {
      const shown = screens.get(number) ?? [];
      screens.set(number, [...shown, { id, ...show(message) }]);
      report(number, id);
    }
    return { messaging_product: 'whatsapp', contacts: [{ input: number, wa_id: number }], messages: [{ id }] };
  }

  function show(message: z.infer<typeof Message>): Omit<Shown, 'id'> {
    const kind = message.type;
    if (kind === 'text') return { kind, text: message.text.body, options: [] };
    if (kind === 'document') {
      const { id, filename, caption = '' } = message.document;
      return { kind, text: `${filename}: ${caption}`, options: [], document: media.get(id) ?? new Uint8Array() };
    }
    if (kind === 'audio') return { kind, text: '', options: [] };
    if (kind === 'template') {
      const { name, components = [] } = message.template;
      const places = APPROVED[name];
      if (places === undefined) throw new Refusal(404, 132001);
      const words = components.flatMap((each) => (each.type === 'body' ? (each.parameters as { text: string }[]) : []));
      if (words.length !== places) throw new Refusal(400, 132000);
      return { kind, text: [name, ...words.map(({ text }) => text)].join(' '), options: [] };
    }
    const { body, ...rest } = message.interactive;
    const options =
      rest.type === 'button'
        ? rest.action.buttons.map(({ reply }) => ({ id: reply.id, label: reply.title }))
        : rest.action.sections.flatMap(({ rows }) => rows.map(({ id, title }) => ({ id, label: title })));
    // A list holds ten rows in all, and titles and ids that differ.
    if (options.length > 10) throw new Refusal(400, 131009);
    for (const field of ['id', 'label'] as const)
      if (new Set(options.map((option) => option[field])).size < options.length) throw new Refusal(400, 131009);
    return { kind, text: body.text, options };
  }

  /** Keeps a file of somebody's, and returns what a message says of it. */
  function kept(kind: keyof typeof MOST_BYTES, bytes: Uint8Array, mime_type: string) {
    refuseUnless(bytes.length > 0 && bytes.length <= MOST_BYTES[kind], `${bytes.length} bytes of ${kind}`);
    const id = String(1_000_000 + files.size);
    const sha256 = createHash('sha256').update(bytes).digest('base64');
    files.set(id, { bytes, mime_type, sha256 });
    return { id, mime_type, sha256 };
  }

  const app = new Hono();
  app.post('/v23.0/:phone/:what', async (c) => {
    try {
      if (c.req.header('authorization') !== `Bearer ${account.token}`) throw new Refusal(401, 190);
      if (c.req.param('phone') !== account.phoneNumberId) throw new Refusal(400, 100);
      if (c.req.param('what') === 'media') {
        const form = await c.req.formData();
        const file = form.get('file');
        if (!(file instanceof File) || form.get('messaging_product') !== 'whatsapp') throw new Refusal(400, 100);
        if (!SUPPORTED.includes(file.type) || form.get('type') !== file.type) throw new Refusal(400, 131053);
        const id = randomUUID();
        media.set(id, new Uint8Array(await file.arrayBuffer()));
        uploads.push({ type: file.type, bytes: file.size });
        return c.json({ id });
      }
      const given = (await c.req.json()) as Record<string, unknown>;
      const isRead = given.status === 'read';
      if (!isRead) calls.push(given);
      const failure = isRead ? undefined : failures.shift();
      if (typeof failure === 'object') throw new Refusal(failure.status, failure.code ?? 0, failure.retryAfter);
      return c.json(take(given));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.retryAfter !== undefined) c.header('retry-after', String(error.retryAfter));
      const body = { error: { message: error.message, type: 'OAuthException', code: error.code, fbtrace_id: 'x' } };
      return error.code === 0 ? c.text('busy', error.status as 500) : c.json(body, error.status as 400);
    }
  });

  const isOurs = (header: string | undefined) => header === `Bearer ${account.token}`;
  app.get('/v23.0/:id', (c) => {
    const id = c.req.param('id');
    const kept = files.get(id);
    if (!isOurs(c.req.header('authorization'))) return c.json({ error: { code: 190 } }, 401);
    if (id === account.phoneNumberId && c.req.query('fields') === 'display_phone_number')
      return c.json({ display_phone_number: '+1 555-078-3881', id });
    if (kept === undefined) return c.json({ error: { code: 100 } }, 400);
    const { bytes, ...said } = kept;
    const url = `http://127.0.0.1:${port}/lookaside/${id}`;
    return c.json({ messaging_product: 'whatsapp', id, url, ...said, file_size: String(bytes.length) });
  });
  app.get('/lookaside/:id', (c) => {
    const kept = files.get(c.req.param('id'));
    return isOurs(c.req.header('authorization')) && kept ? c.body(Buffer.from(kept.bytes)) : c.body(null, 404);
  });

  const server = createServer(getRequestListener(app.fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return Object.assign(fake, {
    apiRoot: `http://127.0.0.1:${port}/v23.0`,
    account,
    calls,
    uploads,
    read,
    sign,
    loseFiles: () => files.clear(),
    shut: (number: string) => void heard.delete(number),
    holdBack() {
      const { promise, resolve } = Promise.withResolvers<void>();
      last = last.then(() => promise);
      return resolve;
    },
    post,
    reach: (to: typeof request) => {
      request = to;
    },
    user(number: string, lasting?: string): FakeWriter {
      const addresses = [number, lasting ?? ''].filter((address) => address !== '');
      return {
        say: (text) => write(addresses, 'text', { text: { body: text } }),
        tap(id) {
          const option = addresses
            .flatMap((address) => screens.get(address) ?? [])
            .flatMap(({ options }) => options)
            .find((one) => one.id === id);
          if (option === undefined) throw new Error(`nobody can tap ${id}`);
          const reply = { id, title: option.label };
          return write(addresses, 'interactive', { interactive: { type: 'list_reply', list_reply: reply } });
        },
        send: (type, content) => write(addresses, type, content),
        voice(bytes) {
          refuseUnless(isOgg(bytes), 'a voice note');
          return write(addresses, 'audio', {
            audio: { ...kept('audio', bytes, 'audio/ogg; codecs=opus'), voice: true },
          });
        },
        picture(bytes, caption) {
          refuseUnless(isJpeg(bytes), 'a picture');
          refuseLong(caption);
          return write(addresses, 'image', {
            image: { ...kept('image', bytes, 'image/jpeg'), ...(caption && { caption }) },
          });
        },
        document(bytes, { type, name: filename, caption }) {
          refuseLong(caption);
          const said = { ...kept('document', bytes, type), filename, ...(caption && { caption }) };
          return write(addresses, 'document', { document: said });
        },
      };
    },
    screen: (number: string) => screens.get(number) ?? [],
    failNext: (...next: typeof failures) => void failures.push(...next),
    async settled() {
      for (let before = -1; before !== outgoing.length; ) {
        before = outgoing.length;
        await Promise.all(outgoing);
      }
    },
    async waitFor(condition: () => boolean) {
      const end = performance.now() + GIVE_UP_MS;
      while (!condition()) {
        if (performance.now() > end) throw new Error('it did not come');
        await sleep(5);
      }
    },
    async [Symbol.asyncDispose]() {
      request = undefined;
      await Promise.all(outgoing);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
