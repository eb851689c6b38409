/** The lists of patterns of a language: what means danger, and what sounds like it but is said every day. */
export interface PatternLists {
  danger: string[];
  harmless: string[];
}

const NAME = /@[\p{L}\p{M}\p{N}]+/gu;

/**
 * Reads a file of patterns: one a line, those that are harmless under `[harmless]`. `@name = a/b/c` names a group of
 * words, and `@name` stands for them in the lines below. A line that begins with # is for people. `problem` says what is
 * wrong with a line.
 */
export function readPatterns(text: string): { lists: PatternLists } | { line: number; problem: string } {
  const lists: PatternLists = { danger: [], harmless: [] };
  const groups = new Map<string, string>();
  let list: keyof PatternLists = 'danger';
  for (const [i, written] of text.split(/\r?\n/).entries()) {
    const line = written.trim();
    if (line === '' || line.startsWith('#')) continue;
    if (line === '[harmless]') {
      list = 'harmless';
      continue;
    }
    const [, name, words = line] = /^(@[\p{L}\p{M}\p{N}]+)\s*=\s*(.+)$/u.exec(line) ?? [];
    const unknown = words.match(NAME)?.find((one) => !groups.has(one));
    if (unknown !== undefined) return { line: i + 1, problem: `${unknown} is named nowhere above` };
    const whole = words.replace(NAME, (one) => groups.get(one) ?? '');
    if (name === undefined) lists[list].push(whole);
    else if (groups.has(name)) return { line: i + 1, problem: `${name} is named twice` };
    else groups.set(name, whole);
  }
  return { lists };
}
