import type { Content, Incoming, MediaKind } from '../conversation/message.ts';
import type { Receipt } from '../turn/channel.ts';

/** A decrypted message. */
export interface WebMessage {
  id: string;
  /** The address of its chat: a lasting id (`...@lid`) or a telephone number (`...@s.whatsapp.net`). */
  chat: string;
  /** The same person's other address, when WhatsApp tells it. */
  other?: string | undefined;
  isOurs: boolean;
  /** WhatsApp's name for the kind of content, such as `imageMessage`; undefined when there is no content. */
  type?: string | undefined;
  text?: string | undefined;
  /** Seconds since 1970. */
  seconds: number;
}

const LASTING = /^\d{1,20}@lid$/;
const NUMBER = /^\d{5,20}@s\.whatsapp\.net$/;

/**
 * The message that a person wrote to us; undefined for groups, lists, channels, our own messages and the `SILENT`
 * types.
 */
export function incomingOf({ id, chat, other, isOurs, type, text, seconds }: WebMessage): Incoming | undefined {
  const addresses = [chat, ...(other === undefined ? [] : [other])].map(withoutDevice);
  const number = addresses.find((address) => NUMBER.test(address));
  const handle = addresses.find((address) => LASTING.test(address)) ?? number;
  const content = contentOf(type, text);
  const isPerson = LASTING.test(withoutDevice(chat)) || NUMBER.test(withoutDevice(chat));
  if (isOurs || !isPerson || handle === undefined || content === undefined) return undefined;
  return {
    channel: 'whatsapp-web',
    // The sender's device chooses the id, so it is unique only for this sender.
    externalId: `${handle} ${id}`,
    handle,
    ...(number !== undefined && number !== handle && { number }),
    content,
    at: seconds * 1_000,
  };
}

/** Removes the device from an address: `381601234567:12@s.whatsapp.net` is one of a person's devices. */
const withoutDevice = (address: string): string => address.replace(/:\d+@/, '@');

const MEDIA_TYPES: Readonly<Record<string, MediaKind>> = {
  imageMessage: 'photo',
  audioMessage: 'voice',
  videoMessage: 'video',
  ptvMessage: 'video',
  documentMessage: 'document',
  stickerMessage: 'sticker',
  locationMessage: 'location',
  liveLocationMessage: 'location',
  contactMessage: 'contact',
  contactsArrayMessage: 'contact',
};

/** Types of messages in which the person has said nothing. */
const SILENT = new Set([
  'protocolMessage',
  'reactionMessage',
  'encReactionMessage',
  'senderKeyDistributionMessage',
  'messageContextInfo',
  'pollUpdateMessage',
  'keepInChatMessage',
  'pinInChatMessage',
  'call',
]);

function contentOf(type: string | undefined, text: string | undefined): Content | undefined {
  if (type === undefined || SILENT.has(type)) return undefined;
  if (type === 'conversation' || type === 'extendedTextMessage') return { kind: 'text', text: text ?? '' };
  return { kind: 'media', media: MEDIA_TYPES[type] ?? 'other' };
}

/** The state of a receipt by WhatsApp's number for it (`WebMessageInfo.Status`). */
const STATES: Readonly<Record<number, Receipt['state']>> = { 0: 'failed', 3: 'delivered', 4: 'read', 5: 'read' };

/**
 * The receipt for one of our messages; undefined for a status that only says that the message is on its way. `code`:
 * WhatsApp's code for a refusal.
 */
export function receiptOf(id: string, status: number, code: string | undefined): Receipt | undefined {
  const state = STATES[status];
  if (state === undefined) return undefined;
  const why = state === 'failed' ? { why: `WhatsApp ${/^\d{1,4}$/.test(code ?? '') ? code : 'refused it'}` } : {};
  return { channel: 'whatsapp-web', externalId: id, state, ...why };
}
