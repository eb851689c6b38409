import { z } from 'zod';
import type { Content, Incoming, MediaKind } from '../conversation/message.ts';
import type { Moved, Receipt } from '../turn/channel.ts';
import { type Declared, declaredMedia, wordsBeneath } from './declared-media.ts';
import { openingIn } from './start.ts';

/** What it takes to fetch a file and to decrypt it. */
const WebFile = z.object({
  kind: z.enum(['audio', 'image', 'document']),
  /** The path of the file on WhatsApp's servers. */
  path: z.string().regex(/^\/(?!\/)[\w\-./?=&%:~+]{1,2000}$/),
  /** The key, in Base64. */
  key: z.base64().max(200),
  bytes: z.int().min(0).optional(),
});
export type WebFile = z.infer<typeof WebFile>;

/** The file that `incomingOf` has named; undefined for a name that it did not make. */
export function readWebFile(ref: string): WebFile | undefined {
  try {
    return WebFile.parse(JSON.parse(ref));
  } catch {
    return undefined;
  }
}

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
  /** The words beneath a medium. */
  caption?: string | undefined;
  /** A voice note, a picture or a document. */
  file?: WebFile | undefined;
  /** What the sender's device says of a document. */
  document?: Declared | undefined;
  /** The id of the message that it belongs to: all of an album belong to one. */
  parent?: string | undefined;
  /** Seconds since 1970. */
  seconds: number;
}

const LASTING = /^\d{1,20}@lid$/;
const NUMBER = /^\d{5,20}@s\.whatsapp\.net$/;

/**
 * The message that a person wrote to us; undefined for groups, lists, channels, our own messages and those that say
 * nothing.
 */
export function incomingOf(message: WebMessage): Incoming | undefined {
  const { id, chat, other, isOurs, seconds } = message;
  const sender = senderOf(chat, other);
  const content = contentOf(message);
  const isPerson = LASTING.test(withoutDevice(chat)) || NUMBER.test(withoutDevice(chat));
  if (isOurs || !isPerson || sender === undefined || content === undefined) return undefined;
  return {
    channel: 'whatsapp-web',
    // The sender's device chooses the id, so it is unique only for this sender.
    externalId: `${sender.handle} ${id}`,
    ...sender,
    content,
    at: seconds * 1_000,
  };
}

/** WhatsApp's notification that somebody has another number; their lasting id may be another, too. */
export interface WebChange {
  id: string;
  /** The addresses of before and of now: numbers and lasting ids, as far as they are told. */
  before: (string | undefined)[];
  now: (string | undefined)[];
  /** Seconds since 1970. */
  seconds: number;
}

/** The change of a sender's addresses; undefined where it does not tell both the earlier and the present ones. */
export function movedOf({ id, before, now, seconds }: WebChange): Moved | undefined {
  const from = senderOf(...before);
  const to = senderOf(...now);
  if (from === undefined || to === undefined) return undefined;
  return { channel: 'whatsapp-web', externalId: `${from.handle} ${id}`, from, to, at: seconds * 1_000 };
}

/** The handle among a sender's addresses, the lasting id if it is there, and the number beside it. */
function senderOf(...told: (string | undefined)[]): Moved['from'] | undefined {
  const addresses = told.flatMap((address) => (address === undefined ? [] : [withoutDevice(address)]));
  const number = addresses.find((address) => NUMBER.test(address));
  const handle = addresses.find((address) => LASTING.test(address)) ?? number;
  return handle === undefined ? undefined : { handle, ...(number !== undefined && number !== handle && { number }) };
}

/** Removes the device from an address: `381601234567:12@s.whatsapp.net` is one of a person's devices. */
const withoutDevice = (address: string): string => address.replace(/:\d+@/, '@');

/**
 * The types of content by which a person says something, beside words. All others say nothing: they report on the chat or
 * on an earlier message, or are a part of another one.
 */
const MEDIA_TYPES: Readonly<Record<string, MediaKind>> = {
  imageMessage: 'photo',
  audioMessage: 'voice',
  videoMessage: 'video',
  ptvMessage: 'video',
  documentMessage: 'document',
  stickerMessage: 'sticker',
  lottieStickerMessage: 'sticker',
  stickerPackMessage: 'sticker',
  locationMessage: 'location',
  liveLocationMessage: 'location',
  contactMessage: 'contact',
  contactsArrayMessage: 'contact',
  botForwardedMessage: 'other',
  buttonsMessage: 'other',
  buttonsResponseMessage: 'other',
  eventMessage: 'other',
  groupInviteMessage: 'other',
  highlyStructuredMessage: 'other',
  interactiveMessage: 'other',
  interactiveResponseMessage: 'other',
  invoiceMessage: 'other',
  listMessage: 'other',
  listResponseMessage: 'other',
  newsletterAdminInviteMessage: 'other',
  newsletterFollowerInviteMessageV2: 'other',
  orderMessage: 'other',
  paymentInviteMessage: 'other',
  pollCreationMessage: 'other',
  pollCreationMessageV2: 'other',
  pollCreationMessageV3: 'other',
  pollCreationMessageV4: 'other',
  pollCreationMessageV5: 'other',
  pollResultSnapshotMessage: 'other',
  pollResultSnapshotMessageV3: 'other',
  productMessage: 'other',
  requestPaymentMessage: 'other',
  scheduledCallCreationMessage: 'other',
  sendPaymentMessage: 'other',
  templateButtonReplyMessage: 'other',
  templateMessage: 'other',
};

function contentOf({ type, text, caption, file, document, parent }: WebMessage): Content | undefined {
  if (type === 'conversation' || type === 'extendedTextMessage')
    return openingIn(text ?? '') ?? { kind: 'text', text: text ?? '' };
  const media = MEDIA_TYPES[type ?? ''];
  if (media === undefined) return undefined;
  const declared = document && declaredMedia(document);
  const words = wordsBeneath(caption, document ?? {});
  // The sender's device chooses what it says of a file and of an album.
  const known = document && !declared ? undefined : WebFile.safeParse(file).data;
  return {
    kind: 'media',
    media: declared ?? media,
    ...(words !== undefined && { caption: words }),
    ...(parent !== undefined && parent.length <= 100 && { album: parent }),
    ...(known && { file: { ref: JSON.stringify(known), ...(known.bytes !== undefined && { bytes: known.bytes }) } }),
  };
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
