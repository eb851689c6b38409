import type { CallbackQuery, Message, Update } from 'grammy/types';
import type { Content, Incoming, MediaKind } from '../conversation/message.ts';

/**
 * What an update says, or nothing where it is not for us: groups, channels, edits, blocks (a send learns of those).
 *
 * `externalId` names what the person did, never the update: a press that is sent again may come as a new update. A
 * message's id is unique in its chat for one bot; the bot is part of it, because another token counts from 1 again in
 * the same chat. `bot`: the number before the colon of the token; `now`: epoch ms, for presses, which carry no time.
 */
export function incomingOf({ message, callback_query }: Update, bot: string, now: number): Incoming | undefined {
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

function pressOf({ id, data, message }: CallbackQuery, now: number): Incoming | undefined {
  if (data === undefined || message?.chat.type !== 'private') return undefined;
  const content: Content = { kind: 'tap', button: data };
  return { channel: 'telegram', externalId: `c${id}`, handle: String(message.chat.id), content, at: now };
}

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
] as const satisfies [keyof Message, MediaKind][];

/** What the app reports about the chat, though nobody said anything. */
const SERVICE_FIELDS = [
  'pinned_message',
  'message_auto_delete_timer_changed',
  'chat_background_set',
] as const satisfies (keyof Message)[];

function contentOf(message: Message): Content | undefined {
  const { text } = message;
  if (text !== undefined) return /^\/start(@\w+)?(\s|$)/.test(text) ? { kind: 'open' } : { kind: 'text', text };
  if (SERVICE_FIELDS.some((field) => message[field])) return undefined;
  const [, media = 'other'] = MEDIA_FIELDS.find(([field]) => message[field]) ?? [];
  return { kind: 'media', media };
}
