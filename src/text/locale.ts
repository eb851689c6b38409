/** The locale that Intl gets for a language: English is British, for its dates (24 November) and lists (a, b and c). */
export function intlLocale(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}
