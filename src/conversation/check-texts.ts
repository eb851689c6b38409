import { fold } from '../text/fold.ts';
import { isLonger, readability } from '../text/measure.ts';
import { pluralForm } from '../text/plural-forms.ts';
import type { Texts } from '../text/texts.ts';
import { variablesOf } from './check-together.ts';
import type { Finding } from './finding.ts';
import { type Flows, INTERRUPTS, type Step } from './flow.ts';
import { collectWords, PATTERNS, readsDanger, type Words, wordsFor } from './interrupt.ts';
import { type KeyOf, type Needed, stepsOf, textKeys, textsOf } from './step-texts.ts';

export const LIMITS = {
  /** A channel would cut a longer label: a reply button of WhatsApp holds 20 characters, a row of its list 24. */
  buttonLabel: 20,
  rowLabel: 24,
  buttons: 3,
  /** A body of the Cloud API holds 1024; a hint may come before it. */
  text: 900,
  /** Longer sentences lose people who read in a second language. Law and consent may need a few words more. */
  sentenceWords: 24,
  criticalSentenceWords: 32,
} as const;

/**
 * Checks every text of every step, in every language: it exists, its variables are set, it is short and easy to read,
 * and no two labels of a step read alike.
 */
export function checkTexts(flows: Flows, texts: Texts, keyOf?: KeyOf): Finding[] {
  return stepsOf(flows).flatMap(({ flow, id, step }) => {
    const needed = textsOf(flow, id, step, keyOf);
    const known = variablesOf(flow, flows);
    return texts.languages.flatMap(({ tag }) => checkStepTexts(step, needed, known, tag, texts));
  });
}

function checkStepTexts(step: Step, needed: Needed[], known: Set<string>, tag: string, texts: Texts): Finding[] {
  const found: Finding[] = [];
  const say = (key: string, what: string) => found.push({ where: `${tag} ${key}`, what });
  const shown = new Map<string, string>();
  for (const { key, label, item } of needed) {
    const raw = texts.raw(tag, key);
    if (raw === undefined) {
      say(key, 'is missing');
      continue;
    }
    const names = texts.placeholders(key, tag);
    for (const name of names)
      if (!known.has(name) && !(item && name === 'item')) say(key, `the variable ${name} is never set`);
    if (item && !names.includes('item')) say(key, 'does not say which {{item}}');
    if (!label) {
      for (const what of hardships(raw, tag, step)) say(key, what);
      continue;
    }
    const limit = labelLimit(step, needed);
    if (isLonger(raw, limit) && names.length === 0)
      say(key, `"${raw}" is longer than the ${limit} characters of a button`);
    const twin = shown.get(fold(raw));
    // The items of two lists differ, however their labels are worded.
    if (twin !== undefined && !item) say(key, `reads like ${twin}`);
    shown.set(fold(raw), key);
  }
  return found;
}

/**
 * The most characters of a label. More options than WhatsApp has buttons, and the items of a list variable, become rows
 * of a list, which may be longer.
 */
export function labelLimit(step: Step, needed: Needed[]): number {
  const isList = step.kind === 'ask' && step.expect === 'choice' && step.from !== undefined;
  return isList || needed.filter(({ label }) => label).length > LIMITS.buttons ? LIMITS.rowLabel : LIMITS.buttonLabel;
}

function hardships(raw: string, tag: string, step: Step): string[] {
  const found: string[] = [];
  if (isLonger(raw, LIMITS.text)) found.push(`is longer than ${LIMITS.text} characters`);
  const isCritical = (step.kind === 'say' || step.kind === 'ask') && step.critical === true;
  const most = isCritical ? LIMITS.criticalSentenceWords : LIMITS.sentenceWords;
  const longest = readability(raw, tag).longestSentenceWords;
  if (longest > most) found.push(`has a sentence of ${longest} words; ${most} are the most`);
  return found;
}

/**
 * Checks that the words that people may say at any time are unambiguous in all languages: no word has two meanings, none
 * is also a label, and none is read as danger.
 */
export function checkWords(flows: Flows, texts: Texts, keyOf?: KeyOf): Finding[] {
  const spoken = checked.get(texts) ?? checkSpoken(texts);
  checked.set(texts, spoken);
  const found = [...spoken.found];
  const labels = stepsOf(flows).flatMap(({ flow, id, step }) =>
    textsOf(flow, id, step, keyOf).filter(({ label }) => label),
  );
  for (const { key } of labels) {
    for (const { tag } of texts.languages) {
      const raw = texts.raw(tag, key);
      const meaning = raw === undefined ? undefined : spoken.meanings.get(fold(raw));
      // An option that means the interrupt (the menu's "language") may bear its name.
      if (meaning !== undefined && !key.endsWith(`.${meaning}`))
        found.push({ where: `${tag} ${key}`, what: `"${raw}" is also the word for ${meaning}` });
    }
  }
  return found;
}

/** What people may say at any time is the same for the flows of all pilots, and is checked once. */
const checked = new WeakMap<Texts, Spoken>();

interface Spoken {
  /** What a folded word means. */
  meanings: ReadonlyMap<string, string>;
  found: readonly Finding[];
}

function checkSpoken(texts: Texts): Spoken {
  const found: Finding[] = [];
  const meanings = new Map<string, string>();
  const all = collectWords(texts);
  for (const meaning of INTERRUPTS) {
    for (const { tag } of texts.languages) {
      const say = (what: string) => found.push({ where: `${tag} interrupts:${meaning}`, what });
      const words = wordsFor(texts, tag, meaning);
      if (words.length === 0) say('has no word');
      for (const word of words) {
        const other = meanings.get(fold(word));
        if (other !== undefined && other !== meaning) say(`"${word}" also means ${other}`);
        if (/^\d*$/.test(fold(word))) say(`"${word}" is a number or nothing`);
        if (readsDanger(all, word)) say(`"${word}" also means danger`);
        meanings.set(fold(word), meaning);
      }
    }
  }
  return { meanings, found: [...found, ...checkPatterns(texts, all)] };
}

/** As much of a pattern as suffices to find it. */
const shortened = (pattern: string): string => (pattern.length > 80 ? `${pattern.slice(0, 80)}…` : pattern);

/** Checks that every language has patterns of danger, and that every pattern is one. */
function checkPatterns(texts: Texts, words: Words): Finding[] {
  const found: Finding[] = [];
  for (const { tag, derivedFrom } of texts.languages) {
    // Its patterns are those of another language, in other letters.
    if (derivedFrom !== undefined) continue;
    if (wordsFor(texts, tag, 'danger').length === 0)
      found.push({ where: `${tag} patterns:danger`, what: 'has no pattern' });
    for (const list of PATTERNS) {
      for (const pattern of wordsFor(texts, tag, list)) {
        const problem = words[list].problems.get(pattern);
        if (problem !== undefined)
          found.push({ where: `${tag} patterns:${list}`, what: `"${shortened(pattern)}" ${problem}` });
      }
    }
  }
  return found;
}

/** The key without its plural form: languages have different plural forms, but the text is one. */
const withoutPlural = (key: string): string => pluralForm(key)?.base ?? key;

/**
 * Checks the keys of every language against the needed ones: none missing, none extra. `fixed` holds the keys that no
 * flow names: those of the program, of pages and of pilots.
 */
export function checkLanguages(flowSets: readonly Flows[], texts: Texts, fixed: readonly string[]): Finding[] {
  const needed = new Set(fixed.map(withoutPlural));
  for (const flows of flowSets) for (const key of textKeys(flows)) needed.add(key);
  const found: Finding[] = [];
  for (const { tag, derivedFrom } of texts.languages) {
    if (derivedFrom !== undefined) continue;
    const own = new Set(texts.keys(tag).map(withoutPlural));
    for (const key of needed) {
      if (!own.has(key)) found.push({ where: `${tag} ${key}`, what: 'is missing' });
    }
    for (const key of own)
      if (!needed.has(key) && !key.startsWith('interrupts:') && !key.startsWith('patterns:'))
        found.push({ where: `${tag} ${key}`, what: 'is used nowhere' });
  }
  return found;
}
