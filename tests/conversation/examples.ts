import { parsePattern } from '../../src/conversation/pattern.ts';

/**
 * What people may write for a pattern: each choice of words once, and the shortest and the longest of what `*` and `…`
 * stand for. Spelled as in the pattern.
 */
export function examplesOf(pattern: string): string[] {
  if ('problem' in parsePattern(pattern)) throw new Error(`no pattern: ${pattern}`);
  // The parts on both sides of `&` may stand side by side.
  const parts = pattern.replaceAll('&', ' ').trim().split(/\s+/);
  const most = Math.max(...parts.map((part) => part.split('/').length));
  return Array.from({ length: most }, (_, nth) => parts.map((part) => oneOf(part, nth)).filter(Boolean)).flatMap(
    (words) => [
      words.map((word) => (word === '…' ? '' : word.replaceAll('*', ''))).join(' '),
      words.map((word) => (word === '…' ? 'ux ux ux' : word.replaceAll('*', 'n'))).join(' '),
    ],
  );
}

/** The nth of the words that may stand at a place, or the last. */
function oneOf(part: string, nth: number): string {
  const choices = part.split('/');
  return choices[Math.min(nth, choices.length - 1)] ?? '';
}
