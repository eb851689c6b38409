import { asciiDigits } from './digits.ts';
import { linksIn, MACHINE_READABLE, mayHoldMachineReadable } from './links.ts';

/** A thing that a translation has in common with its source, beside the meaning. */
export type Trait = 'placeholders' | 'numbers' | 'links';

/** A text without what machines read in it. */
const withoutMachineReadable = (text: string): string =>
  mayHoldMachineReadable(text) ? text.replace(MACHINE_READABLE, ' ') : text;

/** The names of the placeholders in a text, each once, sorted. */
export const placeholdersIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/{{\s*(\w+)\s*}}/g)].map(([, name = '']) => name))].sort();

const TRAITS: Readonly<Record<Trait, (text: string) => string[]>> = {
  placeholders: placeholdersIn,
  /** Runs of digits: languages write 9-17, 1.000 and 28.3.2027 with signs of their own between the same digits. */
  numbers: (text) => asciiDigits(withoutMachineReadable(text)).match(/\d+/g) ?? [],
  links: linksIn,
};

/**
 * How a translation differs from its source in what a machine can compare, in words for an author. The placeholders in
 * `optional` may be there or not.
 */
export function differences(
  source: string,
  text: string,
  optional: readonly string[],
): { trait: Trait; what: string }[] {
  return (Object.keys(TRAITS) as Trait[]).flatMap((trait) => {
    const isAsked = (one: string) => !optional.includes(one);
    const [wanted, there] = [TRAITS[trait](source), TRAITS[trait](text)];
    const lacks = missing(wanted, there).filter(isAsked);
    const adds = missing(there, wanted).filter(isAsked);
    const how = [
      ...(lacks.length > 0 ? [`lacks ${lacks.join(', ')}`] : []),
      ...(adds.length > 0 ? [`adds ${adds.join(', ')}`] : []),
    ];
    return how.length === 0 ? [] : [{ trait, what: how.join(' and ') }];
  });
}

/** What of the first list the second lacks; what stands twice must be there twice. */
function missing(wanted: readonly string[], there: readonly string[]): string[] {
  const rest = [...there];
  return wanted.filter((one) => {
    const at = rest.indexOf(one);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

/** Writing systems of more than one script, by the script that every text of theirs has. */
const MAIN_SCRIPT: Readonly<Record<string, string>> = { Hans: 'Hani', Hant: 'Hani', Jpan: 'Hani', Kore: 'Hang' };

/**
 * Whether a translation still reads as its English source does. In Latin script, a single word may be the same in both
 * languages (Menu, Chat); in another script, one letter of it is enough to see that somebody translated.
 */
export function isLeftInEnglish(source: string, text: string, tag: string): boolean {
  const words = withoutMachineReadable(source).match(/\p{L}[\p{L}\p{M}'’]*/gu) ?? [];
  if (words.length === 0) return false;
  const ownLetter = ownLetterOf(tag);
  if (ownLetter === null) return text === source && words.length > 1;
  return !ownLetter.test(withoutMachineReadable(text));
}

const ownLetters = new Map<string, RegExp | null>();

/** Finds a letter of a language that English does not have; null where it is written in the same letters. */
function ownLetterOf(tag: string): RegExp | null {
  const known = ownLetters.get(tag);
  if (known !== undefined) return known;
  const script = new Intl.Locale(tag).maximize().script ?? 'Latn';
  const letter = String.raw`(?=\p{L})\p{Script=${MAIN_SCRIPT[script] ?? script}}`;
  const found = script === 'Latn' ? null : new RegExp(letter, 'u');
  ownLetters.set(tag, found);
  return found;
}
