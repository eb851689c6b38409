import type { Param, Texts } from '../../text/texts.ts';

/** What the parts of a page say things with. */
export interface View {
  texts: Texts;
  /** BCP 47. */
  language: string;
  /** A text of this page's own. */
  say(key: string, params?: Record<string, Param>): string;
  /** Something alone: a time, a name, a text of another page. */
  show(param: Param): string;
}

/** `of`: where the page's texts stand among all. */
export const viewOf = (texts: Texts, language: string, of: string): View => ({
  texts,
  language,
  say: (key, params) => texts.say(language, `${of}:${key}`, params),
  show: (param) => texts.show(language, param),
});
