import type { KeyIn, ProgramFile, TextKey } from '../../text/keys.ts';
import type { Param, Texts } from '../../text/texts.ts';

/** The texts of a page in its language, for the parts of the page. `Of`: the file of the page's texts. */
export interface View<Of extends ProgramFile = 'staff'> {
  texts: Texts;
  /** BCP 47. */
  language: string;
  /** A text of this page's own. */
  say(key: KeyIn<Of>, params?: Record<string, Param>): string;
  /** A value by itself: a time, a name, a text of another page. */
  show(param: Param): string;
}

/** `of`: the file of the page's texts. */
export const viewOf = <Of extends ProgramFile>(texts: Texts, language: string, of: Of): View<Of> => ({
  texts,
  language,
  // A cast, because the compiler does not look into a template of a type parameter.
  say: (key, params) => texts.say(language, `${of}:${key}` as TextKey, params),
  show: (param) => texts.show(language, param),
});
