import type { Param, Texts } from '../../text/texts.ts';

/** The texts of a page in its language, for the parts of the page. */
export interface View {
  texts: Texts;
  /** BCP 47. */
  language: string;
  /** A text of this page's own. */
  say(key: string, params?: Record<string, Param>): string;
  /** A value by itself: a time, a name, a text of another page. */
  show(param: Param): string;
}

/** `of`: the namespace of the page's texts. */
export const viewOf = (texts: Texts, language: string, of: string): View => ({
  texts,
  language,
  say: (key, params) => texts.say(language, `${of}:${key}`, params),
  show: (param) => texts.show(language, param),
});
