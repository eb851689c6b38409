import type { Content } from '../content.ts';
import { UsageError } from '../errors.ts';
import type { Read } from '../turn/office/typed.ts';

/** What was read from options. Throws a `UsageError` that says at each option what is allowed. */
export function valueRead<T>({ model }: Pick<Content, 'model'>, read: Read<T>): T {
  if ('value' in read) return read.value;
  const lines = Object.entries(read.faults).map(([name, fault]) => `--${name}: ${model.texts.show('en', fault)}`);
  throw new UsageError(lines.join('\n'));
}
