import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { holdChat } from '../../src/commands/hold-chat.ts';
import { openRehearsal } from '../../src/commands/rehearsal.ts';
import { loadContent } from '../../src/content.ts';
import { copyTree } from './tree.ts';

const fine = { code: 0, err: '' };
const SERVICES = 'flows/pilots/milan/services.yaml';
const MILAN = { PILOTS: 'milan' };

describe("'pilot new'", () => {
  test('makes a pilot that passes the check, runs at once, and claims nothing about the other city', async () => {
    using tree = copyTree();
    const known = loadContent(tree.path).pilots.milan;
    const { out, ...rest } = await tree.run('pilot', 'new', 'turin', '--from', 'milan');
    expect(rest).toEqual(fine);
    expect(out).toContain('work.yaml');

    const content = loadContent(tree.path);
    expect(content.check()).toEqual([]);
    const { turin } = content.pilots;
    expect(turin).toMatchObject({ controller: { name: 'TO FILL', state: 'U' }, contact: null, services: [] });
    expect(turin?.emergency).toBeUndefined();
    expect(turin?.topics).toEqual(known?.topics);
    expect(new Set(Object.values(turin?.rights ?? {}).map(({ state }) => state))).toEqual(new Set(['U']));
    const files = ['pilot', 'services', 'offices'].map((name) => tree.read(`flows/pilots/turin/${name}.yaml`));
    const texts = readdirSync(`${tree.path}/locales`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => tree.read(`locales/${name}/turin.json`));
    for (const { value } of known?.services.flatMap(({ contacts }) => contacts) ?? [])
      for (const text of [...files, ...texts]) expect(text).not.toContain(value);

    await using stage = await openRehearsal({ start: '2026-11-24T09:00:00Z', seed: 1 }, content);
    const typed = ['English', 'Turin', 'Yes, I agree', 'Woman', 'Steps to work', 'Asylum seeker', 'What is the DID?'];
    const talk = [
      'Book an appointment',
      'Finding a job',
      'No preference',
      'Wed 25 Nov',
      '09:00',
      'Yes, book it',
      'he beats me',
      'Yes',
    ];
    const answers: string[] = [];
    for await (const { answered } of holdChat(stage, () => [...typed, ...talk])) answers.push(answered);
    expect(answers[6]).toContain('no reliable information about your right to work');
    expect(answers[7]).toContain('The DID is the declaration of availability for work.');
    expect(answers[13]).toMatch(/appointment number: [A-Z0-9]{4}-[A-Z0-9]{4}/);
    expect(answers[15]).toContain('In the European Union it is 112.');

    tree.env.PILOTS = 'turin';
    const release = await tree.run('check', '--release');
    expect(release.code).toBe(1);
    for (const what of [
      'controller in pilot.yaml',
      'name "Turin (to translate)"',
      'controller "TO FILL" in pilots.json',
      'law "TO FILL" in pilots.json',
      'no service is a helpline',
      'turin/emergency',
    ])
      expect(release.out).toContain(what);
  });

  test('refuses a name that is taken or malformed, and makes nothing', async () => {
    using tree = copyTree();
    const before = tree.read('locales/en/pilots.json');
    for (const [name, says] of [
      ['Turin', '"Turin" is no name for a pilot'],
      ['../turin', '"../turin" is no name for a pilot'],
      ['milan', 'the name milan is taken'],
      ['work', 'the name work is taken'],
      ['staff', 'the name staff is taken'],
    ] as const) {
      const { code, out, err } = await tree.run('pilot', 'new', name, '--from', 'milan');
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain(says);
    }
    expect((await tree.run('pilot', 'new', 'turin', '--from', 'atlantis')).err).toContain('--from must be one of ');
    expect((await tree.run('pilot', 'new', 'turin')).err).toContain('--from must be one of ');
    expect(existsSync(`${tree.path}/flows/pilots/turin`)).toBe(false);
    expect(tree.read('locales/en/pilots.json')).toBe(before);
  });
});

test("'pilot compare' writes what a pilot adapts", async () => {
  using tree = copyTree(MILAN);
  tree.write(
    'flows/pilots/milan/services-note.yaml',
    'flow: services-note\nstart: a\nact: note\nsteps: { a: { kind: milestone, milestone: noted, next: end } }\n',
  );
  tree.write('flows/pilots/milan/reference.yaml', 'overlay: reference\noptions: { show: {} }\n');
  tree.write(
    'flows/pilots/milan/work.yaml',
    [
      'overlay: work',
      'options:',
      '  offer: { did: did, services: null, path: talk }',
      'steps:',
      '  did: { kind: say, critical: true, next: offer }',
      '  unknown: { kind: say, critical: true, next: end }',
      '  path: null',
      '  services: null',
    ].join('\n'),
  );
  tree.write('flows/pilots/milan/reference.yaml', 'overlay: reference\nsteps: {}\n');
  const { out, ...rest } = await tree.run('pilot', 'compare', 'milan');
  expect(rest).toEqual(fine);
  for (const line of [
    '# Milan: what this pilot adapts',
    '- Controller: Comune di Milano (state O, not confirmed)',
    '- Law: Regulation (EU) 2016/679 (GDPR)',
    '- Languages: en, it, ar, fa',
    '- Targets: 60 people, 30 of them women',
    '- Emergency: police 112, fire 112, ambulance 112 (state V, not confirmed)',
    '| Finding a job | 30 | 10 | 120 | 21 |',
    '| CELAV | V | mi-lorenteggio.com, 2020 | via Scaldasole 5 (O) |  |',
    '| Antiviolenza e stalking (helpline) | V | 1522.eu | 1522 (V) |  |',
    '| asylum-seeker | V | 2024 |  |',
    '- flow `services-note` is added',
    '- step `work:did` is added',
    '- step `work:path` is left out',
    '- step `work:unknown` is replaced',
    '- `work:offer` offers `did` as well, which leads to `did`',
    '- the option `path` of `work:offer` leads to `talk` instead of `path`',
    '- `work:offer` does not offer `services`',
    '| work:offer.options.did |  | What is the DID? |',
  ])
    expect(out.split('\n')).toContain(line);
  expect(out.indexOf('| Hub Lavoro Rifugiati |')).toBeGreaterThan(out.indexOf('| Sportello Aiuto Donna |'));
  expect(out).not.toContain('reference');

  expect(await tree.run('pilot', 'compare', 'atlantis')).toMatchObject({
    code: 1,
    err: expect.stringContaining('there is no pilot atlantis; there is '),
  });
});

describe("'pilot export' and 'pilot import'", () => {
  test('bring what the database holds to the folder, and back, without losing anything', async () => {
    using tree = copyTree(MILAN);
    const names = ['pilot', 'services', 'offices'].map((name) => `flows/pilots/milan/${name}.yaml`);
    const before = names.map(tree.read);
    const nothing = { ...fine, out: 'The database holds what the folder says.\n' };
    expect(await tree.run('pilot', 'import', 'milan')).toEqual(nothing);
    const first = await tree.run('pilot', 'export', 'milan');
    expect(first.out.match(/says so already/g)).toHaveLength(3);
    expect(names.map(tree.read)).toEqual(before);

    await tree.run('facts', 'confirm', 'milan/services/hub-lavoro', '--by', 'Gina');
    const plan = await tree.run('pilot', 'import', 'milan');
    expect(plan.out).toMatch(/^~ services\/hub-lavoro {2}confirmedBy: "Gina" -> \(none\)$/m);
    const { out } = await tree.run('pilot', 'export', 'milan');
    expect(out).toMatch(/services\.yaml is written: commit this file\./);
    expect(tree.read(SERVICES)).toContain('  confirmedBy: Gina\n');
    expect(tree.read(SERVICES).split('\n').slice(0, 2)).toEqual(before[1]?.split('\n').slice(0, 2));
    expect(await tree.run('pilot', 'import', 'milan')).toEqual(nothing);
  });

  test('show a plan first, and carry it out only when told to', async () => {
    using tree = copyTree(MILAN);
    await tree.run('pilot', 'import', 'milan');
    tree.replace(SERVICES, 'value: 02 02 02,', 'value: 02 03 03,');
    tree.replace('flows/pilots/milan/pilot.yaml', 'id: job, minutes: 30', 'id: job, minutes: 60');
    tree.write(
      'flows/pilots/milan/offices.yaml',
      `${tree.read('flows/pilots/milan/offices.yaml')}- { id: north, name: North, place: Milano, address: null }\n`,
    );
    const lines = [
      '~ topics/job  minutes: 30 -> 60',
      expect.stringMatching(/^~ services\/welcome-center {2}contacts: .*02 02 02.* -> .*02 03 03/),
      '+ offices/north  {"id":"north","name":"North","place":"Milano","address":null}',
    ];
    for (const _ of ['once', 'again']) {
      const { out, ...rest } = await tree.run('pilot', 'import', 'milan');
      expect(rest).toEqual(fine);
      expect(out.trimEnd().split('\n')).toEqual([...lines, 'Nothing is done yet; --yes does it.']);
    }
    const done = await tree.run('pilot', 'import', 'milan', '--yes');
    expect(done.out.trimEnd().split('\n')).toEqual([...lines, 'Done.']);
    expect((await tree.run('pilot', 'import', 'milan')).out).toBe('The database holds what the folder says.\n');
  });

  test('take nothing away that somebody still needs', async () => {
    using tree = copyTree(MILAN);
    await tree.run('pilot', 'import', 'milan');
    tree.write('flows/pilots/milan/offices.yaml', '[]\n');
    tree.replace(SERVICES, 'value: 02 02 02,', 'value: 02 03 03,');
    for (const args of [[], ['--yes']]) {
      const { code, err } = await tree.run('pilot', 'import', 'milan', ...args);
      expect(code).toBe(1);
      expect(err).toBe(
        'saputnik: this cannot be done: offices/welcome is needed: counsellors there: 2, appointments to come: 0\n',
      );
    }
    const { out } = await tree.run('facts', 'pending');
    expect(out).toContain('phone 02 02 02\n');
  });
});
