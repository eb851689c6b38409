import type { InlineKeyboardMarkup } from 'grammy/types';
import type { Option, Reply } from '../conversation/message.ts';

/** Limits of https://core.telegram.org/bots/api#sendmessage and #inlinekeyboardbutton. */
const TEXT_UNITS = 4096;
const DATA_BYTES = 64;
const BUTTONS = 100;

/** What `sendMessage` is given beside the chat. */
export interface Payload {
  text: string;
  /** A preview would make Telegram fetch the link, and fill a small screen. */
  link_preview_options: { is_disabled: true };
  reply_markup?: InlineKeyboardMarkup;
}

/**
 * The messages that show a reply, in order; the buttons hang on the last.
 *
 * There is no `parse_mode`, so nothing in a text can turn into markup. Throws a RangeError where the options cannot be
 * buttons: more than 100, or an id of no or more than 64 bytes.
 */
export function render(reply: Extract<Reply, { kind: 'text' | 'choice' }>): Payload[] {
  const payloads: Payload[] = split(reply.text).map((text) => ({ text, link_preview_options: { is_disabled: true } }));
  const last = payloads.at(-1);
  // The way to hear a text comes first, nearest to it.
  const options = [...(reply.audio ? [reply.audio.listen] : []), ...(reply.kind === 'choice' ? reply.options : [])];
  if (last && (reply.audio || reply.kind === 'choice')) last.reply_markup = keyboard(options);
  return payloads;
}

/** One button a row: rows do not mirror for right-to-left scripts, and long labels stay readable. */
function keyboard(options: Option[]): InlineKeyboardMarkup {
  if (options.length > BUTTONS) throw new RangeError(`more than ${BUTTONS} buttons`);
  return {
    inline_keyboard: options.map(({ id, label }) => {
      const bytes = Buffer.byteLength(id);
      if (bytes < 1 || bytes > DATA_BYTES) throw new RangeError(`a button's id is not 1 to ${DATA_BYTES} bytes`);
      return [{ text: label, callback_data: id }];
    }),
  };
}

/**
 * A text in parts of at most 4096 UTF-16 units, cut between paragraphs, else sentences, else words, else graphemes.
 * Nothing is lost but the white space around a cut, which Telegram trims too; no part is blank unless all of it is.
 */
export function split(text: string): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > TEXT_UNITS) {
    const at = cut(rest);
    parts.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return [...parts, rest];
}

const sentences = new Intl.Segmenter('und', { granularity: 'sentence' });
const words = new Intl.Segmenter('und', { granularity: 'word' });
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Where the first part of a long text ends. Only the second half of what fits counts, so that no part is a crumb. */
function cut(text: string): number {
  const start = (segmenter: Intl.Segmenter, at: number) => segmenter.segment(text).containing(at)?.index ?? 0;
  const ends = [
    text.lastIndexOf('\n\n', TEXT_UNITS),
    start(sentences, TEXT_UNITS),
    start(words, TEXT_UNITS),
    TEXT_UNITS,
  ];
  const whole = ends.map((end) => start(graphemes, Math.max(end, 0))).find((end) => end > TEXT_UNITS / 2);
  // A grapheme of more than half a message is nobody's writing: it is cut, though never inside a character.
  return whole ?? (text.slice(0, TEXT_UNITS).isWellFormed() ? TEXT_UNITS : TEXT_UNITS - 1);
}
