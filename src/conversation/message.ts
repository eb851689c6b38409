/** The messages of people and the replies to them, in types that belong to no channel. */

/** Every channel. To add one, add it here, to `channels/capabilities.ts` and to `connect.ts`. */
export const CHANNELS = ['web-chat', 'telegram', 'whatsapp-cloud', 'whatsapp-web', 'terminal'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** The kinds of media, such as a picture or a voice note. The conversation learns that one came, never its content. */
export const MEDIA = ['photo', 'voice', 'video', 'document', 'sticker', 'location', 'contact', 'other'] as const;
export type MediaKind = (typeof MEDIA)[number];

/**
 * The content of a message. `open` means that the person opened the chat without saying anything (a page load,
 * Telegram's /start).
 */
export type Content =
  | { kind: 'open' /** The start parameter of a link or a poster. */; start?: string }
  | { kind: 'text'; text: string }
  | { kind: 'tap'; button: string /** The provider's id of the message with the button. */; message?: string }
  | {
      kind: 'media';
      media: MediaKind;
      /** The words beneath it. */
      caption?: string;
      /**
       * A voice note, a picture or a PDF that can be passed on to staff, as its sender says; absent for all else, and where
       * the channel cannot fetch it.
       */
      file?: FileRef;
      /** What those that were sent together have in common, where the channel tells it. */
      album?: string;
      /** When it was sent (epoch ms). */
      sentAt?: number;
    };

/** The words of a text or beneath a medium, '' where none are there; undefined for all other contents. */
export function wordsOf(content: Content): string | undefined {
  if (content.kind === 'text') return content.text;
  return content.kind === 'media' ? (content.caption ?? '') : undefined;
}

/** A file that a person has sent, as its channel names it. */
interface FileRef {
  /** The channel fetches the file by it; its form is the channel's own. */
  ref: string;
  /** Its size, where the channel tells it. */
  bytes?: number;
}

/** The most bytes of a file that is passed on to staff. */
export const MOST_FILE_BYTES = 10 * 1024 * 1024;

/** One authenticated message from a channel, not yet taken in. */
export interface Incoming {
  channel: ChannelName;
  /**
   * Unique in its channel: a message with a known id is the same message again. The id may hold a phone number, so it
   * is stored as an HMAC only.
   */
  externalId: string;
  /** The channel's address for replies (a chat id, a session): the most lasting one that is known. */
  handle: string;
  /**
   * The sender's telephone number as an address of this channel, where it differs from the handle. The number may
   * belong to another person one day.
   */
  number?: string;
  content: Content;
  /** Epoch milliseconds at which the channel received it. */
  at: number;
  /** The language of the sender's app or browser (BCP 47), where the channel tells it; kept nowhere. */
  language?: string;
  /** The sender's network, as a keyed hash that is kept nowhere; absent where the channel does not tell it. */
  network?: string;
}

/**
 * One option to choose. `id` is a button's id: `a.<visit>.<n>` for an answer, `p.<visit>.<n>` for more options, or
 * `s.<act>.<target>` for a standing button.
 */
export interface Option {
  id: string;
  label: string;
  /** BCP 47 language of the label, where it is not that of the reply. */
  language?: string;
}

/** The recording of a text, for people who read with difficulty. */
export interface Audio {
  /** `<language>/<flow>.<step>.ogg`, or `.mp3`. */
  file: string;
  /** Changes whenever the content of the file changes. */
  version: string;
  /** The standing button that plays the recording, where the channel cannot play it by itself. */
  listen: Option;
}

/** A text that a provider has approved beforehand. */
export interface Template {
  name: string;
  /** The provider's code for the template's language. */
  language: string;
  /** The values of the template's placeholders, in order. */
  parameters: string[];
}

interface Shown {
  /** BCP 47 language of the text, for `lang` and `dir`. */
  language: string;
  /** The language of each line of the text, where the text is in several. */
  languages?: string[];
  /** A safety card: shown once, never replayed, removed at quick exit where the channel can. */
  card?: true;
  /** The recording of the text in its language, where there is one. */
  audio?: Audio;
  /** The template to send in place of the text, where the provider accepts approved texts only. */
  template?: Template;
  /** The question takes voice notes, pictures and PDF files too. */
  files?: true;
}

/** The most UTF-16 units of a text that are read: the limit of Telegram and WhatsApp. */
export const LONGEST_TEXT = 4096;

/** A message to a person, channel-neutral. Each channel degrades it to the features that it can show. */
export type Reply =
  | (Shown & { kind: 'text'; text: string })
  | (Shown & {
      kind: 'choice';
      text: string;
      options: Option[];
      /** The number shown before the first option where there are no buttons (1, then 5 ...). */
      from: number;
    })
  /** The person asked to hear a text. */
  | (Shown & { kind: 'audio'; text: string; audio: Audio })
  /** A file that is made of the person's answers when it is sent; `document`: the id of those answers. */
  | (Shown & { kind: 'document'; text: string; document: string })
  /** Removes earlier messages, as far as the channel can. */
  | (Shown & { kind: 'clear' });

export const REPLY_KINDS = ['text', 'choice', 'audio', 'document', 'clear'] as const satisfies Reply['kind'][];

/** At most `burst` messages at once, then one more every `everyMs` milliseconds. */
export interface Rate {
  everyMs: number;
  burst: number;
}

/** The capabilities of a channel, as data; the core asks this table and never a channel's name. */
export interface Capabilities {
  /** False: options are shown as a numbered list and answered with a number. */
  buttons: boolean;
  /** Whether the channel can write first, for reminders. */
  reminds: boolean;
  /**
   * Whether the channel accepts free text only within a day of the person's last message, and approved templates later.
   */
  window: boolean;
  /** The person's device fetches replies by itself; nothing is sent to it. */
  pulls: boolean;
  /** Whether the channel can play the recording of a text. */
  audio: boolean;
  /** How many options one reply can show. */
  options: number;
  /** Whether the channel reports later if a message was delivered, read or refused. */
  receipts: boolean;
  /** Whether a sent message can be edited. */
  edits?: true;
  /** Whether a voice note, a picture or a PDF that a person has sent can be passed on. */
  files?: true;
  /** Whether the channel can send a file. */
  documents?: true;
  /** Staff can be told of appointments and requests there. */
  tellsStaff?: true;
  /** How fast the provider accepts messages, to one person and in total; unlimited where it is absent. */
  pace?: { person: Rate; all: Rate };
}
