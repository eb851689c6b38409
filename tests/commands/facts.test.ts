import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Fact, Service } from '../../src/pilot/pilot.ts';
import { copyTree, type Tree } from './tree.ts';

const DAY = '2026-11-24';
const fine = { code: 0, err: '' };
const PILOT = 'flows/pilots/serbia/pilot.yaml';
const FACTS = 'flows/pilots/serbia/facts.yaml';
const SERBIA = { PILOTS: 'serbia' };

/** The lines about one fact in a list of them. */
const about = (out: string, id: string): string[] => {
  const lines = out.split('\n');
  const from = lines.indexOf(id);
  if (from < 0) return [];
  const next = lines.findIndex((line, i) => i > from && !line.startsWith('    '));
  return lines.slice(from, next);
};

function inDatabase<T>(tree: Tree, work: (database: Database.Database) => T): T {
  const database = new Database(tree.folder.in('data/saputnik.db'));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** What the database keeps of a fact or a service of Serbia. */
function kept(tree: Tree, table: 'fact' | 'service', id: string): unknown {
  const sql = `select data from ${table} where pilot = 'serbia' and id = ?`;
  return inDatabase(tree, (database) =>
    JSON.parse(database.prepare<[string], { data: string }>(sql).get(id)?.data ?? 'null'),
  );
}
const serviceOf = (tree: Tree, id: string): Service => Service.parse(kept(tree, 'service', id));
const factOf = (tree: Tree, id: string): Fact => Fact.parse(kept(tree, 'fact', id));

/** Every row of every table but some, as it lies there. */
const everythingBut = (tree: Tree, ...left: string[]): Record<string, unknown[]> =>
  inDatabase(tree, (database) => {
    const names = database.prepare<[], { name: string }>("select name from sqlite_master where type = 'table'").all();
    const tables = names.map(({ name }) => name).filter((name) => !left.includes(name));
    return Object.fromEntries(tables.map((name) => [name, database.prepare(`select * from "${name}"`).all()]));
  });

const TEXTS = (language: string) => `locales/${language}/serbia.json`;
/** The languages that somebody writes; sr-Latn is made from sr-Cyrl. */
const WRITTEN = ['en', 'sr-Cyrl', 'de', 'it', 'sv', 'ar', 'fa'];
type Written = Record<'facts' | 'services', Record<string, Record<string, string>>>;
const textsOf = (tree: Tree, language: string): Written => JSON.parse(tree.read(TEXTS(language)));

/** Somebody words a text of a row in another way. */
function reword(tree: Tree, language: string, kind: keyof Written, id: string, part: string): void {
  const texts = textsOf(tree, language);
  const row = texts[kind][id];
  if (row?.[part] === undefined) throw new Error(`${language} has no ${part} of ${id}`);
  row[part] = `${row[part]} …`;
  tree.write(TEXTS(language), JSON.stringify(texts));
}

describe('facts', () => {
  test("'facts pending' says of each what it is, where it is from, and why it is asked", async () => {
    using tree = copyTree(SERBIA);
    const { out, ...rest } = await tree.run('facts', 'pending', '--pilot', 'serbia');
    expect(rest).toEqual(fine);
    expect(about(out, 'serbia/services/nsz')).toEqual([
      'serbia/services/nsz',
      '    NSZ: Nacionalna služba za zapošljavanje (employment service): foreigners register with a passport or ID card and a recognised diploma',
      '    address Gundulićev venac 23-25 (O: old or partial)',
      '    phone 011 2929 000 (O: old or partial)',
      '    (source: ozon.rs, 2021; state O; never confirmed; O: old or partial; outdated: the source is older than twelve months)',
    ]);
    expect(about(out, 'serbia/facts/bank').slice(0, 2)).toEqual([
      'serbia/facts/bank',
      '    May I open a bank account?',
    ]);
    expect(about(out, 'serbia/facts/right-family')).toEqual([
      'serbia/facts/right-family',
      '    (source: AIDA, 2024; state U; nothing there to confirm yet; U: not read in a source; outdated: the source is older than twelve months)',
    ]);
    expect(about(out, 'serbia/emergency')).toContain('    police 192');
    expect(about(out, 'serbia/contact').join()).toContain('nothing there to confirm yet');
    expect(out).not.toContain('milan/');
  });

  test("'facts confirm' notes a service in the database, with the contacts that were confirmed", async () => {
    using tree = copyTree(SERBIA);
    const before = tree.read('flows/pilots/serbia/services.yaml');
    const { out, ...rest } = await tree.run('facts', 'confirm', 'serbia/services/nsz', '--by', ' Ana ');
    expect(rest).toEqual(fine);
    expect(out).toContain(`serbia/services/nsz: confirmed by Ana on ${DAY}\n`);
    expect(out).toContain('    phone 011 2929 000 (O: old or partial)\n');
    const service = serviceOf(tree, 'nsz');
    expect(service).toMatchObject({ state: 'O', confirmedBy: 'Ana', confirmedOn: DAY });
    expect(service.contacts.map(({ confirmedOn }) => confirmedOn)).toEqual([DAY, DAY]);
    expect(tree.read('flows/pilots/serbia/services.yaml')).toBe(before);
    const pending = await tree.run('facts', 'pending');
    expect(about(pending.out, 'serbia/services/nsz')).toEqual([]);
    expect(about(pending.out, 'serbia/services/pin')).not.toEqual([]);
  });

  test("'facts confirm' notes a fact in the database, with its texts in every language", async () => {
    using tree = copyTree(SERBIA);
    const before = tree.read(FACTS);
    const id = 'serbia/facts/right-asylum-seeker';
    const { out, ...rest } = await tree.run('facts', 'confirm', id, '--by', 'Ana');
    expect(rest).toEqual(fine);
    const { question, text } = textsOf(tree, 'en').facts['right-asylum-seeker'] ?? {};
    expect(out.split('\n').slice(0, 3)).toEqual([
      `${id}: confirmed by Ana on ${DAY}`,
      `    ${question}`,
      `    ${text}`,
    ]);
    expect(out).toContain('"pilot export serbia" writes it to the folder');
    const hashes = WRITTEN.map((language) => {
      const { question, text } = textsOf(tree, language).facts['right-asylum-seeker'] ?? {};
      return [language, createHash('sha256').update(`${question}\n${text}`).digest('hex').slice(0, 8)];
    });
    const was = z.array(Fact).parse(parse(before));
    expect(factOf(tree, 'right-asylum-seeker')).toEqual({
      ...was.find(({ id }) => id === 'right-asylum-seeker'),
      confirmedBy: 'Ana',
      confirmedOn: DAY,
      confirmedTexts: Object.fromEntries(hashes),
    });
    expect(factOf(tree, 'right-recognised').confirmedBy).toBeUndefined();
    expect(tree.read(FACTS)).toBe(before);
    const pending = await tree.run('facts', 'pending');
    expect(about(pending.out, id)).toEqual([]);
    expect(about(pending.out, 'serbia/facts/right-recognised')).not.toEqual([]);
  });

  test.each([
    ['a fact', 'facts', 'right-asylum-seeker', 'text'],
    ['the question of a fact', 'facts', 'right-asylum-seeker', 'question'],
    ['a service', 'services', 'nsz', 'offer'],
    ['the name of a service', 'services', 'nsz', 'name'],
  ] as const)('%s that is worded in another way is to be confirmed again', async (_, kind, name, part) => {
    using tree = copyTree(SERBIA);
    const id = `serbia/${kind}/${name}`;
    const why = async () => about((await tree.run('facts', 'pending')).out, id).at(-1);
    await tree.run('facts', 'confirm', id, '--by', 'Ana');
    expect(await why()).toBeUndefined();
    // Another row is no matter of this one.
    reword(tree, 'sr-Cyrl', kind, kind === 'facts' ? 'right-recognised' : 'apc', part);
    expect(await why()).toBeUndefined();
    reword(tree, 'sr-Cyrl', kind, name, part);
    expect(await why()).toContain(`; outdated: the text has changed since ${DAY} in sr-Cyrl)`);
    reword(tree, 'fa', kind, name, part);
    expect(await why()).toContain(`; outdated: the text has changed since ${DAY} in sr-Cyrl, fa)`);
    tree.clock.now += 7 * 86_400_000;
    await tree.run('facts', 'confirm', id, '--by', 'Eva');
    expect(await why()).toBeUndefined();
    // Six months after the second.
    tree.clock.now = Date.UTC(2027, 5, 2, 9);
    expect(await why()).toContain('confirmed by Eva on 2026-12-01, which is not within six months');
    tree.clock.now -= 86_400_000;
    expect(await why()).toBeUndefined();
  });

  test('a database that an earlier version has left gets the facts, and all else stays as it was', async () => {
    using tree = copyTree(SERBIA);
    await tree.run('facts', 'confirm', 'serbia/services/nsz', '--by', 'Ana');
    const facts = () => inDatabase(tree, (database) => database.prepare('select * from fact').all());
    const first = facts();
    expect(first).toHaveLength(z.array(Fact).parse(parse(tree.read(FACTS))).length);
    inDatabase(tree, (database) => {
      database.exec('delete from fact');
      // What was edited since the import is not what the folder says.
      database.exec("delete from service where id = 'apc'");
      database.exec("delete from topic where id = 'papers'");
      database.exec("update office set name = 'Renamed'");
    });
    const before = everythingBut(tree, 'fact');
    expect((await tree.run('facts', 'pending')).code).toBe(0);
    expect(facts()).toEqual(first);
    expect(everythingBut(tree, 'fact')).toEqual(before);
    // Once they are there, they are edited in the database.
    inDatabase(tree, (database) => database.exec("delete from fact where id = 'bank'"));
    const less = facts();
    await tree.run('facts', 'pending');
    expect(facts()).toEqual(less);
  });

  test("'facts confirm' notes the address of an office in the database, as long as it is the same", async () => {
    using tree = copyTree(SERBIA);
    const file = 'flows/pilots/serbia/offices.yaml';
    tree.write(file, `${tree.read(file)}- id: nis\n  name: Info point Niš\n  place: Niš\n  address: Trg 1\n`);
    const before = tree.read(file);
    const { out, ...rest } = await tree.run('facts', 'confirm', 'serbia/offices/nis', '--by', 'Ana');
    expect(rest).toEqual(fine);
    expect(out).toContain('"pilot export serbia" writes it to the folder');
    expect(tree.read(file)).toBe(before);
    const pending = async () => about((await tree.run('facts', 'pending')).out, 'serbia/offices/nis');
    expect(await pending()).toEqual([]);
    expect((await tree.run('pilot', 'import', 'serbia')).out).toContain(`~ offices/nis  confirmedBy: "Ana" -> (none)`);
    await tree.run('pilot', 'export', 'serbia');
    expect(tree.read(file)).toContain(`address: Trg 1\n  confirmedBy: Ana\n  confirmedOn: ${DAY}\n`);
    // Whoever writes another address into the folder takes the confirmation away.
    tree.write(file, before.replace('address: Trg 1', 'address: Trg 2'));
    await tree.run('pilot', 'import', 'serbia', '--yes');
    expect(await pending()).toContain('    Trg 2');
  });

  test("'facts confirm' notes all else in the folder, to be committed", async () => {
    using tree = copyTree(SERBIA);
    tree.replace(PILOT, 'contact: null', 'contact: { value: data@example.org, state: U }');
    const comments = tree.read(PILOT).match(/#.*/g);
    for (const id of ['serbia/emergency', 'serbia/controller', 'serbia/contact']) {
      const { out, ...rest } = await tree.run('facts', 'confirm', id, '--by', 'Ana');
      expect(rest).toEqual(fine);
      expect(out).toMatch(/\/serbia\/pilot\.yaml: commit this file\./);
    }
    const noted = `confirmedBy: Ana, confirmedOn: ${DAY} }`;
    expect(tree.read(PILOT)).toContain(`ambulance: '194', ${noted}`);
    expect(tree.read(PILOT)).toContain(`pitanja\n  state: O\n  confirmedBy: Ana\n  confirmedOn: ${DAY}\n`);
    expect(tree.read(PILOT)).toContain(`contact: { value: data@example.org, state: U, ${noted}`);
    expect(tree.read(PILOT).match(/#.*/g)).toEqual(comments);
    const { out } = await tree.run('facts', 'pending');
    for (const id of ['emergency', 'controller', 'contact']) expect(about(out, `serbia/${id}`)).toEqual([]);
    // What somebody confirmed long ago is asked anew.
    tree.replace(
      PILOT,
      `ambulance: '194', confirmedBy: Ana, confirmedOn: ${DAY}`,
      "ambulance: '194', confirmedBy: Ana, confirmedOn: 2020-02-29",
    );
    const later = await tree.run('facts', 'pending');
    expect(about(later.out, 'serbia/emergency').join()).toContain('confirmed by Ana on 2020-02-29');
  });

  test.each([
    [
      ['serbia/services/nobody', '--by', 'Ana'],
      'no fact has the id serbia/services/nobody; "facts pending" lists them',
    ],
    [
      ['serbia/rights/asylum-seeker', '--by', 'Ana'],
      'no fact has the id serbia/rights/asylum-seeker; "facts pending" lists them',
    ],
    [['serbia/facts/right-family', '--by', 'Ana'], 'there is nothing to confirm at serbia/facts/right-family yet'],
    [['serbia/contact', '--by', 'Ana'], 'there is nothing to confirm at serbia/contact yet'],
    [['serbia/emergency'], '--by must name the person of the pilot who has confirmed it'],
    [['serbia/emergency', '--by', ' '], '--by must name the person of the pilot who has confirmed it'],
  ])("'facts confirm' of %j is refused", async (args, says) => {
    using tree = copyTree(SERBIA);
    const before = tree.read(PILOT);
    expect(await tree.run('facts', 'confirm', ...args)).toEqual({ code: 1, out: '', err: `saputnik: ${says}\n` });
    expect(tree.read(PILOT)).toBe(before);
  });
});

describe('a release', () => {
  const commands = (out: string) =>
    [...out.matchAll(/npm run saputnik -- (facts confirm \S+ --by) NAME/g)].map(([, c]) => c);

  test('is refused until a named person has confirmed the numbers of the safety card', async () => {
    using tree = copyTree(SERBIA);
    expect(await tree.run('check')).toMatchObject(fine);
    const refused = await tree.run('check', '--release');
    expect(refused.code).toBe(1);
    expect(refused.err).toBe('saputnik: 6 to be mended before people are served\n');
    expect(commands(refused.out)).toEqual(
      [
        'emergency',
        ...['sos-women', 'atina', 'womens-centre', 'mup-traff', 'czztlj'].map((id) => `services/${id}`),
      ].map((id) => `facts confirm serbia/${id} --by`),
    );
    for (const command of commands(refused.out)) await tree.run(...(command ?? '').split(' '), 'Ana');
    expect(await tree.run('check', '--release')).toMatchObject(fine);
    // Only of the pilots that are served.
    tree.env.PILOTS = 'serbia,milan';
    const both = await tree.run('check', '--release');
    expect(both.code).toBe(1);
    expect(commands(both.out)).toEqual([
      'facts confirm milan/emergency --by',
      'facts confirm milan/services/line-1522 --by',
      'facts confirm milan/services/antitratta --by',
    ]);
    // On the last day of six months, and on the day after, wherever it was noted.
    tree.env.PILOTS = 'serbia';
    tree.clock.now = Date.UTC(2027, 4, 24, 9);
    expect(await tree.run('check', '--release')).toMatchObject(fine);
    tree.clock.now += 86_400_000;
    const later = await tree.run('check', '--release');
    expect(later.code).toBe(1);
    expect(commands(later.out)).toEqual(commands(refused.out));
  });
});
