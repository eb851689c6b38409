import { fold } from '../text/fold.ts';
import type { Leaf } from '../text/tree.ts';
import type { Finding } from './finding.ts';
import { OK, stateOf } from './sheet.ts';
import { joinWords, type Ledger, type Translation } from './translations.ts';

/** A row of a sheet that came back, with its number in the spreadsheet. */
export interface SheetRow {
  row: number;
  key: string;
  source: string;
  translation: string;
  state: string;
}

/** A translation that an import would change, or only stamp, where `to` is what is there. */
export interface Change {
  row: number;
  key: string;
  from: string | undefined;
  to: string;
  leaf: Leaf;
  /** The hash of the English text that the translator saw. */
  stamp: string;
  /** Whether the English has changed since the sheet was made. */
  outdated: boolean;
}

/** A row that cannot be imported, and why; 0 where no single row is to blame. */
export interface Refusal {
  row: number;
  where: string;
  why: string;
}

/** What the rows of a sheet would change, and which of them cannot be read. */
export function planSheet(
  rows: readonly SheetRow[],
  known: readonly Translation[],
  tag: string,
  ledger: Ledger,
): { changes: Change[]; refusals: Refusal[] } {
  const changes: Change[] = [];
  const refusals: Refusal[] = [];
  const byKey = new Map(known.map((one) => [one.key, one]));
  const seen = new Map<string, number>();
  for (const { row, key, source, translation, state } of rows) {
    const refuse = (why: string) => void refusals.push({ row, where: key, why });
    const one = byKey.get(key);
    const before = seen.get(key);
    if (one === undefined) refuse('there is no text with this key');
    else if (before !== undefined) refuse(`the same key is in row ${before}`);
    else {
      seen.set(key, row);
      const leaf =
        one.kind === 'list' ? wordsIn(translation) : translation === one.text ? one.text : translation.trim();
      const to = typeof leaf === 'string' ? leaf : joinWords(leaf);
      const was = stateOf(one, tag, ledger);
      const isConfirmed = to === one.text && state.trim().toLowerCase() === OK && was === 'stale';
      if (to === (one.text ?? '') && !isConfirmed) continue;
      const outdated = source !== one.source;
      if (to === '') refuse('the translation is empty');
      else if (outdated && (was === OK || isConfirmed)) refuse('the English has changed since the sheet was made');
      else changes.push({ row, key, from: one.text, to, leaf, stamp: ledger.hash(source), outdated });
    }
  }
  return { changes, refusals };
}

const wordsIn = (cell: string): string[] =>
  cell
    .split('|')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/**
 * What speaks against an import: `after` holds the findings of the check with its changes, `before` those without. A
 * changed text must be sound; beside it, nothing may get worse. `tags` names the language and those made from it.
 */
export function refusalsOf(
  changes: readonly Change[],
  before: readonly Finding[],
  after: readonly Finding[],
  tags: readonly string[],
): Refusal[] {
  const old = new Set(before.map(({ where, what }) => `${where} ${what}`));
  const found = after.flatMap(({ where, what }): Refusal[] => {
    const [, tag = '', key = ''] = /(?:^|: )(\S+) (\S+)$/.exec(where) ?? [];
    const own = tags.includes(tag) ? changes.find((change) => change.key === key) : undefined;
    if (own !== undefined) {
      const isForeseen = own.outdated && what.startsWith('is stale');
      return isForeseen ? [] : [{ row: own.row, where: key, why: what }];
    }
    if (old.has(`${where} ${what}`)) return [];
    const blamed = changes.filter((change) => isBehind(change, what));
    if (blamed.length === 0) return [{ row: 0, where, why: what }];
    return blamed.map((change) => ({ row: change.row, where: change.key, why: `${where} ${what}` }));
  });
  return [...new Map(found.map((each) => [`${each.row} ${each.where} ${each.why}`, each])).values()];
}

/** Whether a change collides with the text of a finding: the finding names its key, or quotes its words. */
function isBehind({ key, leaf }: Change, what: string): boolean {
  if (what.split(' ').includes(key)) return true;
  const quoted = [...what.matchAll(/"([^"]+)"/g)].map(([, words = '']) => fold(words));
  return [leaf].flat().some((words) => quoted.includes(fold(words)));
}
