const LEFT_TO_RIGHT_ISOLATE = '\u2066';
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_DIRECTIONAL_ISOLATE = '\u2069';
const RIGHT_TO_LEFT_MARK = '\u200F';

/** ISO 15924 codes of the scripts in use that run from right to left. */
const RIGHT_TO_LEFT_SCRIPTS = new Set(['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa', 'Yezi']);

/** The blocks that Unicode sets aside for right-to-left scripts, presentation forms included. */
const RIGHT_TO_LEFT_CHARACTER = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * Puts each line of the text between U+2068 and U+2069, so that it has its own direction and does not reorder the text
 * beside it. Line by line, because an isolate ends with its line (UAX #9, rule X8).
 */
export function isolate(s: string): string {
  return s.replace(/[^\n]+/g, (line) => FIRST_STRONG_ISOLATE + line + POP_DIRECTIONAL_ISOLATE);
}

/**
 * Puts a telephone number between U+2066 and U+2069. Nothing else stands between these two, so that the web chat knows a
 * number that can be called, however short, from a count or a date.
 */
export const isolateNumber = (s: string): string => LEFT_TO_RIGHT_ISOLATE + s + POP_DIRECTIONAL_ISOLATE;

/**
 * Marks each line of a right-to-left text that begins with an isolate. Apps take the direction of a line from its first
 * strong letter outside isolates (UAX #9, rules P2 and P3), and a line of values alone has none.
 */
export function beginRightToLeft(s: string): string {
  return s.includes('\n') ? s.replace(/^(?=[\u2066\u2068])/gm, RIGHT_TO_LEFT_MARK) : s;
}

/**
 * Marks each line of a right-to-left text that begins with a name in another script, such as `MUP`: an isolate takes
 * its direction from the first letter. A line without right-to-left letters is a name as a whole.
 */
export const keepRightToLeft = (s: string): string =>
  s.replace(/[^\n]+/g, (line) => {
    const [first = ''] = /\p{L}/u.exec(line.replace(/\u2068[^\u2069]*\u2069/g, '')) ?? [];
    return hasRightToLeft(line) && first !== '' && !hasRightToLeft(first) ? RIGHT_TO_LEFT_MARK + line : line;
  });

/** Whether a language (BCP 47) is written from right to left; a tag without a script gets its likely one. */
export function isRightToLeft(language: string): boolean {
  return RIGHT_TO_LEFT_SCRIPTS.has(new Intl.Locale(language).maximize().script ?? '');
}

/** Whether any character of the text belongs to a right-to-left script. */
export function hasRightToLeft(s: string): boolean {
  return RIGHT_TO_LEFT_CHARACTER.test(s);
}
