import { parseArgs } from 'node:util';
import { z } from 'zod';
import { COMMANDS } from './commands/index.ts';
import { StartError } from './config.ts';

/** A command: its line in the help, the options it knows, and what it does. */
export interface Command {
  usage: string;
  about: string;
  options?: Readonly<Record<string, { type: 'string' | 'boolean'; multiple?: boolean }>>;
  run(call: Call): Promise<void>;
}

/** One call of a command. */
export interface Call {
  words: string[];
  options: Record<string, string | boolean | (string | boolean)[] | undefined>;
  env: Record<string, string | undefined>;
  say(line: string): void;
}

/** The command line. What cannot be done is said in one line on standard error, with exit code 1. */
export async function run(args: string[]): Promise<void> {
  try {
    await dispatch(args);
  } catch (error) {
    process.exitCode = 1;
    const known = error instanceof StartError || error instanceof z.ZodError || isUsage(error);
    process.stderr.write(
      known
        ? `saputnik: ${messageOf(error)}\n`
        : `saputnik: unexpected: ${error instanceof Error ? error.stack : error}\n`,
    );
  }
}

async function dispatch(args: string[]): Promise<void> {
  loadDotEnv();
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const name = Object.keys(COMMANDS).findLast((candidate) => candidate.split(' ').every((word, i) => args[i] === word));
  const command = name === undefined ? undefined : COMMANDS[name];
  if (name === undefined || command === undefined) {
    const wanted = args.length === 0 || args[0] === 'help' || args[0] === '--help';
    for (const each of Object.values(COMMANDS)) say(`  ${each.usage.padEnd(64)} ${each.about}`);
    if (!wanted) throw new StartError(`there is no command "${args.join(' ')}"; the list is above`);
    return;
  }
  const { values, positionals } = parseArgs({
    args: args.slice(name.split(' ').length),
    options: command.options ?? {},
    allowPositionals: true,
  });
  await command.run({ words: positionals, options: values, env: process.env, say });
}

function loadDotEnv(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      throw new StartError('.env cannot be read');
  }
}

const isUsage = (error: unknown): boolean =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
const messageOf = (error: unknown): string =>
  error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : String(error);
