import type { ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Given<O extends Options> = ReturnType<typeof parseArgs<{ options: O; allowPositionals: true }>>['values'];

/** A command: its words, its options and its work. Its line in the help is in `index.ts`. */
export interface Command<O extends Options = Options> {
  /** How many words the command takes beside its options, at least and at most; none when this is absent. */
  words?: readonly [least: number, most: number];
  options?: O;
  run(call: Call<O>): Promise<void>;
}

/** A command whose options arrive at `run` with the types that it declares. */
export const command = <const O extends Options = Record<never, never>>(one: Command<O>): Command<O> => one;

/** The surroundings of a command: environment, input, output, clock and random bytes. */
export interface Surroundings {
  env: Record<string, string | undefined>;
  write(text: string): void;
  complain(line: string): void;
  /** Whether `write` writes to a terminal, where a line can be written over. */
  isTerminal: boolean;
  /** The lines that the operator types, until the input ends. */
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
