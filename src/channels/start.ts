import type { Content } from '../conversation/message.ts';

/**
 * The command that begins a chat. A link may add a parameter (https://core.telegram.org/bots/features#deep-linking), and
 * people write the command by hand, too.
 */
const START = /^\/start(?:@\w+)?(?:\s+([\w-]{1,64})\s*$|\s|$)/;

/** The opening of a chat that a text is; undefined for any other text. */
export function openingIn(text: string): Extract<Content, { kind: 'open' }> | undefined {
  const begun = START.exec(text);
  return begun === null ? undefined : { kind: 'open', ...(begun[1] !== undefined && { start: begun[1] }) };
}

/**
 * The address that opens a chat with a WhatsApp number, with the opening already written
 * (https://faq.whatsapp.com/5913398998672934). `number`: its digits, with the country's.
 */
export const chatWithNumber = (number: string, start: string): string =>
  `https://wa.me/${number}?text=${encodeURIComponent(`/start ${start}`)}`;
