import type { ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Given<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>>['values'];

/** A command: the words and options it takes, and what it does. Its line in the help stands in `index.ts`. */
export interface Command<O extends Options = Options> {
  /** How many words it takes beside its options, at least and at most; none where this is absent. */
  words?: readonly [least: number, most: number];
  options?: O;
  run(call: Call<O>): Promise<void>;
}

/** A command whose options arrive at `run` with the types that it declares. */
export const command = <const O extends Options = Record<never, never>>(one: Command<O>): Command<O> => one;

/** What a command has around it. */
export interface Surroundings {
  env: Record<string, string | undefined>;
  write(text: string): void;
  complain(line: string): void;
  /** What is typed, line by line, until it ends. */
  lines(): AsyncIterable<string>;
  /** The project's folder, where `flows/` and `locales/` are. */
  root: string;
  /** Epoch milliseconds. */
  clock(): number;
  random(bytes: number): Buffer;
}

/** One call of a command. */
export interface Call<O extends Options = Options> extends Surroundings {
  words: string[];
  options: Given<O>;
  say(line: string): void;
}
