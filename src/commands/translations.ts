import { join } from 'node:path';
import { loadContent } from '../content.ts';
import { placesInFlows } from '../conversation/places.ts';
import { GROUPS, sheetOf, tasksOf } from '../conversation/sheet.ts';
import { stampsOf, translated, translationsOf } from '../conversation/translations.ts';
import { StartError, UsageError } from '../errors.ts';
import { type Locales, readLocales, textsOfLocales, writeStamps } from '../locales.ts';
import type { Texts } from '../text/texts.ts';
import { command } from './command.ts';
import { writeSheetFile } from './sheet-file.ts';

export const translationsMissing = command({
  words: [0, 1],
  async run({ words: [tag], root, say }) {
    const { locales, texts } = open(root);
    let count = 0;
    for (const each of chosen(texts, tag)) {
      const tasks = translationsOf(texts, each).flatMap((one) =>
        tasksOf(one, each, locales).map((task) => ({ ...task, key: one.key })),
      );
      count += tasks.length;
      const counts = GROUPS.map((group) => ({ group, of: tasks.filter((task) => task.group === group) }));
      const told = counts.filter(({ of }) => of.length > 0).map(({ group, of }) => `${of.length} ${group}`);
      say(`${each}: ${told.join(', ') || 'nothing to do'}`);
      for (const { group, key, what } of tasks) say(`  ${key}  ${group === 'differs' ? what : group}`);
    }
    if (count > 0) throw new StartError(`${count} to be done in translations`);
  },
});

export const translationsExport = command({
  words: [2, 2],
  async run({ words: [tag = '', file = ''], root, say }) {
    const { locales, texts } = open(root);
    const [language = ''] = chosen(texts, tag);
    const { model } = loadContent(root, undefined, locales);
    const rows = sheetOf(texts, language, locales, placesInFlows(model));
    await writeSheetFile(file, rows);
    say(`${file} is written: ${rows.length} texts. docs/translate.md says how to fill it in.`);
  },
});

export const translationsStamp = command({
  words: [0, Number.POSITIVE_INFINITY],
  async run({ words: [tag, ...keys], root, say }) {
    const { folder, locales, texts } = open(root);
    for (const language of chosen(texts, tag)) {
      const there = translationsOf(texts, language).filter(({ text }) => text !== undefined);
      const unknown = keys.filter((key) => !there.some((one) => one.key === key));
      if (unknown.length > 0) throw new UsageError(`${language} has no text ${unknown.join(', ')}`);
      const before = locales.madeFrom[language] ?? {};
      const after = stampsOf(texts, language, locales, (key) => keys.length === 0 || keys.includes(key));
      const count = Object.keys(after).filter((key) => after[key] !== before[key]).length;
      writeStamps(folder, language, after);
      say(`${language}: ${count} stamped as made from the present English.`);
    }
  },
});

/** The texts as they are, sound or not. */
export function open(root: string): { folder: string; locales: Locales; texts: Texts } {
  const folder = join(root, 'locales');
  const locales = readLocales(folder);
  return { folder, locales, texts: textsOfLocales(locales) };
}

/** The language of that name, or all that are translated. Throws a `UsageError` for one that nobody translates. */
export function chosen(texts: Texts, tag: string | undefined): string[] {
  const all = translated(texts);
  if (tag === undefined) return all;
  if (!all.includes(tag)) throw new UsageError(`${tag} is not translated; ${all.join(', ')} are`);
  return [tag];
}
