import { UsageError } from '../errors.ts';
import type { Faults, Read, Typed } from '../turn/office/typed.ts';
import type { Opened } from './open.ts';

/** What the options of a command hold, as the form of a page would: several values may stand with commas between. */
export const typedIn = (options: Readonly<Record<string, string | undefined>>, lists: readonly string[] = []): Typed =>
  Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, lists.includes(name) ? value.split(',') : [value]]],
    ),
  );

/**
 * What was read from the options of a command. Throws a `UsageError` that names each option that is wrong, and says in
 * English what is allowed. `words`: the names of the fields that are words and no options.
 */
export function valueIn<T>({ content }: Pick<Opened, 'content'>, read: Read<T>, words: Names = {}): T {
  if ('value' in read) return read.value;
  throw new UsageError(linesOf(content.model.texts, read.faults, words).join('\n'));
}

type Names = Readonly<Record<string, string>>;

const linesOf = (texts: Opened['content']['model']['texts'], faults: Faults, words: Names): string[] =>
  Object.entries(faults).map(([name, fault]) => `${words[name] ?? `--${name}`}: ${texts.show('en', fault)}`);
