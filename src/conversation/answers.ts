import type { CodedEvent } from '../evaluation/events.ts';
import type { TextKey } from '../text/keys.ts';
import { type AskStep, optionsOf, outsOf } from './flow.ts';
import type { Model } from './model.ts';

/** What a person has said of themselves and can correct: each is asked by the step `ask` of the flow of its name. */
export const CORRECTABLE = ['status', 'gender', 'born', 'education', 'employment', 'children'] as const;
export type Correctable = (typeof CORRECTABLE)[number];

type Dimension = Extract<CodedEvent, { kind: 'person-coded' }>['dimension'];

/** The profile with an answer, and the event that counts it. The person has a profile. */
export const answered = (
  profile: Readonly<Record<string, string>>,
  dimension: Dimension,
  value: string,
): { profile: Record<string, string>; event: CodedEvent } => ({
  profile: { ...profile, [dimension]: value },
  event: { kind: 'person-coded', dimension, value },
});

/** Whether a year of birth says that somebody is too young to agree by themselves on a day (ISO); another answer does not. */
export const isTooYoung = (born: string, day: string, consentAge: number): boolean =>
  Number(day.slice(0, 4)) - Number(born) < consentAge;

/** The question for an answer, as the pilot asks it; undefined where it asks none. */
export function questionOf(model: Model, pilot: string, name: Correctable): AskStep | undefined {
  const step = model.flowsOf(pilot)[name]?.steps.ask;
  return step?.kind === 'ask' ? step : undefined;
}

/** The answers that a question takes, without the buttons that lead out of it. */
export const answersTo = (step: AskStep): string[] =>
  optionsOf(step).flatMap(({ id }) => (Object.hasOwn(outsOf(step), id) ? [] : [id]));

/** The key of the words of an answer, as the pilot says it. */
export const answerKey = (model: Model, pilot: string, name: Correctable, value: string): TextKey =>
  model.textKey(pilot, `${name}:ask.options.${value}`);
