import { parsePattern } from '../../src/conversation/pattern.ts';

/**
 * What people may write for a pattern: the first choices of words, one of the middle and the last, with the shortest and
 * the longest of what `*` and `…` stand for. Spelled as in the pattern.
 */
export function examplesOf(pattern: string): string[] {
  // Parts stand within a number of words, so their gaps stay short.
  const gap = pattern.includes('&') ? '' : 'ux ux ux';
  if ('problem' in parsePattern(pattern)) throw new Error(`no pattern: ${pattern}`);
  // The parts on both sides of `&` may stand side by side.
  const parts = pattern.replaceAll('&', ' ').trim().split(/\s+/);
  const most = Math.max(...parts.map((part) => part.split('/').length));
  const tried = [...new Set([0, 1, Math.floor(most / 2), most - 1])];
  return tried
    .map((nth) => parts.map((part) => oneOf(part, nth)).filter(Boolean))
    .flatMap((words) => [
      words.map((word) => (word === '…' ? '' : word.replaceAll('*', ''))).join(' '),
      words.map((word) => (word === '…' ? gap : word.replaceAll('*', letterLike(word)))).join(' '),
    ]);
}

/** A letter of the same script, which `*` takes. */
const letterLike = (word: string): string => (/\p{Script=Arabic}/u.test(word) ? 'ن' : 'n');

/** The nth of the words that may stand at a place, or the last. */
function oneOf(part: string, nth: number): string {
  const choices = part.split('/');
  return choices[Math.min(nth, choices.length - 1)] ?? '';
}
