/** What people send and what goes back, in words that no channel owns. */

/** Every channel there is. Adding one means adding it here, to `channels/capabilities.ts` and to `connect.ts`. */
export const CHANNELS = ['web-chat', 'telegram', 'whatsapp-cloud', 'whatsapp-web', 'terminal'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** A picture, a voice note and the like: the conversation knows that it came, never what is in it. */
export const MEDIA = ['photo', 'voice', 'video', 'document', 'sticker', 'location', 'contact', 'other'] as const;
export type MediaKind = (typeof MEDIA)[number];

/** What a person did. `open` is opening the chat without saying anything (a page load, Telegram's /start). */
export type Content =
  | { kind: 'open' /** What a link or a poster says of where somebody comes from. */; start?: string }
  | { kind: 'text'; text: string }
  | { kind: 'tap'; button: string /** The provider's id of the message that it hangs on. */; message?: string }
  | { kind: 'media'; media: MediaKind };

/** One authenticated message from a channel, not yet taken in. */
export interface Incoming {
  channel: ChannelName;
  /** Unique in its channel: the same id again is the same message again. May hold a phone number, so it is stored as an HMAC only. */
  externalId: string;
  /** The address in the channel that replies go to (a chat id, a session), and the most lasting one that is known. */
  handle: string;
  /** The sender's telephone number as an address of this channel, where the handle is another: it may be somebody else's one day. */
  number?: string;
  content: Content;
  /** Epoch milliseconds at which the channel received it. */
  at: number;
}

/** One thing to choose. `id` is a button of either kind: `a.<visit>.<n>` or `s.<act>.<target>`. */
export interface Option {
  id: string;
  label: string;
}

/** What speaks a text, for people who read with difficulty. */
export interface Audio {
  /** `<language>/<flow>.<step>.ogg`, or `.mp3`. */
  file: string;
  /** Another one where the file holds something else. */
  version: string;
  /** The standing button that plays it, where the channel cannot play by itself. */
  listen: Option;
}

/** A text that a provider has approved beforehand. */
export interface Template {
  name: string;
  /** The provider's code of its language. */
  language: string;
  /** What fills its places, in order. */
  parameters: string[];
}

interface Shown {
  /** BCP 47 language of the text, for `lang` and `dir`. */
  language: string;
  /** A safety card: shown once, never replayed, removed at quick exit where the channel can. */
  card?: true;
  /** Its text was recorded in its language. */
  audio?: Audio;
  /** What is said in its stead where the provider lets no words of our own through. */
  template?: Template;
}

/** UTF-16 units that are read of a text: as many as Telegram and WhatsApp let through. */
export const LONGEST_TEXT = 4096;

/** What goes out, channel-neutral. Each channel degrades it to what it can show. */
export type Reply =
  | (Shown & { kind: 'text'; text: string })
  | (Shown & {
      kind: 'choice';
      text: string;
      options: Option[];
      /** The number shown before the first option where there are no buttons (1, then 5 ...). */
      from: number;
    })
  /** Somebody asked to hear a text. */
  | (Shown & { kind: 'audio'; text: string; audio: Audio })
  /** Take away what was said before, as far as the channel can. */
  | (Shown & { kind: 'clear' });

export const REPLY_KINDS = ['text', 'choice', 'audio', 'clear'] as const satisfies Reply['kind'][];

/** So many messages at once, and one more every `everyMs` milliseconds. */
export interface Rate {
  everyMs: number;
  burst: number;
}

/** What a channel can do, as data; the core asks this table and never a channel's name. */
export interface Capabilities {
  /** False: options are shown as a numbered list and answered with a number. */
  buttons: boolean;
  /** Whether it can write first, for reminders. */
  reminds: boolean;
  /** Whether it takes words of our own only for a day after the person's last message, and approved ones later. */
  window: boolean;
  /** The person's device fetches replies by itself; nothing is sent to it. */
  pulls: boolean;
  /** Whether it can play the recording of a text. */
  audio: boolean;
  /** How many options one reply can show. */
  options: number;
  /** Whether it tells later what became of a message. */
  receipts: boolean;
  /** Whether a message that was sent can become another one. */
  edits?: true;
  /** How fast the provider takes messages, to one person and in all; as fast as they come where it is absent. */
  pace?: { person: Rate; all: Rate };
}
