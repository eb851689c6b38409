import type { Content } from '../../conversation/message.ts';

/** How long (ms) a code is valid that links a chat to an account. */
export const CODE_MS = 15 * 60_000;

const BYTES = 16;
/** A whole code, or the beginning of one. */
const CODE = /^staff-[0-9a-f]{8,64}$/;

/**
 * Makes a code of 128 random bits that links a chat to an account: `staff-` and 32 hex digits. It fits into the start
 * parameter of a link to a bot.
 */
export const makeChatCode = (random: (bytes: number) => Buffer): string => `staff-${random(BYTES).toString('hex')}`;

/**
 * The code in a message that is one and nothing else, whether it is valid or not; null for any other message. A phone may
 * have given it a capital letter or a space.
 */
export function readChatCode(content: Content): string | null {
  const said = content.kind === 'text' ? content.text : content.kind === 'open' ? (content.start ?? '') : '';
  const code = said.replace(/\s/g, '').toLowerCase();
  return CODE.test(code) ? code : null;
}
