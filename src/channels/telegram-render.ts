import type { InlineKeyboardMarkup } from 'grammy/types';
import type { Option, Reply } from '../conversation/message.ts';
import { CAPABILITIES } from './capabilities.ts';
import { split } from './split.ts';

/** Limits of https://core.telegram.org/bots/api#inlinekeyboardbutton. */
const DATA_BYTES = 64;
const BUTTONS = 100;

/** The parameters of `sendMessage` beside the chat. */
export interface Payload {
  text: string;
  /** A preview would make Telegram fetch the link, and fill a small screen. */
  link_preview_options: { is_disabled: true };
  reply_markup?: InlineKeyboardMarkup;
}

/**
 * The messages that show a reply, in order; the last one carries the buttons.
 *
 * There is no `parse_mode`, so nothing in a text can turn into markup. Throws a RangeError when the options cannot be
 * buttons: more than 100 options, or an id that is empty or longer than 64 bytes.
 */
export function render(reply: Extract<Reply, { kind: 'text' | 'choice' }>): Payload[] {
  const payloads: Payload[] = split(reply.text, CAPABILITIES.telegram.text).map((text) => ({
    text,
    link_preview_options: { is_disabled: true },
  }));
  const last = payloads.at(-1);
  // The button that plays a text comes first, nearest to the text.
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
