import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { COMMANDS } from '../../src/commands/index.ts';
import { Office } from '../../src/pilot/pilot.ts';
import { NEEDED } from '../../src/server/staff/setup/query.ts';
import { codeOnPages, type Printed, printedCommands, wordsOf } from './printed.ts';
import { ROOT } from './process.ts';
import { copyTree, type Tree } from './tree.ts';

/** What is printed and not run here, by its beginning, with the reason. */
const NOT_RUN: Record<string, string> = {
  'saputnik ...': 'says how commands are written',
  'npm run saputnik -- ...': 'says how commands are written',
  'docker compose exec app node src/start.mjs ...': 'says how commands are written',
  'sudo -u saputnik node src/start.mjs ...': 'says how commands are written',
  'sudo -H -u saputnik': 'says how commands are written; with npm, see there',
  'npm ci': 'fetches packages, as whoever runs a test has done',
  'npm run saputnik -- whatsapp link': 'waits for a phone: whatsapp.test.ts runs it',
  'node src/start.mjs serve': 'ends with the server: start.test.ts and stop.test.ts run it',
  'docker build': 'wants Docker; operations.test.ts reads the Dockerfile',
  'docker compose up': 'wants Docker; operations.test.ts reads compose.yaml',
  'mkdir -p': 'changes the machine',
  chown: 'changes the machine',
  chmod: 'changes the machine',
  useradd: 'changes the machine',
  install: 'changes the machine',
  'cp docs/saputnik.service': 'changes the machine; operations.test.ts reads the unit',
  systemctl: 'changes the machine',
  git: 'wants a repository where a pilot has a branch',
};
const whyNotRun = (command: string) =>
  Object.keys(NOT_RUN).find((beginning) => command === beginning || command.startsWith(`${beginning} `));

/** What ends with exit code 1, as its page says, and what it says then. */
const REFUSED: Record<string, RegExp> = {
  'check --release': /^saputnik: \d+ to be mended before people are served\n$/,
  'simulate --people 350 --months 8 --seed 1': /demonstrations alone; this is production\n$/,
};

/** The commands that the page of what is missing prints. */
const onSetupPage: Printed[] = Object.values(NEEDED).flatMap((need) =>
  'command' in need ? [{ page: '/staff/setup', command: need.command }] : [],
);

/** A production whose data began before anybody named an office, and in whose folder there is now the printed one. */
async function openPrinted(): Promise<Tree> {
  const tree = copyTree({ NODE_ENV: 'production', PUBLIC_URL: 'https://chat.example.org', PILOTS: 'serbia' });
  cpSync(join(ROOT, 'docs'), `${tree.path}/docs`, { recursive: true });
  tree.env.SECRET_KEY_FILE = tree.folder.in('master.key');
  await tree.run('keys', 'new', tree.env.SECRET_KEY_FILE);
  expect(await tree.run('token', 'list')).toEqual({ code: 0, out: '', err: '' });
  const offices = codeOnPages().find(({ block, text }) => block === 'yaml' && text.includes('address:'))?.text ?? '';
  expect(z.array(Office).safeParse(parse(offices)).error).toBeUndefined();
  tree.write('flows/pilots/serbia/offices.yaml', `# Offices.\n${offices}`);
  return tree;
}

/**
 * What is put in place of a word of a printed command: an own file for one of the machine's, and something for each word
 * in capitals. `ids`: the newest id of each kind. Throws where nothing is known for a word.
 */
function filler({ folder }: Tree, ids: ReadonlyMap<string, string>) {
  let files = 0;
  const known: Record<string, string> = {
    ...{ PILOT: 'serbia', OFFICE: 'serbia-belgrade', ROLE: 'evaluator', LABEL: 'report', NAME: 'Mira' },
    DIR: folder.in('backups'),
    'deutsch.xlsx': folder.in('deutsch.xlsx'),
    'poster.pdf': folder.in('poster.pdf'),
  };
  return (word: string, [kind = '', act]: readonly string[]): string => {
    if (word === 'FILE' || word.endsWith('.key')) return folder.in(`another-${++files}.key`);
    if (known[word] !== undefined) return known[word];
    return word.replace(/\b[A-Z]{2,}\b/g, (name) => {
      const value = name === 'ID' ? ids.get(kind) : known[name];
      if (value === undefined) throw new Error(`nothing is put in place of ${name} of ${kind} ${act}`);
      return value;
    });
  };
}

describe('what the pages print', () => {
  test('runs in production, in the order in which it stands', async () => {
    using tree = await openPrinted();
    const ids = new Map<string, string>();
    const fill = filler(tree, ids);
    const seen = new Set<string>();
    const wrong: object[] = [];
    for (const { page, command } of [...printedCommands(), ...onSetupPage]) {
      // What stands in brackets may be left out.
      const printed = wordsOf(command.replace(/ \[.*\]/, ''));
      const line = printed?.join(' ') ?? '';
      if (printed === undefined || whyNotRun(command) !== undefined || seen.has(line)) continue;
      seen.add(line);
      const words = printed.map((word) => fill(word, printed));
      // A restore is held on another machine.
      const { DATA_DIR = '' } = tree.env;
      if (words[0] === 'restore') tree.env.DATA_DIR = tree.folder.in('elsewhere');
      const { code, out, err } = await tree.run(...words);
      tree.env.DATA_DIR = DATA_DIR;
      const [kind = '', act = ''] = words;
      if (act === 'add' || act === 'send') ids.set(kind, /^[\w-]+/.exec(out)?.[0] ?? '');
      const refusal = REFUSED[line];
      const isRight = refusal === undefined ? code === 0 && err === '' : code === 1 && refusal.test(err);
      if (!isRight) wrong.push({ page, command, code, err });
    }
    expect(wrong).toEqual([]);
    expect(Object.keys(REFUSED).filter((line) => !seen.has(line))).toEqual([]);
    expect(seen.size).toBeGreaterThan(30);
  });

  test('is run, or listed with the reason why not', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
    const isScript = (command: string) => (/^npm (?:run )?([\w-]+)/.exec(command)?.[1] ?? '') in scripts;
    const used = new Set<string>();
    for (const { page, command } of printedCommands()) {
      const listed = whyNotRun(command);
      if (listed !== undefined) used.add(listed);
      const isKnown = listed !== undefined || wordsOf(command) !== undefined || isScript(command);
      expect(isKnown, `${page}: ${command}`).toBe(true);
    }
    expect(Object.keys(NOT_RUN).filter((beginning) => !used.has(beginning))).toEqual([]);
  });

  test('names no command and no option that is not there', () => {
    const names = Object.keys(COMMANDS).filter((name) => name.includes(' '));
    const kinds = new Set(names.map((name) => name.split(' ')[0]));
    let count = 0;
    for (const { page, block, text } of codeOnPages()) {
      const [kind = '', ...rest] = text.split(' ');
      if (block !== undefined || !kinds.has(kind) || rest.length === 0) continue;
      // `counsellor absent | day` names two.
      const acts = text.includes(' | ') ? rest.filter((word) => word !== '|') : rest.slice(0, 1);
      const options = rest.filter((word) => word.startsWith('--'));
      for (const name of acts.map((act) => `${kind} ${act}`)) {
        const usage = COMMANDS[name]?.usage.split(/[ [\]]/) ?? [];
        for (const word of options) expect(usage, `${page}: ${text}`).toContain(word);
        expect(Object.keys(COMMANDS), `${page}: ${text}`).toContain(name);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(20);
  });
});
