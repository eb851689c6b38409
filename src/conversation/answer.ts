import { cleanInput } from '../text/clean.ts';
import { asciiDigits } from '../text/digits.ts';
import { fold } from '../text/fold.ts';
import type { Conversation } from './conversation.ts';
import type { AskStep } from './flow.ts';
import { readPhone } from './phone.ts';

/**
 * The reading of a typed answer. `no` holds the key in `common.json` of the hint that says kindly which answer is
 * wanted.
 */
export type Reading = { value: string } | { no: 'not-understood' | 'too-long' | 'number' | 'date' | 'phone' };

/** Whether the question takes free words. */
function takesWords(step: AskStep): boolean {
  return step.expect === 'text';
}

/**
 * The id of the button that a typed message (`said`, folded) stands for: by the button's label, else by its number
 * where options are numbered (`numbered`), else by its place in the list. `shown` is the conversation as the person saw
 * it, `question` the open question.
 */
export function typedButton(
  shown: Conversation,
  question: { step: AskStep; visit: number } | undefined,
  said: string,
  numbered: boolean,
): string | null {
  const answers =
    question === undefined
      ? []
      : shown.options.map(({ label }, i) => ({ id: answerButton(question.visit, i + 1), label }));
  // Of several messages with the same button, the newest is meant.
  const visible = [...answers, ...shown.standing.toReversed()];
  const labelled = visible.find(({ label }) => fold(label) === said);
  if (labelled !== undefined) return labelled.id;

  if (!/^\d{1,3}$/.test(said) || question?.step.expect === 'number') return null;
  const number = Number(said);
  // Where words are an answer, digits may be one: there, only the number of a visible button is a button.
  const takes = question !== undefined && takesWords(question.step);
  const list = question === undefined ? shown.standing : answers;
  if (!numbered) return takes ? null : (list[number - 1]?.id ?? null);
  const button = shown.numbers.buttons[number] ?? null;
  return !takes || visible.some(({ id }) => id === button) ? button : null;
}

/**
 * Reads a typed answer that is no button. `country` (ISO 3166-1) is the country of a telephone number without a country
 * code.
 */
export function readAnswer(step: AskStep, text: string, country?: string): Reading {
  const words = cleanInput(text);
  switch (step.expect) {
    case 'choice':
      return { no: 'not-understood' };
    case 'text':
      if (words === '') return { no: 'not-understood' };
      return [...words].length > step.max ? { no: 'too-long' } : { value: words };
    case 'number': {
      const digits = asciiDigits(words).trim();
      const number = Number(digits);
      return /^-?\d{1,9}$/.test(digits) && number >= step.min && number <= step.max
        ? { value: String(number) }
        : { no: 'number' };
    }
    case 'date': {
      const date = readDate(asciiDigits(words));
      return date === null ? { no: 'date' } : { value: date };
    }
    case 'phone': {
      const number = readPhone(asciiDigits(words), country);
      return number === null ? { no: 'phone' } : { value: number };
    }
  }
}

/** 2027-03-28, 28.3.2027, 28/3/2027 or 28 3 2027 -> ISO; null where there is no such day. */
function readDate(text: string): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  const local = /^(\d{1,2})[./\s-]+(\d{1,2})[./\s-]+(\d{4})\.?$/.exec(text);
  const [year, month, day] = iso ? iso.slice(1) : local ? local.slice(1).reverse() : [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const wanted = [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  // `Date` turns a day that does not exist into another one.
  return date.toISOString().startsWith(wanted) ? wanted : null;
}

/** The id of an answer button: it names the visit that it belongs to. */
export const answerButton = (visit: number, place: number): string => `a.${visit}.${place}`;

/** The id of a standing button: valid as long as its target allows. */
export const standingButton = (act: string, target: string | null): string =>
  target === null ? `s.${act}` : `s.${act}.${target}`;

/** The id of the button that shows more of a question's options, from the `from`th on (counted from 0). */
export const pageButton = (visit: number, from: number): string => `p.${visit}.${from}`;

export type Button =
  | { kind: 'answer'; visit: number; place: number }
  | { kind: 'page'; visit: number; from: number }
  | { kind: 'standing'; act: string; target: string | null };

/** Reads a button's id; null for an id that this version does not make. */
export function readButton(id: string): Button | null {
  const answer = /^a\.(\d{1,9})\.(\d{1,3})$/.exec(id);
  if (answer) return { kind: 'answer', visit: Number(answer[1]), place: Number(answer[2]) };
  const page = /^p\.(\d{1,9})\.(\d{1,3})$/.exec(id);
  if (page) return { kind: 'page', visit: Number(page[1]), from: Number(page[2]) };
  const standing = /^s\.([a-z][a-z0-9-]*)(?:\.([A-Za-z0-9_-]{1,40}))?$/.exec(id);
  if (standing?.[1] !== undefined) return { kind: 'standing', act: standing[1], target: standing[2] ?? null };
  return null;
}
