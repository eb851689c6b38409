import type { Message as TelegramMessage } from 'grammy/types';
import { z } from 'zod';
import type { Content, Incoming, MediaKind } from '../conversation/message.ts';
import type { Left } from '../turn/channel.ts';

const Chat = z.object({ id: z.int(), type: z.string() });
const Message = z.looseObject({ message_id: z.int(), chat: Chat, date: z.int(), text: z.string().optional() });
const Press = z.object({
  id: z.string(),
  data: z.string().optional(),
  message: z.object({ chat: Chat, message_id: z.int() }).optional(),
});
/** What became of our own place in a chat. */
const Place = z.object({
  chat: Chat,
  from: z.object({ language_code: z.string().optional() }),
  new_chat_member: z.object({ status: z.string() }),
});
const Heard = z.object({
  message: Message.optional(),
  callback_query: Press.optional(),
  my_chat_member: Place.optional(),
});

type Message = z.infer<typeof Message>;
type Press = z.infer<typeof Press>;
/** What is read of an update (https://core.telegram.org/bots/api#update), and no more. */
export type Heard = z.infer<typeof Heard>;

/** Throws a ZodError where it is no update: nothing but its shape is relied on from here. */
export const readUpdate = (update: unknown): Heard => Heard.parse(update);

/**
 * What an update says, or nothing where it is not for us: groups, channels, edits, blocks (`leftBy`).
 *
 * `externalId` names what the person did, never the update: a press that is sent again may come as a new update. A
 * message's id is unique in its chat for one bot; the bot is part of it, because another token counts from 1 again in
 * the same chat. `bot`: the number before the colon of the token; `now`: epoch ms, for presses, which carry no time.
 */
export function incomingOf({ message, callback_query }: Heard, bot: string, now: number): Incoming | undefined {
  if (message) return messageOf(message, bot);
  if (callback_query) return pressOf(callback_query, now);
  return undefined;
}

function messageOf(message: Message, bot: string): Incoming | undefined {
  const { chat, message_id, date } = message;
  const content = contentOf(message);
  if (chat.type !== 'private' || !content) return undefined;
  return {
    channel: 'telegram',
    externalId: `m${bot}.${chat.id}.${message_id}`,
    handle: String(chat.id),
    content,
    at: date * 1_000,
  };
}

function pressOf({ id, data, message }: Press, now: number): Incoming | undefined {
  if (data === undefined || message?.chat.type !== 'private') return undefined;
  const content: Content = { kind: 'tap', button: data, message: String(message.message_id) };
  return { channel: 'telegram', externalId: `c${id}`, handle: String(message.chat.id), content, at: now };
}

/** Whose chat was shut to us, where an update says that. */
export const leftBy = ({ my_chat_member: place }: Heard): Left[] =>
  place?.chat.type === 'private' && place.new_chat_member.status === 'kicked'
    ? [{ channel: 'telegram', handle: String(place.chat.id) }]
    : [];

/** A group that took us in, and the language of whoever did that. */
export const joined = ({ my_chat_member: place }: Heard): { chat: number; language: string | undefined }[] =>
  place !== undefined &&
  place.chat.type !== 'private' &&
  ['member', 'administrator', 'restricted'].includes(place.new_chat_member.status)
    ? [{ chat: place.chat.id, language: place.from.language_code }]
    : [];

/** Looked at in this order: an animation comes as a document too, a venue as a location. */
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

/** What the app reports about the chat, though nobody said anything. */
const SERVICE_FIELDS = [
  'pinned_message',
  'message_auto_delete_timer_changed',
  'chat_background_set',
] as const satisfies (keyof TelegramMessage)[];

/** The press that begins a chat; a link's own words come along (https://core.telegram.org/bots/features#deep-linking). */
const START = /^\/start(?:@\w+)?(?:\s+([\w-]{1,64})\s*$|\s|$)/;

function contentOf(message: Message): Content | undefined {
  const { text } = message;
  const begun = text === undefined ? null : START.exec(text);
  if (begun !== null) return { kind: 'open', ...(begun[1] !== undefined && { start: begun[1] }) };
  if (text !== undefined) return { kind: 'text', text };
  if (SERVICE_FIELDS.some((field) => message[field])) return undefined;
  const [, media = 'other'] = MEDIA_FIELDS.find(([field]) => message[field]) ?? [];
  return { kind: 'media', media };
}
