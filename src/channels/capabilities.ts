import type { Capabilities, ChannelName } from '../conversation/message.ts';

/** Limits of one message. `text`: the longest text, in UTF-16 units. */
interface Limits {
  text: number;
}

const ANY = Number.POSITIVE_INFINITY;

/** The capabilities of each channel: the one table that the conversation and the renderings read. */
export const CAPABILITIES = {
  'web-chat': {
    buttons: true,
    reminds: false,
    window: false,
    pulls: true,
    audio: true,
    files: true,
    documents: true,
    options: ANY,
    receipts: false,
    text: ANY,
  },
  /** https://core.telegram.org/bots/api#sendmessage */
  telegram: {
    buttons: true,
    reminds: true,
    window: false,
    pulls: false,
    audio: true,
    files: true,
    documents: true,
    options: 100,
    receipts: false,
    edits: true,
    tellsStaff: true,
    // https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    pace: { person: { everyMs: 1_000, burst: 20 }, all: { everyMs: 34, burst: 30 } },
    text: 4096,
  },
  /** https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages */
  'whatsapp-cloud': {
    buttons: true,
    reminds: true,
    window: true,
    pulls: false,
    audio: true,
    files: true,
    documents: true,
    options: 10,
    receipts: true,
    pace: { person: { everyMs: 6_000, burst: 45 }, all: { everyMs: 13, burst: 80 } },
    text: 4096,
  },
  /**
   * The protocol is unofficial, so no limits are published: we send more slowly than a person in a hurry, and show
   * options as text.
   */
  'whatsapp-web': {
    buttons: false,
    reminds: true,
    window: false,
    pulls: false,
    audio: true,
    files: true,
    documents: true,
    options: ANY,
    receipts: true,
    pace: { person: { everyMs: 1_000, burst: 10 }, all: { everyMs: 250, burst: 20 } },
    text: 65_536,
  },
  terminal: {
    buttons: false,
    reminds: false,
    window: false,
    pulls: false,
    audio: false,
    options: ANY,
    receipts: false,
    text: ANY,
  },
} as const satisfies Record<ChannelName, Capabilities & Limits>;
