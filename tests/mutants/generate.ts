import { stripTypeScriptTypes } from 'node:module';
import { type Change, placeOf } from './copy.ts';

/** What is changed into what. */
const OPERATORS: readonly [RegExp, (found: string) => string][] = [
  [/(?<= )[<>](?= )/g, (found) => `${found}=`],
  [/(?<= )[<>]=(?= )/g, ([sign = '']) => sign],
  [/===/g, () => '!=='],
  [/!==/g, () => '==='],
  [/&&(?!=)/g, () => '||'],
  [/\|\|(?!=)/g, () => '&&'],
  [/\btrue\b/g, () => 'false'],
  [/\bfalse\b/g, () => 'true'],
  [/\+ (?=1\b)/g, () => '- '],
  [/- (?=1\b)/g, () => '+ '],
  [/(?<![\w.$])\d[\d_]*(?![\w.])/g, (found) => String(Number(found.replaceAll('_', '')) + 1)],
  [/!(?=[\w(])/g, () => ''],
  [/\breturn;/g, () => ';'],
];

/** Comments, strings and regular expressions: what stands in them is left alone. */
const WORDS =
  /\/\*[\s\S]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[=(,:?[!&|]\s*|return )\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n[])+\/[a-z]*/g;

/** The tests that start browsers and whole programs are left out: they are slow, and promise other things. */
const SLOW = ['--exclude', 'tests/e2e/**', '--exclude', 'tests/commands/**'];

/** Every change of one token of a file's code that still is a program. `file`: its path; `source`: what it holds. */
export function changesOf(file: string, source: string): Change[] {
  const code = stripTypeScriptTypes(source).replaceAll(WORDS, (found) => ' '.repeat(found.length));
  if (code.length !== source.length) throw new Error(`${file} does not keep its length without its types`);
  const [, folder = '', name = ''] = /^src\/([^/]+)\/.*?([^/]+)\.ts$/.exec(file) ?? [];
  // The tests that bear its name come before all that use it: many changes are noticed there, in seconds.
  const runs = [
    ['run', `tests/${folder}/${name}`, '--passWithNoTests'],
    ['related', file, ...SLOW],
  ];
  const changes = OPERATORS.flatMap(([pattern, into]) =>
    [...code.matchAll(pattern)].map(({ 0: found, index }): Change => {
      const to = into(found);
      const text = source.slice(0, index) + to + source.slice(index + found.length);
      const line = source
        .slice(source.lastIndexOf('\n', index) + 1)
        .split('\n', 1)[0]
        ?.trim();
      const what = `${found.trim()} -> ${to.trim() || 'nothing'} in: ${line}`;
      return { file, place: placeOf(file, source, index), what, text, runs };
    }),
  );
  return changes.filter(({ text }) => isProgram(text));
}

/** `a ?? b && c` is one, and `a ?? b || c` is not. */
function isProgram(text: string): boolean {
  try {
    stripTypeScriptTypes(text);
    return true;
  } catch {
    return false;
  }
}
