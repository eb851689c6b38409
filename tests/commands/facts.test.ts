import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { Service } from '../../src/pilot/pilot.ts';
import { copyTree, type Tree } from './tree.ts';

const DAY = '2026-11-24';
const fine = { code: 0, err: '' };
const PILOT = 'flows/pilots/serbia/pilot.yaml';
const SERBIA = { PILOTS: 'serbia' };

/** The lines about one fact in a list of them. */
const about = (out: string, id: string): string[] => {
  const lines = out.split('\n');
  const from = lines.indexOf(id);
  if (from < 0) return [];
  const next = lines.findIndex((line, i) => i > from && !line.startsWith('    '));
  return lines.slice(from, next);
};

const serviceOf = (tree: Tree, id: string): Service => {
  const database = new Database(tree.folder.in('data/saputnik.db'));
  const row = database.prepare<[string], { data: string }>(
    "select data from service where pilot = 'serbia' and id = ?",
  );
  const found = row.get(id);
  database.close();
  return Service.parse(JSON.parse(found?.data ?? 'null'));
};

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
      '    (source: ozon.rs, 2021; state O; never confirmed; O: old or partial)',
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

  test("'facts confirm' notes all else in the folder, to be committed", async () => {
    using tree = copyTree(SERBIA);
    tree.replace(PILOT, 'contact: null', 'contact: { value: data@example.org, state: U }');
    tree.write(
      'flows/pilots/serbia/offices.yaml',
      `${tree.read('flows/pilots/serbia/offices.yaml')}- id: nis\n  name: Info point Niš\n  place: Niš\n  address: Trg 1\n`,
    );
    const comments = tree.read(PILOT).match(/#.*/g);
    for (const id of [
      'serbia/rights/asylum-seeker',
      'serbia/emergency',
      'serbia/controller',
      'serbia/contact',
      'serbia/offices/nis',
    ]) {
      const { out, ...rest } = await tree.run('facts', 'confirm', id, '--by', 'Ana');
      expect(rest).toEqual(fine);
      expect(out).toMatch(/\/serbia\/(pilot|offices)\.yaml: commit this file\./);
    }
    const noted = `confirmedBy: Ana, confirmedOn: ${DAY} }`;
    expect(tree.read(PILOT)).toContain(`asylum-seeker: { state: V, asOf: '2024', source: 'AIDA, unhcr.org', ${noted}`);
    expect(tree.read(PILOT)).toContain(`ambulance: '194', ${noted}`);
    expect(tree.read(PILOT)).toContain(`pitanja\n  state: O\n  confirmedBy: Ana\n  confirmedOn: ${DAY}\n`);
    expect(tree.read(PILOT)).toContain(`contact: { value: data@example.org, state: U, ${noted}`);
    expect(tree.read('flows/pilots/serbia/offices.yaml')).toContain(`confirmedBy: Ana\n  confirmedOn: ${DAY}\n`);
    expect(tree.read(PILOT).match(/#.*/g)).toEqual(comments);
    const { out } = await tree.run('facts', 'pending');
    for (const id of ['rights/asylum-seeker', 'emergency', 'controller', 'contact', 'offices/nis'])
      expect(about(out, `serbia/${id}`)).toEqual([]);
    // The instance holds the address that was confirmed, and the folder is to say no other.
    tree.replace('flows/pilots/serbia/offices.yaml', 'address: Trg 1', 'address: Trg 2');
    expect(about((await tree.run('facts', 'pending')).out, 'serbia/offices/nis')).toContain('    Trg 1');
    const other = await tree.run('facts', 'confirm', 'serbia/offices/nis', '--by', 'Ana');
    expect(other).toMatchObject({ code: 1, err: expect.stringContaining('the folder has another address') });
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
