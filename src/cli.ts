import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Surroundings } from './commands/command.ts';
import { COMMANDS } from './commands/index.ts';
import { ContentError, StartError, UsageError } from './errors.ts';
import { ROOT } from './root.ts';

// The reader of the output may stop early: `saputnik ... | head`.
process.stdout.on('error', (error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error;
  process.exit();
});

const thisProcess: Surroundings = {
  env: process.env,
  write: (text) => void process.stdout.write(text),
  isTerminal: process.stdout.isTTY === true,
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

/** Runs the command line. Returns the exit code: 1 for a failure, which is reported on standard error. */
export async function run(args: string[], around: Surroundings = thisProcess): Promise<0 | 1> {
  try {
    await dispatch(args, around);
    return 0;
  } catch (error) {
    around.complain(`saputnik: ${wordsOf(error)}`);
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
  if (found === undefined) throw new UsageError(`there is no command "${args.join(' ')}"; "help" lists them`);
  const [name, { usage, load }] = found;
  const command = await load();
  const { values, positionals } = parseArgs({
    args: args.slice(name.split(' ').length),
    options: command.options ?? {},
    allowPositionals: true,
  });
  const [least, most] = command.words ?? [0, 0];
  if (positionals.length < least || positionals.length > most) throw new UsageError(`usage: ${usage}`);
  await command.run({ ...around, words: positionals, options: values, say });
}

/**
 * Reads `.env`, if there is one. A variable that is set already wins over the one in the file. Throws a `StartError`
 * when the file cannot be read.
 */
function loadDotEnv(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      throw new StartError('.env cannot be read');
  }
}

/** One line for an error that the operator can mend; the whole stack for one that only a developer can mend. */
function wordsOf(error: unknown): string {
  const isKnown = [UsageError, StartError, ContentError].some((known) => error instanceof known);
  if (error instanceof Error && (isKnown || isUsage(error))) return error.message;
  return `unexpected: ${error instanceof Error ? error.stack : error}`;
}

/** Whether `parseArgs` has refused the arguments. */
const isUsage = (error: unknown): error is TypeError =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
