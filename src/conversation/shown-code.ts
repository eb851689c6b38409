import { asciiDigits } from '../text/digits.ts';

/** How long (ms) a code is valid that a person shows to staff. */
export const SHOWN_MS = 10 * 60_000;

/** The code as it is shown: `48291 73605`, without the sign of a link code, which no message may be taken for. */
export const showShownCode = (code: string): string => `${code.slice(0, 5)} ${code.slice(5)}`;

/** The ten digits that staff have typed, in the digits of any language; null for everything else. */
export function readShownCode(typed: string): string | null {
  const digits = asciiDigits(typed).replace(/[\s\p{Cf}\p{Pd}#＃]/gu, '');
  return /^\d{10}$/.test(digits) ? digits : null;
}
