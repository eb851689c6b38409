import type { TextKey } from '../text/keys.ts';
import type { Param } from '../text/texts.ts';
import type { Value } from './conversation.ts';
import type { SayStep } from './flow.ts';
import { chosenLanguage, guessedLanguage, type Model } from './model.ts';
import { lookUp, type Run } from './run.ts';

/**
 * The language of this turn: the person's, unless they asked to read a text in another one; before they choose one, that
 * of their app.
 */
export const languageOf = (model: Model, run: Run): string =>
  run.language ??
  chosenLanguage(model, run.c) ??
  guessedLanguage(model, run.c, run.setting) ??
  model.texts.languages[0]?.tag ??
  '';

/** The values of a text's variables, as far as they are known. */
export function valuesOf(model: Model, run: Run, of: TextKey): Record<string, Value> {
  const values: Record<string, Value> = {};
  for (const name of model.texts.placeholders(model.textKey(run.c.pilot, of))) {
    const value = lookUp(model, run, name);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

export const asParam = (value: Value): Param =>
  Array.isArray(value) ? { list: value.map((item) => item.label) } : value;

/** A text with the values of its variables filled in. */
export function text(
  model: Model,
  run: Run,
  of: TextKey,
  language = languageOf(model, run),
  values = valuesOf(model, run, of),
): string {
  const params = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asParam(value)]));
  return model.texts.say(language, model.textKey(run.c.pilot, of), params);
}

/** The text of a step, with the bridge language underneath where the step wants it there. */
export function bodyOf(model: Model, run: Run, of: TextKey, critical: SayStep['critical']): string {
  const said = text(model, run, of);
  const bridge = critical === 'beneath' ? model.texts.bridgeOf(languageOf(model, run)) : undefined;
  return bridge === undefined ? said : `${said}\n\n${text(model, run, of, bridge)}`;
}
