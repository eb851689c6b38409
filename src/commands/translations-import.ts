import { loadContent } from '../content.ts';
import { type Change, planSheet, refusalsOf } from '../conversation/sheet-plan.ts';
import { translationsOf } from '../conversation/translations.ts';
import { UsageError } from '../errors.ts';
import { type Locales, writeStamps, writeTexts } from '../locales.ts';
import { withLeaves } from '../text/tree.ts';
import { command } from './command.ts';
import { readSheetFile } from './sheet-file.ts';
import { chosen, open } from './translations.ts';

export const translationsImport = command({
  words: [2, 2],
  options: { write: { type: 'boolean' } },
  async run({ words: [tag = '', file = ''], options, root, say }) {
    const { folder, locales, texts } = open(root);
    const [language = ''] = chosen(texts, tag);
    const known = translationsOf(texts, language);
    const { changes, refusals } = planSheet(await readSheetFile(file), known, language, locales);
    const { changed, files } = withChanges(locales, language, changes);
    const check = (texts: Locales) => loadContent(root, undefined, texts).check();
    const tags = locales.languages.filter((one) => [one.tag, one.derivedFrom].includes(language)).map(({ tag }) => tag);
    const found = changes.length === 0 ? [] : check(changed);
    const broken = found.length === 0 ? [] : refusalsOf(changes, check(locales), found, tags);
    const wrong = [...refusals, ...broken];

    for (const change of changes) say(describe(change));
    for (const { row, where, why } of wrong.sort((a, b) => a.row - b.row))
      say(`${row === 0 ? 'no row' : `row ${row}`} is wrong: ${where}  ${why}`);
    if (wrong.length > 0) throw new UsageError(`${wrong.length} found in ${file}; nothing is written`);
    if (changes.length === 0) return say('The sheet changes nothing.');
    if (options.write !== true) return say('Nothing is written yet; --write does it.');
    for (const name of files) writeTexts(folder, language, name, changed.resources[language]?.[name]);
    writeStamps(folder, language, changed.madeFrom[language] ?? {});
    say(`${changes.length} written to locales/${language}: commit them.`);
  },
});

/** The locales with the changes in, and the names of the files that differ. */
function withChanges(locales: Locales, tag: string, changes: readonly Change[]) {
  const byFile = new Map<string, Map<string, Change['leaf']>>();
  for (const { key, from, to, leaf } of changes) {
    if (from === to) continue;
    const [name = '', path = ''] = key.split(':');
    byFile.set(name, (byFile.get(name) ?? new Map()).set(path, leaf));
  }
  const own = locales.resources[tag] ?? {};
  const english = locales.resources[locales.languages[0]?.tag ?? ''] ?? {};
  const grown = [...byFile].map(([name, put]) => [name, withLeaves(own[name], english[name], put)]);
  const stamps = Object.fromEntries(changes.map(({ key, stamp }) => [key, stamp]));
  const changed: Locales = {
    ...locales,
    resources: { ...locales.resources, [tag]: { ...own, ...Object.fromEntries(grown) } },
    madeFrom: { ...locales.madeFrom, [tag]: { ...locales.madeFrom[tag], ...stamps } },
  };
  return { changed, files: [...byFile.keys()] };
}

function describe({ row, key, from, to, outdated }: Change): string {
  if (from === to) return `row ${row}  ${key}  still holds`;
  const note = outdated ? '  (stale: the English has changed since the sheet was made)' : '';
  return `row ${row}  ${key}  ${from === undefined ? '(missing)' : JSON.stringify(from)} → ${JSON.stringify(to)}${note}`;
}
