import { hasRightToLeft, isRightToLeft } from '../text/bidi.ts';
import { cleanInput } from '../text/clean.ts';
import { MACHINE_READABLE } from '../text/links.ts';

const LEFT_TO_RIGHT_ISOLATE = '\u2066';
const RIGHT_TO_LEFT_ISOLATE = '\u2067';
const POP_DIRECTIONAL_ISOLATE = '\u2069';

/** One line of words, in parts of one direction each, in the order in which they are read. */
export interface DirectedLine {
  rightToLeft: boolean;
  runs: readonly { text: string; rightToLeft: boolean }[];
}

/** Links and addresses, dates with points as Serbian has them, and groups of Latin digits such as phone numbers. */
const CANDIDATE = new RegExp(
  [
    MACHINE_READABLE.source,
    String.raw`(?:\d{1,2}\.){1,2}\d{4}\.?`,
    String.raw`\+?(?:\(\d+\) ?)?\d+(?:(?:[ /.-]| ?\(\d+\) ?)\d+)*`,
  ].join('|'),
  'giu',
);

/**
 * Whether a candidate is read from left to right in every text. Two years are not: they stand in the order of the words
 * around them, as a range in Persian or Arabic digits does, or people read the later year first.
 */
const isLeftToRight = (text: string): boolean =>
  /[^\d .-]/.test(text) ||
  (!/^\d{4}-\d{4}$/.test(text) && (/\d[.-]\d/.test(text) || text.replace(/\D/g, '').length > 6));

/**
 * The lines of a text as a document in `language` (BCP 47) shows them: cleaned, so that no character of the text itself
 * decides on directions, and each with the direction of its own script.
 */
export function directed(text: string, language: string): DirectedLine[] {
  return cleanInput(text)
    .split('\n')
    .map((line) => {
      if (!runsRightToLeft(line, language)) return { rightToLeft: false, runs: [{ text: line, rightToLeft: false }] };
      const runs: { text: string; rightToLeft: boolean }[] = [];
      let end = 0;
      for (const { 0: kept, index } of line.matchAll(CANDIDATE)) {
        if (!isLeftToRight(kept)) continue;
        if (index > end) runs.push({ text: line.slice(end, index), rightToLeft: true });
        runs.push({ text: kept, rightToLeft: false });
        end = index + kept.length;
      }
      if (end < line.length) runs.push({ text: line.slice(end), rightToLeft: true });
      return { rightToLeft: true, runs };
    });
}

/** In a document from right to left every line is, but those in another script alone; in others, those that begin so. */
function runsRightToLeft(line: string, language: string): boolean {
  const [letter] = /\p{L}/u.exec(line) ?? [];
  if (isRightToLeft(language)) return letter === undefined || hasRightToLeft(line);
  return letter !== undefined && hasRightToLeft(letter);
}

/**
 * The text of these lines for a program that lays it out by the Unicode bidirectional algorithm: parts whose direction
 * may differ from the document's stand between isolates (U+2066, U+2067 and U+2069).
 */
export function withIsolates(text: string, language: string): string {
  const lines = directed(text, language).map(({ rightToLeft, runs }) => {
    const inner = runs.map((run) =>
      run.rightToLeft === rightToLeft ? run.text : LEFT_TO_RIGHT_ISOLATE + run.text + POP_DIRECTIONAL_ISOLATE,
    );
    const line = inner.join('');
    if (line === '' || (!isRightToLeft(language) && !hasRightToLeft(line))) return line;
    return (rightToLeft ? RIGHT_TO_LEFT_ISOLATE : LEFT_TO_RIGHT_ISOLATE) + line + POP_DIRECTIONAL_ISOLATE;
  });
  return lines.join('\n');
}
