const LINE_BREAKS = /\r\n|[\r\v\f\u0085\u2028\u2029]/g;

/**
 * Characters that no reader sees or means: control characters, bidi marks and controls, zero-width spaces, BOM,
 * fillers, annotations. Exempt are line breaks, the two joiners (see `JOINERS`), and variation selectors and tags,
 * which are parts of emoji and of some names.
 */
const INVISIBLE =
  /[[\p{Cc}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]--[\n\u200C\u200D\p{Variation_Selector}\u{E0020}-\u{E007F}]]/gv;

/**
 * ZWNJ and ZWJ: Persian, Bengali, Sinhala and emoji need one inside a word. More than one, or one at an edge, is junk.
 */
const JOINERS =
  /(?<=[\p{L}\p{M}\p{N}\p{S}])([\u200C\u200D])[\u200C\u200D]*(?=[\p{L}\p{M}\p{N}\p{S}])|[\u200C\u200D]+/gu;

/** Most English texts, and most words of other languages in Latin script, have no such character: they are clean. */
const SPECIAL = /[^\n -~]/;

/**
 * Makes typed text safe to keep, to show and to compare: well-formed, NFC, line breaks as `\n`, a tab as a space,
 * trimmed, and without invisible characters that could reorder or hide the text around them. Never throws; cleaning
 * twice changes nothing more.
 */
export function cleanInput(s: string): string {
  if (!SPECIAL.test(s)) return s.trim();
  return (
    s
      .toWellFormed()
      .replace(LINE_BREAKS, '\n')
      .replaceAll('\t', ' ')
      .replace(INVISIBLE, '')
      .replace(JOINERS, '$1')
      // After the removals: characters that stood apart may compose now.
      .normalize('NFC')
      .trim()
  );
}
