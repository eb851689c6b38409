import { z } from 'zod';
import type { Content, Incoming, MediaKind } from '../conversation/message.ts';
import type { Moved, Receipt } from '../turn/channel.ts';
import { declaredMedia, wordsBeneath } from './declared-media.ts';
import { openingIn } from './start.ts';
import { WINDOW_CLOSED } from './whatsapp-cloud-errors.ts';

/**
 * The body of a webhook (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks). Each part
 * is read by itself.
 */
const Body = z.object({ entry: z.array(z.object({ changes: z.array(z.unknown()) })) });
const Change = z.object({
  field: z.literal('messages'),
  value: z.object({
    metadata: z.object({ phone_number_id: z.string() }),
    messages: z.array(z.unknown()).default([]),
    statuses: z.array(z.unknown()).default([]),
  }),
});

const Tapped = z.object({ id: z.string() });
/** A file as Meta names it; one of another shape is a medium like any other. */
const File = z
  .object({
    id: z.string().regex(/^[\w-]{1,100}$/),
    caption: z.string().optional(),
    mime_type: z.string().optional(),
    filename: z.string().optional(),
  })
  .optional()
  .catch(undefined);
const Message = z.object({
  image: File,
  audio: File,
  video: File,
  document: File,
  id: z.string().min(1),
  /** The telephone number; absent where the person hides it. */
  from: z.string().min(1).optional(),
  /** The business-scoped id of the person, such as `RS.13491208655302741918`. */
  from_user_id: z.string().min(1).optional(),
  group_id: z.string().optional(),
  /** Seconds since 1970. */
  timestamp: z.string().regex(/^\d{1,12}$/),
  type: z.string(),
  text: z.object({ body: z.string() }).optional(),
  interactive: z.object({ button_reply: Tapped.optional(), list_reply: Tapped.optional() }).optional(),
  /** The pressed button of a template. */
  button: z.object({ payload: z.string() }).optional(),
  /** What a message was that Meta cannot pass on. */
  unsupported: z.object({ type: z.string() }).optional().catch(undefined),
  /** A change of the sender's number (`wa_id`) and id, or of the id alone. */
  system: z
    .object({
      type: z.string(),
      wa_id: z.string().min(1).optional(),
      user_id: z.string().min(1).optional(),
      previous_user_id: z.string().min(1).optional(),
    })
    .optional(),
});
type Message = z.infer<typeof Message>;

const Status = z.object({
  id: z.string().min(1),
  status: z.enum(['delivered', 'read', 'failed']),
  errors: z.array(z.object({ code: z.int() })).optional(),
});

/** The content of a webhook, in its order: incoming messages, receipts for our own messages, and changed addresses. */
export interface Heard {
  incomings: Incoming[];
  receipts: Receipt[];
  moved: Moved[];
}

/**
 * Reads the parts of a webhook's body that are for our number. An unreadable part is left out, and the others are kept;
 * a body that is not a webhook gives empty lists. Never throws.
 */
export function readWebhook(body: unknown, phoneNumberId: string): Heard {
  const values = some(Body, body)
    .flatMap(({ entry }) => entry.flatMap(({ changes }) => changes))
    .flatMap((change) => some(Change, change))
    .flatMap(({ value }) => (value.metadata.phone_number_id === phoneNumberId ? [value] : []));
  const messages = values.flatMap((value) => value.messages.flatMap((one) => some(Message, one)));
  return {
    incomings: messages.flatMap(incomingOf),
    moved: messages.flatMap(movedOf),
    receipts: values.flatMap(({ statuses }) => statuses.flatMap((one) => some(Status, one)).map(receiptOf)),
  };
}

function some<T>(schema: z.ZodType<T>, data: unknown): T[] {
  const read = schema.safeParse(data);
  return read.success ? [read.data] : [];
}

function incomingOf(message: Message): Incoming[] {
  const sender = addressesOf(message.from_user_id, message.from);
  const content = contentOf(message);
  if (sender === undefined || content === undefined || message.group_id !== undefined) return [];
  const at = Number(message.timestamp) * 1_000;
  return [{ channel: 'whatsapp-cloud', externalId: message.id, ...sender, content, at }];
}

/** The system messages by which Meta says that a sender's number or id is another now. */
const CHANGES = new Set(['user_changed_number', 'user_changed_user_id']);

function movedOf({ id, type, from: number, timestamp, system }: Message): Moved[] {
  if (type !== 'system' || system === undefined || !CHANGES.has(system.type)) return [];
  const from = addressesOf(system.previous_user_id, number);
  const to = addressesOf(system.user_id, system.wa_id);
  if (from === undefined || to === undefined) return [];
  return [{ channel: 'whatsapp-cloud', externalId: id, from, to, at: Number(timestamp) * 1_000 }];
}

/** The addresses of a sender, of whom the id, the number or both are known. */
function addressesOf(lasting: string | undefined, number: string | undefined): Moved['from'] | undefined {
  const handle = lasting ?? number;
  if (handle === undefined) return undefined;
  return { handle, ...(lasting !== undefined && number !== undefined && { number }) };
}

const MEDIA_TYPES: Readonly<Record<string, MediaKind>> = {
  image: 'photo',
  audio: 'voice',
  video: 'video',
  document: 'document',
  sticker: 'sticker',
  location: 'location',
  contacts: 'contact',
};

/** Types of messages by which WhatsApp reports on the chat, or on an earlier message: the person has said nothing. */
const SILENT = new Set(['edit', 'ephemeral', 'keep_in_chat', 'pin', 'poll_update', 'reaction', 'revoke', 'system']);
/** The type by which WhatsApp tells that a person has opened the chat for the first time. */
const WELCOME = 'request_welcome';

function contentOf(message: Message): Content | undefined {
  const { type, text, interactive, button, unsupported } = message;
  if (type === WELCOME) return { kind: 'open' };
  if (SILENT.has(type) || SILENT.has(unsupported?.type ?? '')) return undefined;
  if (type === 'text' && text !== undefined) return openingIn(text.body) ?? { kind: 'text', text: text.body };
  const tapped = interactive?.button_reply?.id ?? interactive?.list_reply?.id ?? button?.payload;
  if (tapped !== undefined) return { kind: 'tap', button: tapped };
  return { kind: 'media', media: MEDIA_TYPES[type] ?? 'other', ...fileOf(message) };
}

/** The words beneath a medium, and its file where that is a voice note, a PDF or a picture, which may come as a document. */
function fileOf({ image, audio, video, document }: Message): Partial<Extract<Content, { kind: 'media' }>> {
  const said = { type: document?.mime_type, name: document?.filename };
  const caption = wordsBeneath((image ?? video ?? document)?.caption, said);
  const declared = document && declaredMedia(said);
  const file = image ?? audio ?? (declared && document);
  return {
    ...(declared && { media: declared }),
    ...(caption !== undefined && { caption }),
    ...(file && { file: { ref: file.id } }),
  };
}

function receiptOf({ id, status, errors = [] }: z.infer<typeof Status>): Receipt {
  const receipt = { channel: 'whatsapp-cloud', externalId: id } as const;
  if (status !== 'failed') return { ...receipt, state: status };
  const isClosed = errors.some(({ code }) => code === WINDOW_CLOSED);
  const code = isClosed ? WINDOW_CLOSED : (errors[0]?.code ?? 'failed');
  return { ...receipt, state: isClosed ? 'closed' : 'failed', why: `WhatsApp ${code}` };
}
