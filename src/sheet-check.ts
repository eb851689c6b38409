import { loadContent } from './content.ts';
import { type Change, planSheet, type Refusal, refusalsOf, type SheetRow } from './conversation/sheet-plan.ts';
import { translationsOf } from './conversation/translations.ts';
import { type Locales, textsOfLocales } from './locales.ts';
import { withLeaves } from './text/tree.ts';

/** What a sheet would change, and what speaks against it. */
interface CheckedSheet {
  changes: Change[];
  /** In the order of the rows. Nothing may be taken in while there are any. */
  refusals: Refusal[];
  /** The locales with the changes in, and the names of the files that differ. */
  changed: Locales;
  files: string[];
}

/**
 * Checks the rows of a sheet of one language by every rule, as they would be in `locales` beside the flows below `root`.
 * Takes seconds of work.
 */
export function checkSheet(root: string, locales: Locales, tag: string, rows: readonly SheetRow[]): CheckedSheet {
  const { changes, refusals } = planSheet(rows, translationsOf(textsOfLocales(locales), tag), tag, locales);
  const { changed, files } = withChanges(locales, tag, changes);
  const check = (texts: Locales) => loadContent(root, undefined, texts).check();
  const tags = locales.languages.filter((one) => [one.tag, one.derivedFrom].includes(tag)).map((one) => one.tag);
  const found = changes.length === 0 ? [] : check(changed);
  const broken = found.length === 0 ? [] : refusalsOf(changes, check(locales), found, tags);
  return { changes, refusals: [...refusals, ...broken].sort((a, b) => a.row - b.row), changed, files };
}

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
