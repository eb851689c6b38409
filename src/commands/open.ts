import { type Config, readConfig } from '../config.ts';
import { type Content, loadContent } from '../content.ts';
import { type Data, openData } from '../data.ts';
import { UsageError } from '../errors.ts';
import type { Call } from './command.ts';

/** The data that a command works with: the same as the server's, which may be running. */
export interface Opened extends Data {
  config: Config;
  content: Content;
}

/** Opens the data for one command and closes it afterwards. */
export async function withData<T>(
  { env, root }: Pick<Call, 'env' | 'root'>,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { config } = readConfig(env);
  const content = loadContent(root, config.pilots);
  await using data = await openData(config, content);
  return await work({ config, content, ...data });
}

/** A pilot that this instance serves. Throws a `UsageError` for any other name. */
export const pilotNamed = (content: Content, name: unknown): string =>
  oneOf('--pilot', name, Object.keys(content.pilots));

/** An option's value, which must be one of `allowed`. Throws a `UsageError` otherwise. */
export function oneOf<T extends string>(option: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new UsageError(`${option} must be one of ${allowed.join(', ') || '(there is none yet)'}`);
}
