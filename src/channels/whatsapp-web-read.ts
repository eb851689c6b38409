import type { Content, Incoming, MediaKind } from '../conversation/message.ts';
import type { Receipt } from '../turn/channel.ts';

/** A message that was decrypted. */
export interface WebMessage {
  id: string;
  /** The chat it came in: a lasting id (`...@lid`) or a telephone number (`...@s.whatsapp.net`). */
  chat: string;
  /** The same person's other address, where WhatsApp tells it. */
  other?: string | undefined;
  isOurs: boolean;
  /** WhatsApp's name of what it holds, such as `imageMessage`; nothing where it holds nothing. */
  type?: string | undefined;
  text?: string | undefined;
  /** Seconds since 1970. */
  seconds: number;
}

const LASTING = /^\d{1,20}@lid$/;
const NUMBER = /^\d{5,20}@s\.whatsapp\.net$/;

/** What somebody wrote to us; nothing for groups, lists, channels, our own messages and what nobody said. */
export function incomingOf({ id, chat, other, isOurs, type, text, seconds }: WebMessage): Incoming | undefined {
  const addresses = [chat, ...(other === undefined ? [] : [other])].map(withoutDevice);
  const number = addresses.find((address) => NUMBER.test(address));
  const handle = addresses.find((address) => LASTING.test(address)) ?? number;
  const content = contentOf(type, text);
  const isPerson = LASTING.test(withoutDevice(chat)) || NUMBER.test(withoutDevice(chat));
  if (isOurs || !isPerson || handle === undefined || content === undefined) return undefined;
  return {
    channel: 'whatsapp-web',
    // Whoever writes makes the id up: it counts for them alone.
    externalId: `${handle} ${id}`,
    handle,
    ...(number !== undefined && number !== handle && { number }),
    content,
    at: seconds * 1_000,
  };
}

/** `381601234567:12@s.whatsapp.net` is one of somebody's devices. */
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

/** What WhatsApp carries though nobody said anything. */
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

/** WhatsApp's numbers for what became of a message (`WebMessageInfo.Status`). */
const STATES: Readonly<Record<number, Receipt['state']>> = { 0: 'failed', 3: 'delivered', 4: 'read', 5: 'read' };

/** What became of one of ours; nothing for what says no more than that it is on its way. `code`: WhatsApp's, for a refusal. */
export function receiptOf(id: string, status: number, code: string | undefined): Receipt | undefined {
  const state = STATES[status];
  if (state === undefined) return undefined;
  const why = state === 'failed' ? { why: `WhatsApp ${/^\d{1,4}$/.test(code ?? '') ? code : 'refused it'}` } : {};
  return { channel: 'whatsapp-web', externalId: id, state, ...why };
}
