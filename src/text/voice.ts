import { createInstance, type InitOptions } from 'i18next';
import { beginRightToLeft } from './bidi.ts';
import { type Param, renderParam } from './params.ts';
import { leaves } from './tree.ts';

/** A missing translation, or a text said without a parameter that it needs. It holds no words of a person. */
export class MissingTextError extends Error {
  override readonly name = 'MissingTextError';
  readonly language: string;
  readonly key: string;
  /** The placeholder that got no value. */
  readonly param: string | undefined;

  constructor(language: string, key: string, param?: string) {
    super(param === undefined ? `no text ${language} ${key}` : `text ${language} ${key} lacks {{${param}}}`);
    this.language = language;
    this.key = key;
    this.param = param;
  }
}

/** The texts of one language, ready to be said. */
export interface Voice {
  /** Every key that `say` or `words` can have. */
  keys: ReadonlySet<string>;
  /** Throws a MissingTextError for an unknown key and for a placeholder without a value. */
  say(key: string, params?: Record<string, Param>): string;
  /** A parameter alone, as it would stand in a text. */
  show(param: Param): string;
  /** Throws a MissingTextError for an unknown key. */
  words(key: string): string[];
  /** The text as written, with its placeholders; undefined for a list, a plural or an unknown key. */
  raw(key: string): string | undefined;
}

/**
 * Makes the voice of the language in which `flows` (i18next JSON v4 by flow) are written. `finish` is applied to every
 * finished text, parameters included. Throws a TypeError that names a leaf that is neither a text nor a list of words.
 */
export function makeVoice(
  { tag, direction }: { tag: string; direction: 'ltr' | 'rtl' },
  flows: Record<string, unknown>,
  finish: (text: string) => string,
): Voice {
  const texts = new Map<string, string>();
  const lists = new Map<string, string[]>();
  const namespaces: Record<string, Record<string, string>> = {};
  for (const [flow, tree] of Object.entries(flows)) {
    const flat: Record<string, string> = {};
    namespaces[flow] = flat;
    for (const [path, leaf] of leaves(tree)) {
      const key = `${flow}:${path}`;
      // An empty leaf has yet to be translated: it is a missing text, not an empty one.
      if (leaf === '') continue;
      if (typeof leaf === 'string') {
        flat[path] = leaf;
        texts.set(key, leaf);
      } else if (Array.isArray(leaf) && leaf.every((word) => typeof word === 'string')) lists.set(key, leaf);
      else throw new TypeError(`${tag} ${key} is neither a text nor a list of words`);
    }
  }

  const plurals = new Set<string>();
  for (const key of texts.keys()) if (key.endsWith('_other')) plurals.add(key.slice(0, -'_other'.length));
  /** The texts that always read the same, which are most of them: a look-up is all that they take. */
  const constant = new Map<string, string>();
  for (const [key, text] of texts) if (!text.includes('{{') && !plurals.has(key)) constant.set(key, finish(text));
  const compose = composer(tag, namespaces);

  const around = { tag, direction, say: (key: string, params?: Record<string, Param>): string => say(key, params) };
  const say: Voice['say'] = (key, params = {}) => {
    const text = constant.get(key);
    if (text !== undefined) return text;
    const values = Object.entries(params).map(([name, param]) => [name, renderParam(param, around)]);
    const composed = compose(key, Object.fromEntries(values), params.count);
    return finish(direction === 'rtl' ? beginRightToLeft(composed) : composed);
  };
  return {
    keys: new Set([...texts.keys(), ...plurals, ...lists.keys()]),
    say,
    show: (param) => finish(renderParam(param, around)),
    words(key) {
      const words = lists.get(key);
      if (!words) throw new MissingTextError(tag, key);
      return words.map(finish);
    },
    raw(key) {
      const text = texts.get(key);
      return text === undefined ? undefined : (constant.get(key) ?? finish(text));
    },
  };
}

type Compose = (key: string, values: Record<string, string>, count: Param | undefined) => string;

/** One i18next instance that knows one language, so that no other language can stand in for a hole. */
function composer(tag: string, namespaces: Record<string, Record<string, string>>): Compose {
  const i18next = createInstance({
    lng: tag,
    fallbackLng: false,
    ns: Object.keys(namespaces),
    resources: { [tag]: namespaces },
    keySeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    appendNamespaceToMissingKey: true,
    parseMissingKeyHandler: (key: string) => {
      throw new MissingTextError(tag, key);
    },
    missingInterpolationHandler: (_text, placeholder: RegExpExecArray, { key }: InitOptions & { key?: string }) => {
      throw new MissingTextError(tag, key ?? '', placeholder[1]?.trim());
    },
  });
  void i18next.init();
  return (key, values, count) =>
    // `replace` keeps parameters apart from options: one may be called `lng` or `context`, and a count be isolated.
    i18next.t(key, { key, replace: values, nest: false, ...(typeof count === 'number' && { count }) });
}
