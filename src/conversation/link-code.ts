import { asciiDigits } from '../text/digits.ts';

/** How long (ms) a code is valid, and then the question whether the app that wrote it may join. */
export const LINK_MS = 10 * 60_000;

/**
 * Makes the ten digits of a code, which is shown as `#48291 73605`. It may be typed in the digits of any language, so
 * that every keyboard can write it; no answer begins with its sign.
 */
export function makeLinkCode(random: (bytes: number) => Buffer): string {
  // 2^64 values onto 10^10: no code is likelier than another by more than one in a thousand million.
  return String(random(8).readBigUInt64BE() % 10n ** 10n).padStart(10, '0');
}

/** The code as it is shown: `#48291 73605`. */
export const showLinkCode = (code: string): string => `#${code.slice(0, 5)} ${code.slice(5)}`;

/** The ten digits of a message that is a code and nothing else; null for any other message. */
export function readLinkCode(text: string): string | null {
  const [, first, second] = /^[#＃]\s*(\d{5})\s*(\d{5})$/.exec(asciiDigits(text).trim()) ?? [];
  return first === undefined || second === undefined ? null : first + second;
}
