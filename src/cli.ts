import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { ROOT } from './app.ts';
import { COMMANDS } from './commands/index.ts';
import { StartError } from './config.ts';
import { ContentError } from './content.ts';

/** A command: its line in the help, the words and options it takes, and what it does. */
export interface Command {
  usage: string;
  about: string;
  /** How many words it takes beside its options, at least and at most; none where this is absent. */
  words?: readonly [least: number, most: number];
  options?: Readonly<Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>>;
  run(call: Call): Promise<void>;
}

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
export interface Call extends Surroundings {
  words: string[];
  options: Record<string, string | boolean | (string | boolean)[] | undefined>;
  say(line: string): void;
}

// Whoever reads the output may stop reading: `saputnik ... | head`.
process.stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  process.exit();
});

const thisProcess: Surroundings = {
  env: process.env,
  write: (text) => void process.stdout.write(text),
  complain: (line) => void process.stderr.write(`${line}\n`),
  lines() {
    const lines = createInterface({ input: process.stdin });
    process.once('SIGINT', () => lines.close());
    return lines;
  },
  root: ROOT,
  clock: Date.now,
  random: randomBytes,
};

/** The command line. Returns the exit code: 1 for what cannot be done, which is said in one line on standard error. */
export async function run(args: string[], around: Surroundings = thisProcess): Promise<0 | 1> {
  try {
    await dispatch(args, around);
    return 0;
  } catch (error) {
    const isKnown = error instanceof StartError || error instanceof ContentError || isUsage(error);
    around.complain(
      isKnown ? `saputnik: ${error.message}` : `saputnik: unexpected: ${error instanceof Error ? error.stack : error}`,
    );
    return 1;
  }
}

async function dispatch(args: string[], around: Surroundings): Promise<void> {
  loadDotEnv();
  const say = (line: string) => around.write(`${line}\n`);
  const [first = 'help'] = args;
  if (first === 'help' || first === '--help') {
    for (const { usage, about } of Object.values(COMMANDS)) say(`  ${usage}\n      ${about}`);
    return;
  }
  const found = Object.entries(COMMANDS).find(([name]) => name.split(' ').every((word, i) => args[i] === word));
  if (found === undefined) throw new StartError(`there is no command "${args.join(' ')}"; "help" lists them`);
  const [name, command] = found;
  const { values, positionals } = parseArgs({
    args: args.slice(name.split(' ').length),
    options: command.options ?? {},
    allowPositionals: true,
  });
  const [least, most] = command.words ?? [0, 0];
  if (positionals.length < least || positionals.length > most) throw new StartError(`usage: ${command.usage}`);
  await command.run({ ...around, words: positionals, options: values, say });
}

/** The names that are set already win over those in the file. */
function loadDotEnv(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      throw new StartError('.env cannot be read');
  }
}

const isUsage = (error: unknown): error is TypeError =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
