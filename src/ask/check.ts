import { checkFile, checkNames } from '../conversation/check-names.ts';
import { LIMITS } from '../conversation/check-texts.ts';
import type { Finding } from '../conversation/finding.ts';
import type { Flows } from '../conversation/flow.ts';
import { checkWords } from '../find/check.ts';
import type { Words } from '../find/words.ts';
import type { Texts } from '../text/texts.ts';
import { SAFETY, type Theme, themeName } from './themes.ts';

/**
 * Checks that no theme is there twice, that each has its name, which fits a row of a list, and words in every language,
 * that it leads somewhere, and that the flows and steps to which it leads are there.
 */
export function checkThemes(
  themes: readonly Theme[],
  words: Readonly<Record<string, Words>>,
  texts: Texts,
  flows: Flows,
): Finding[] {
  const ids = themes.map(({ id }) => id);
  const names = ids.map(themeName);
  const written = texts.languages.filter(({ derivedFrom }) => derivedFrom === undefined).map(({ tag }) => tag);
  return [
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => ({ where: `ask/${id}`, what: 'is there twice' })),
    ...themes.flatMap((theme) => checkTheme(theme, ids, flows)),
    ...checkFile(texts, 'themes', names),
    ...checkNames(texts, names, LIMITS.rowLabel),
    ...checkWords('ask', 'theme', ids, words, written),
  ];
}

function checkTheme({ id, facts, steps, needs, services, go }: Theme, ids: readonly string[], flows: Flows): Finding[] {
  const leads = facts.length + steps.length + needs.length + services.length + go.length > 0;
  return [
    ...(leads || id === SAFETY ? [] : ['leads nowhere']),
    ...steps.filter((step) => flows[step]?.way !== true).map((step) => `leads to ${step}, which is no step of the way`),
    ...go
      .filter((flow) => flows.go?.steps[flow]?.kind !== 'call')
      .map((flow) => `leads to ${flow}, which go.yaml lacks`),
    ...go.filter((flow) => !ids.includes(flow)).map((flow) => `leads to ${flow}, which is no theme and has no name`),
  ].map((what) => ({ where: `ask/${id}`, what }));
}
