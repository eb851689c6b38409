import type { Change } from '../conversation/sheet-plan.ts';
import { UsageError } from '../errors.ts';
import { writeStamps, writeTexts } from '../locales.ts';
import { checkSheet } from '../sheet-check.ts';
import { command } from './command.ts';
import { readSheetFile } from './sheet-file.ts';
import { chosen, open } from './translations.ts';

export const translationsImport = command({
  words: [2, 2],
  options: { write: { type: 'boolean' } },
  async run({ words: [tag = '', file = ''], options, root, say }) {
    const { folder, locales, texts } = open(root);
    const [language = ''] = chosen(texts, tag);
    const rows = await readSheetFile(file);
    const { changes, refusals, changed, files } = checkSheet(root, locales, language, rows);

    for (const change of changes) say(describe(change));
    for (const { row, where, why } of refusals)
      say(`${row === 0 ? 'no row' : `row ${row}`} is wrong: ${where}  ${why}`);
    if (refusals.length > 0) throw new UsageError(`${refusals.length} found in ${file}; nothing is written`);
    if (changes.length === 0) return say('The sheet changes nothing.');
    if (options.write !== true) return say('Nothing is written yet; --write does it.');
    for (const name of files) writeTexts(folder, language, name, changed.resources[language]?.[name]);
    writeStamps(folder, language, changed.madeFrom[language] ?? {});
    say(`${changes.length} written to locales/${language}: commit them.`);
  },
});

function describe({ row, key, from, to, outdated }: Change): string {
  if (from === to) return `row ${row}  ${key}  still holds`;
  const note = outdated ? '  (stale: the English has changed since the sheet was made)' : '';
  return `row ${row}  ${key}  ${from === undefined ? '(missing)' : JSON.stringify(from)} → ${JSON.stringify(to)}${note}`;
}
