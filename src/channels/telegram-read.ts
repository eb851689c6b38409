import type { Message as TelegramMessage } from 'grammy/types';
import { z } from 'zod';
import type { Content, Incoming, MediaKind } from '../conversation/message.ts';
import type { Block } from '../turn/channel.ts';
import { declaredMedia } from './declared-media.ts';
import { openingIn } from './start.ts';
import { isReport } from './telegram-reports.ts';

const Chat = z.object({ id: z.int(), type: z.string() });
/** Who wrote or pressed; of another shape, nothing is known of them. */
const From = z
  .object({ language_code: z.string().max(35).optional() })
  .optional()
  .catch(undefined);
/** A file as Telegram names it; one of another shape is a medium like any other. */
const File = z
  .object({
    file_id: z.string().min(1).max(300),
    file_size: z.int().optional(),
    mime_type: z.string().optional(),
    file_name: z.string().optional(),
  })
  .optional()
  .catch(undefined);
const Message = z.looseObject({
  message_id: z.int(),
  chat: Chat,
  from: From,
  date: z.int(),
  text: z.string().optional(),
  caption: z.string().optional(),
  /** What the parts of an album have in common. */
  media_group_id: z.string().max(100).optional().catch(undefined),
  /** The same picture in several sizes, the largest last. */
  photo: z.array(File).optional().catch(undefined),
  voice: File,
  audio: File,
  document: File,
});
const Press = z.object({
  id: z.string(),
  from: From,
  data: z.string().optional(),
  message: z.object({ chat: Chat, message_id: z.int() }).optional(),
});
/** A change of the bot's own membership in a chat. */
const Place = z.object({
  chat: Chat,
  from: From,
  new_chat_member: z.object({ status: z.string() }),
});
const Heard = z.object({
  message: Message.optional(),
  callback_query: Press.optional(),
  my_chat_member: Place.optional(),
});

type Message = z.infer<typeof Message>;
type Press = z.infer<typeof Press>;
/** The parts of an update (https://core.telegram.org/bots/api#update) that are read, and no more. */
export type Heard = z.infer<typeof Heard>;

/** Checks the shape of an update, and nothing else. Throws a ZodError for anything that is not an update. */
export const readUpdate = (update: unknown): Heard => Heard.parse(update);

/**
 * The incoming message of an update; undefined for groups, channels, edits and blocks (`blockIn`).
 *
 * `externalId` names the person's act, never the update: a press that is sent again may come as a new update. A
 * message's id is unique in its chat for one bot. The bot's number is part of `externalId`, because another token
 * counts from 1 again in the same chat. `bot`: the number before the colon of the token. `now`: epoch ms, for presses,
 * which carry no time.
 */
export function incomingOf({ message, callback_query }: Heard, bot: string, now: number): Incoming | undefined {
  if (message) return messageOf(message, bot);
  if (callback_query) return pressOf(callback_query, now);
  return undefined;
}

function messageOf(message: Message, bot: string): Incoming | undefined {
  const { chat, from, message_id, date } = message;
  const content = contentOf(message);
  if (chat.type !== 'private' || !content) return undefined;
  return {
    channel: 'telegram',
    externalId: `m${bot}.${chat.id}.${message_id}`,
    handle: String(chat.id),
    content,
    at: date * 1_000,
    ...languageOf(from),
  };
}

function pressOf({ id, from, data, message }: Press, now: number): Incoming | undefined {
  if (data === undefined || message?.chat.type !== 'private') return undefined;
  const content: Content = { kind: 'tap', button: data, message: String(message.message_id) };
  return {
    channel: 'telegram',
    externalId: `c${id}`,
    handle: String(message.chat.id),
    content,
    at: now,
    ...languageOf(from),
  };
}

/** The language of a sender's app (https://core.telegram.org/bots/api#user), where it is told. */
const languageOf = (from: z.infer<typeof From>) =>
  from?.language_code === undefined ? {} : { language: from.language_code };

/**
 * The contact that has blocked the bot, or has lifted the block, if the update reports that. Nothing else comes where an
 * app lifts it without the command that begins a chat.
 */
export function blockIn({ my_chat_member: place }: Heard): Block[] {
  const status = place?.chat.type === 'private' ? place.new_chat_member.status : undefined;
  if (place === undefined || (status !== 'kicked' && status !== 'member')) return [];
  return [{ channel: 'telegram', handle: String(place.chat.id), isLifted: status === 'member' }];
}

/** The group that has added the bot, if the update reports that, and the language of the person who added it. */
export const joined = ({ my_chat_member: place }: Heard): { chat: number; language: string | undefined }[] =>
  place !== undefined &&
  place.chat.type !== 'private' &&
  ['member', 'administrator', 'restricted'].includes(place.new_chat_member.status)
    ? [{ chat: place.chat.id, language: place.from?.language_code }]
    : [];

/** The fields are checked in this order: an animation also comes as a document, a venue also as a location. */
const MEDIA_FIELDS = [
  ['photo', 'photo'],
  ['voice', 'voice'],
  ['audio', 'voice'],
  ['video', 'video'],
  ['video_note', 'video'],
  ['animation', 'video'],
  ['document', 'document'],
  ['sticker', 'sticker'],
  ['location', 'location'],
  ['contact', 'contact'],
] as const satisfies [keyof TelegramMessage, MediaKind][];

function contentOf(message: Message): Content | undefined {
  const { text } = message;
  if (text !== undefined) return openingIn(text) ?? { kind: 'text', text };
  if (isReport(message)) return undefined;
  const [, media = 'other'] = MEDIA_FIELDS.find(([field]) => message[field]) ?? [];
  const { caption, media_group_id: album } = message;
  return {
    kind: 'media',
    media,
    ...(caption !== undefined && { caption }),
    ...(album !== undefined && { album }),
    ...fileOf(message, media),
  };
}

/** The voice note, the picture or the PDF of a message; a picture may also come as a document, uncompressed. */
function fileOf(
  { photo, voice, audio, document }: Message,
  media: MediaKind,
): Partial<Extract<Content, { kind: 'media' }>> {
  const { mime_type: type, file_name: name } = document ?? {};
  const declared = media === 'document' ? declaredMedia({ type, name }) : undefined;
  const file = photo?.at(-1) ?? voice ?? audio ?? (declared && document);
  if (file === undefined) return {};
  const { file_id: ref, file_size: bytes } = file;
  return { ...(declared && { media: declared }), file: { ref, ...(bytes !== undefined && { bytes }) } };
}
