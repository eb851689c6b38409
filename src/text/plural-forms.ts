/** The forms of a plural, in the order in which files have them. */
export const PLURAL_FORMS = ['zero', 'one', 'two', 'few', 'many', 'other'] as const;
export type PluralForm = (typeof PLURAL_FORMS)[number];

const FORM = new RegExp(`^(.+)_(${PLURAL_FORMS.join('|')})$`);

/** The key or name of a plural and its form, or undefined for any other. */
export function pluralForm(key: string): { base: string; form: PluralForm } | undefined {
  const [, base, name] = FORM.exec(key) ?? [];
  const form = PLURAL_FORMS.find((each) => each === name);
  return base === undefined || form === undefined ? undefined : { base, form };
}

/** The forms that whole numbers and fractions take in a language. */
export function pluralForms(tag: string): PluralForm[] {
  const { pluralCategories } = new Intl.PluralRules(tag).resolvedOptions();
  return PLURAL_FORMS.filter((form) => pluralCategories.includes(form));
}

/** Whether a form stands for one whole number alone, so that a word can take its place: German 1, Arabic 0, 1 and 2. */
export function isOneNumber(tag: string, form: PluralForm): boolean {
  const rules = new Intl.PluralRules(tag);
  return Array.from({ length: 201 }, (_, n) => rules.select(n)).filter((each) => each === form).length === 1;
}
