import { placeholdersIn } from '../text/faithful.ts';
import { pluralForm } from '../text/plural-forms.ts';
import type { Texts } from '../text/texts.ts';
import { type Place, placeOf } from './places.ts';
import { faultsOf, type Ledger, type Rule, type Translation, translationsOf } from './translations.ts';

/** The columns of a translator's sheet, in this order. */
export const COLUMNS = ['key', 'place', 'source', 'translation', 'limit', 'state', 'keep'] as const;
/** The columns that come back. The others help the translator. */
export const READ_COLUMNS = ['key', 'source', 'translation', 'state'] as const;

/** The state of a translation with which nothing is to be done. A translator writes it to say that a text still holds. */
export const OK = 'ok';

/** The groups in which a translator is told what is to be done. */
export const GROUPS = ['missing', 'stale', 'left in English', 'differs'] as const;
export type Group = (typeof GROUPS)[number];

const GROUP_OF: Readonly<Record<Rule, Group>> = {
  missing: 'missing',
  stale: 'stale',
  english: 'left in English',
  placeholders: 'differs',
  numbers: 'differs',
  links: 'differs',
};

/** What is to be done about a translation, in a translator's words. */
export const tasksOf = (one: Translation, tag: string, ledger: Ledger): { group: Group; what: string }[] =>
  faultsOf(one, tag, ledger).map(({ rule, what }) => ({ group: GROUP_OF[rule], what }));

/** The state of a translation: `ok`, or what is to be done. */
export const stateOf = (one: Translation, tag: string, ledger: Ledger): string =>
  tasksOf(one, tag, ledger)
    .map(({ group, what }) => (group === 'differs' ? `${group}: ${what}` : group))
    .join('; ') || OK;

/** The rows of a sheet for a language, without its heads: one for each text, and for each form of a plural. */
export function sheetOf(
  texts: Texts,
  tag: string,
  ledger: Ledger,
  inFlows: ReadonlyMap<string, Place>,
): (string | number)[][] {
  return translationsOf(texts, tag).map((one) => {
    const { place, limit = '' } = placeOf(one.key, inFlows);
    const cells: Record<(typeof COLUMNS)[number], string | number> = {
      key: one.key,
      place: one.kind === 'plural' ? `${place}: ${aboutForm(one.key, tag)}` : place,
      source: one.source,
      translation: one.text ?? '',
      limit,
      state: stateOf(one, tag, ledger),
      keep: placeholdersIn(one.source)
        .map((name) => (one.optional.includes(name) ? `{{${name}}} or a word` : `{{${name}}}`))
        .join(' '),
    };
    return COLUMNS.map((column) => cells[column]);
  });
}

/** The form of a plural by the first whole numbers that take it. */
function aboutForm(key: string, tag: string): string {
  const form = pluralForm(key)?.form;
  const rules = new Intl.PluralRules(tag);
  const numbers = Array.from({ length: 201 }, (_, n) => n).filter((n) => rules.select(n) === form);
  if (numbers.length === 0) return 'as with a large or broken number';
  return `as with ${numbers.slice(0, 4).join(', ')}${numbers.length > 4 ? ' …' : ''}`;
}
