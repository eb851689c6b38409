/** Arabic (U+0660-9) and Persian (U+06F0-9) digits as ASCII ones; everything else stays. */
export function asciiDigits(s: string): string {
  // Both blocks start at a multiple of 16: the low four bits are the digit.
  return s.replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
