import { join } from 'node:path';
import type { Model } from '../../../conversation/model.ts';
import { type Place, placeOf, placesInFlows } from '../../../conversation/places.ts';
import { COLUMNS, type Group, sheetOf, tasksOf } from '../../../conversation/sheet.ts';
import type { SheetRow } from '../../../conversation/sheet-plan.ts';
import { indexTexts, type TextEntry, type TextIndex } from '../../../conversation/text-index.ts';
import type { Ledger, Translation } from '../../../conversation/translations.ts';
import { toCsv } from '../../../evaluation/csv.ts';
import { readLocales } from '../../../locales.ts';
import { ROOT } from '../../../root.ts';
import { toLatin } from '../../../text/latin.ts';
import type { World } from '../../../turn/world.ts';
import type { Sheets } from './check.ts';

/** One form of a text in a language, with what is typed in its place, and what is to be done about it. */
interface ShownForm {
  /** The key, with the form of a plural. */
  key: string;
  text: string;
  typed: string;
  tasks: readonly Group[];
}

/** A text in one language. */
interface ShownLanguage {
  language: string;
  direction: 'ltr' | 'rtl';
  isReviewed: boolean;
  /** Empty for a language that a rule makes. */
  forms: readonly ShownForm[];
  /** The texts that a rule makes of another language, and that language; null for all others. */
  made: { from: string; texts: readonly string[] } | null;
}

/** A text in all languages. */
export interface ShownText extends Place {
  key: string;
  english: readonly string[];
  /** The placeholders that every language keeps. */
  keep: readonly string[];
  languages: readonly ShownLanguage[];
}

/** What was typed into the fields of a text: the name of a field is its language, a space and its key. */
export type TypedTexts = Readonly<Record<string, string>>;
export const fieldOf = (language: string, key: string): string => `${language} ${key}`;

interface Deployed {
  index: TextIndex;
  ledger: Ledger;
  places: ReturnType<typeof placesInFlows>;
}

/** The index takes a second of work, and is the same as long as the flows and texts are. */
const deployed = new WeakMap<Model, Deployed>();

function deployedFor(model: Model): Deployed {
  const known = deployed.get(model) ?? {
    index: indexTexts(model.texts),
    ledger: readLocales(join(ROOT, 'locales')),
    places: placesInFlows(model),
  };
  deployed.set(model, known);
  return known;
}

/** The texts as they were deployed, with their translations, stamps and places. They are read when somebody asks. */
export function createTextsQuery({ content }: Pick<World, 'content'>) {
  const { texts } = content.model;
  const read = () => deployedFor(content.model);

  /** The text as it stands in a field, with line ends as files have them. */
  const typedFor = (typed: TypedTexts, tag: string, one: Translation): string => {
    const given = typed[fieldOf(tag, one.key)];
    const text = one.text ?? '';
    const words = given?.replaceAll(/\r\n?/g, '\n').trim() ?? text;
    return words === text.trim() ? text : words;
  };

  return {
    find: (words: string): TextEntry[] => read().index.find(words),
    entry: (key: string): TextEntry | undefined => read().index.entry(key),

    /** A text in all languages, with what was typed. */
    shown({ key, translations }: TextEntry, typed: TypedTexts): ShownText {
      const { ledger, places } = read();
      const lists = [...translations.values()].flat();
      const [first] = lists;
      const languages = texts.languages.slice(1).map(({ tag, direction, derivedFrom, reviewedBy }): ShownLanguage => {
        const of = translations.get(derivedFrom ?? tag) ?? [];
        const made =
          derivedFrom === undefined ? null : { from: derivedFrom, texts: of.map(({ text = '' }) => toLatin(text)) };
        const forms = of.map((one) => ({
          ...{ key: one.key, text: one.text ?? '', typed: typedFor(typed, tag, one) },
          tasks: tasksOf(one, tag, ledger).map(({ group }) => group),
        }));
        return { language: tag, direction, isReviewed: reviewedBy !== null, forms: made === null ? forms : [], made };
      });
      return {
        ...placeOf(first?.key ?? key, places),
        ...{ key, languages },
        english: [...new Set(lists.map(({ source }) => source))],
        keep: [...new Set(lists.flatMap(({ source }) => source.match(/\{\{\w+\}\}/g) ?? []))],
      };
    },

    /** The rows of what was typed and differs from what is there, by language. */
    changed({ translations }: TextEntry, typed: TypedTexts): Sheets {
      const rows = [...translations].map(([tag, of]) => {
        const changes = of.filter((one) => typedFor(typed, tag, one) !== (one.text ?? ''));
        return [tag, changes.map((one, i) => rowOf(one, typedFor(typed, tag, one), i))] as const;
      });
      return new Map(rows.filter(([, changes]) => changes.length > 0));
    },

    /** The rows of a language as a translator's sheet (CSV). */
    sheet(language: string, rows: readonly SheetRow[]): string {
      const { ledger, places } = read();
      const [keyAt, translationAt] = [COLUMNS.indexOf('key'), COLUMNS.indexOf('translation')];
      const changed = new Map(rows.map(({ key, translation }) => [key, translation]));
      const whole = sheetOf(texts, language, ledger, places).filter((row) => changed.has(String(row[keyAt])));
      const cells = whole.map((row) => row.with(translationAt, changed.get(String(row[keyAt])) ?? ''));
      return toCsv([[...COLUMNS], ...cells]);
    },
  };
}

/** Row 1 of a sheet holds its heads. */
const rowOf = ({ key, source }: Translation, translation: string, i: number): SheetRow => ({
  ...{ row: i + 2, key, source, translation },
  state: '',
});
