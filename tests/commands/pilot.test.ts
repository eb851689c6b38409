import { existsSync, readdirSync } from 'node:fs';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { holdChat } from '../../src/commands/hold-chat.ts';
import { openRehearsal } from '../../src/commands/rehearsal.ts';
import { loadContent } from '../../src/content.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { changeWorkingTimes } from '../../src/turn/appointments/away.ts';
import { noted } from '../../src/turn/office/times.ts';
import { changeTopic, moveTopic, topicEnd } from '../../src/turn/office/topics.ts';
import { START } from '../fakes/clock.ts';
import { testVault } from '../fakes/parts.ts';
import { copyTree, type Tree } from './tree.ts';

const fine = { code: 0, err: '' };
const FACTS = 'flows/pilots/milan/facts.yaml';
const SERVICES = 'flows/pilots/milan/services.yaml';
const MILAN = { PILOTS: 'milan' };

const STATUSES = ['asylum-seeker', 'recognised', 'subsidiary', 'temporary', 'family', 'other'];

/** A pilot's own question in a flow of the model, and a step of its own on the way, in every language. */
const OWN_TEXTS: Record<string, { did: string; text: string; visit: string }> = {
  en: {
    did: 'What is the DID?',
    text: 'The DID is the declaration of availability for work.',
    visit: 'Visit a company',
  },
  de: {
    did: 'Was ist die DID?',
    text: 'Die DID ist die Erklärung, dass man arbeiten will.',
    visit: 'Betrieb besuchen',
  },
  it: {
    did: "Che cos'è la DID?",
    text: 'La DID è la dichiarazione di disponibilità al lavoro.',
    visit: "Visitare un'azienda",
  },
  sv: { did: 'Vad är DID?', text: 'DID är en förklaring att man är beredd att arbeta.', visit: 'Besöka ett företag' },
  'sr-Cyrl': { did: 'Шта је DID?', text: 'DID је изјава о расположивости за рад.', visit: 'Посета фирми' },
  ar: { did: 'ما هو DID؟', text: 'هو إقرار الاستعداد للعمل DID.', visit: 'زيارة شركة' },
  fa: { did: 'معنی DID چیست؟', text: 'این اعلام آمادگی برای کار است: DID.', visit: 'بازدید از شرکت' },
};

/** Changes a file of texts in every language, as a translator would, and stamps it. */
async function translate(
  tree: Tree,
  file: string,
  change: (texts: Record<string, unknown>, own: (typeof OWN_TEXTS)[string]) => object,
): Promise<void> {
  for (const [language, own] of Object.entries(OWN_TEXTS)) {
    const name = `locales/${language}/${file}.json`;
    const texts = JSON.parse(tree.read(name));
    tree.write(name, JSON.stringify({ ...texts, ...change(texts, own) }));
  }
  expect(await tree.run('translations', 'stamp')).toMatchObject(fine);
}

/** Milan asks one question more about the right to work. */
async function adaptMilan(tree: Tree): Promise<void> {
  tree.write(
    'flows/pilots/milan/rights.yaml',
    'overlay: rights\noptions: { offer: { did: did } }\nsteps: { did: { kind: say, next: offer } }\n',
  );
  await translate(tree, 'milan', (_, { did, text }) => ({
    flows: { rights: { offer: { options: { did } }, did: { text } } },
  }));
}

describe("'pilot new'", () => {
  test('makes a pilot that passes the check, runs at once, and claims nothing about the other city', async () => {
    using tree = copyTree();
    await adaptMilan(tree);
    const known = loadContent(tree.path).pilots.milan;
    const { out, ...rest } = await tree.run('pilot', 'new', 'turin', '--from', 'milan');
    expect(rest).toEqual(fine);
    expect(out).toContain('rights.yaml');

    const content = loadContent(tree.path);
    expect(content.check()).toEqual([]);
    const { turin } = content.pilots;
    expect(turin).toMatchObject({ controller: { name: 'TO FILL', state: 'U' }, contact: null, services: [] });
    expect(turin?.emergency).toBeUndefined();
    expect(turin?.topics).toEqual(known?.topics);
    expect(turin?.facts).toEqual(
      STATUSES.map((status) => ({ id: `right-${status}`, step: 'rights', for: [status], state: 'U' })),
    );
    for (const { tag } of content.model.texts.languages) {
      const of = (pilot: string, part: string) =>
        STATUSES.map((status) => content.model.texts.raw(tag, `${pilot}:facts.right-${status}.${part}`));
      expect(of('turin', 'question')).toEqual(of('milan', 'question'));
      expect(of('turin', 'question')).not.toContain(undefined);
      expect(of('turin', 'text')).toEqual(STATUSES.map(() => undefined));
    }
    const files = ['pilot', 'facts', 'services', 'offices'].map((name) => tree.read(`flows/pilots/turin/${name}.yaml`));
    const texts = readdirSync(`${tree.path}/locales`, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => tree.read(`locales/${name}/turin.json`));
    for (const { value } of known?.services.flatMap(({ contacts }) => contacts) ?? [])
      for (const text of [...files, ...texts]) expect(text).not.toContain(value);
    const answers =
      known?.facts.flatMap(({ id }) => content.model.texts.raw('en', `milan:facts.${id}.text`) ?? []) ?? [];
    expect(answers.length).toBeGreaterThan(20);
    for (const answer of answers) for (const text of texts) expect(text).not.toContain(answer);
    for (const source of known?.facts.flatMap(({ source }) => source ?? []) ?? [])
      expect(files[1]).not.toContain(source);

    await using stage = await openRehearsal({ start: '2026-11-24T09:00:00Z', seed: 1 }, content);
    const way = ['Steps to work', 'My right to work', 'Asylum seeker', 'Keep the question', 'What is the DID?', 'menu'];
    const typed = ['English', 'Turin', 'Yes, I agree', 'Woman', ...way];
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
    const said = new Map<string, string>();
    for await (const { typed: words = '', answered } of holdChat(stage, () => [...typed, ...talk]))
      said.set(words, answered);
    expect(said.get('Asylum seeker')).toContain('From when may I work as an asylum seeker, and what do I sign?');
    expect(said.get('Asylum seeker')).toContain('We have no reliable answer.');
    expect(said.get('What is the DID?')).toContain('The DID is the declaration of availability for work.');
    expect(said.get('Yes, book it')).toMatch(/appointment number: [A-Z0-9]{4}-[A-Z0-9]{4}/);
    expect(said.get('Yes')).toContain('In the European Union it is \u2066112\u2069.');

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
      ['rights', 'the name rights is taken'],
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
  await adaptMilan(tree);
  tree.write(
    'flows/pilots/milan/rights.yaml',
    [
      'overlay: rights',
      'options:',
      '  offer: { did: did, services: null, talk: end }',
      'steps:',
      '  did: { kind: say, critical: true, next: offer }',
      '  why: { kind: say, critical: true, next: status }',
      '  rights-known: null',
      '  known: { kind: route, routes: [{ next: offer }] }',
      '  services: null',
      '  talk: null',
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
    '| rights | From when may I work as an asylum seeker, and what do I sign? | asylum-seeker | V | AIDA, 2024 |  |',
    '| papers | Where do I get my codice fiscale (tax number), and what do I bring? | everybody | U |  |  |',
    '| childcare | May I get the bonus nido (money for the nursery)? | recognised, subsidiary | O | 2023 |  |',
    '- flow `services-note` is added',
    '- step `rights:did` is added',
    '- step `rights:rights-known` is left out',
    '- step `rights:why` is replaced',
    '- `rights:offer` offers `did` as well, which leads to `did`',
    '- the option `talk` of `rights:offer` leads to `end` instead of `talk`',
    '- `rights:offer` does not offer `services`',
    '| rights:offer.options.did |  | What is the DID? |',
  ])
    expect(out.split('\n')).toContain(line);
  expect(out.indexOf('| Hub Lavoro Rifugiati |')).toBeGreaterThan(out.indexOf('| Sportello Aiuto Donna |'));
  expect(out).not.toContain('reference');
  const factsTold = out.slice(out.indexOf('## Facts'), out.indexOf('## Flows')).trim().split('\n').slice(4);
  expect(factsTold).toHaveLength(loadContent(tree.path).pilots.milan?.facts.length ?? 0);
  expect(out).toContain('## The way to work\n\nAs in the model.\n');

  expect(await tree.run('pilot', 'compare', 'atlantis')).toMatchObject({
    code: 1,
    err: expect.stringContaining('there is no pilot atlantis; there is '),
  });
});

describe("'pilot compare' shows the way", () => {
  const wayOf = (out: string) =>
    out.slice(out.indexOf('## The way to work'), out.indexOf('## Facts')).trim().split('\n');
  const MODEL = [
    ...['rights', 'papers', 'childcare', 'register', 'language-course', 'skills', 'recognition', 'cv', 'letter'],
    ...['training', 'applying', 'interview', 'job-offer', 'first-month', 'looking-back'],
  ];
  const setWay = (tree: Tree, steps: readonly string[]) =>
    tree.replace('flows/pilots/milan/pilot.yaml', '\ntopics:', `\nway: [${steps.join(', ')}]\n\ntopics:`);
  const addVisit = async (tree: Tree) => {
    tree.write(
      'flows/pilots/milan/visit.yaml',
      'flow: visit\nway: true\nstart: a\nsteps: { a: { kind: milestone, milestone: visited, next: end } }\n',
    );
    await translate(tree, 'steps', (_, { visit }) => ({ visit }));
  };

  test('that has the same steps as no change', async () => {
    using tree = copyTree(MILAN);
    setWay(tree, MODEL);
    const { out } = await tree.run('pilot', 'compare', 'milan');
    expect(wayOf(out)).toEqual(['## The way to work', '', 'As in the model.']);
  });

  test('with a step that is added, wherever it stands', async () => {
    using tree = copyTree(MILAN);
    await addVisit(tree);
    setWay(tree, [...MODEL.slice(0, 3), 'visit', ...MODEL.slice(3)]);
    const { out, ...rest } = await tree.run('pilot', 'compare', 'milan');
    expect(rest).toEqual(fine);
    expect(wayOf(out)).toEqual(['## The way to work', '', '- the step `visit` is added']);
  });

  test('with a step that is left out', async () => {
    using tree = copyTree(MILAN);
    tree.write('flows/pilots/milan/letter.yaml', 'overlay: letter\nremoved: true\n');
    setWay(
      tree,
      MODEL.filter((step) => step !== 'letter'),
    );
    const { out, ...rest } = await tree.run('pilot', 'compare', 'milan');
    expect(rest).toEqual(fine);
    expect(wayOf(out)).toEqual(['## The way to work', '', '- the step `letter` is left out']);
    expect(out).toContain('- flow `letter` is left out');
  });

  test('in another order, with a step that is added and one that is left out', async () => {
    using tree = copyTree(MILAN);
    await addVisit(tree);
    tree.write('flows/pilots/milan/letter.yaml', 'overlay: letter\nremoved: true\n');
    const order = ['papers', 'rights', 'visit', ...MODEL.slice(2).filter((step) => step !== 'letter')];
    setWay(tree, order);
    const { out, ...rest } = await tree.run('pilot', 'compare', 'milan');
    expect(rest).toEqual(fine);
    expect(wayOf(out)).toEqual([
      '## The way to work',
      '',
      '- the step `visit` is added',
      '- the step `letter` is left out',
      `- the order is ${order.join(', ')}`,
    ]);
  });
});

describe("'pilot export' and 'pilot import'", () => {
  test('bring what the database holds to the folder, and back, without losing anything', async () => {
    using tree = copyTree(MILAN);
    const names = ['pilot', 'facts', 'services', 'offices'].map((name) => `flows/pilots/milan/${name}.yaml`);
    const before = names.map(tree.read);
    const nothing = { ...fine, out: 'The database holds what the folder says.\n' };
    expect(await tree.run('pilot', 'import', 'milan')).toEqual(nothing);
    const first = await tree.run('pilot', 'export', 'milan');
    expect(first.out.match(/says so already/g)).toHaveLength(4);
    expect(names.map(tree.read)).toEqual(before);

    await tree.run('facts', 'confirm', 'milan/services/hub-lavoro', '--by', 'Gina');
    const plan = await tree.run('pilot', 'import', 'milan');
    expect(plan.out).toMatch(/^~ services\/hub-lavoro {2}confirmedBy: "Gina" -> \(none\)$/m);
    const { out } = await tree.run('pilot', 'export', 'milan');
    expect(out).toMatch(/services\.yaml is written: commit this file\./);
    expect(tree.read(SERVICES)).toContain('  confirmedBy: Gina\n');
    expect(tree.read(SERVICES).split('\n').slice(0, 2)).toEqual(before[2]?.split('\n').slice(0, 2));
    expect(await tree.run('pilot', 'import', 'milan')).toEqual(nothing);
  });

  test('bring changed topics to the folder, in their order, and leave the comments and all others', async () => {
    using tree = copyTree(MILAN);
    const path = 'flows/pilots/milan/pilot.yaml';
    await tree.run('pilot', 'import', 'milan');
    const before = tree.read(path);
    const store = openSqlite(tree.folder.in('data/saputnik.db'));
    const world = { store, clock: () => START, content: loadContent(tree.path) };
    const form = { minutes: 60, gap: 15, noticeMinutes: 60, horizonDays: 30, capacity: 4 };
    expect([
      await changeTopic(world, null, 'milan', 'job', form),
      await moveTopic(world, null, 'milan', 'job', 'down'),
    ]).toEqual([true, true]);
    await changeWorkingTimes(
      { ...world, vault: testVault(), demo: true, log: pino({ level: 'silent' }) },
      store,
      noted(topicEnd(world, 'milan', 'training'), null, world.clock),
      undefined,
    );
    await store.close();
    const { out } = await tree.run('pilot', 'export', 'milan');
    expect(out).toContain('pilot.yaml is written: commit this file.');
    const after = loadContent(tree.path).pilots.milan?.topics ?? [];
    expect(after.map(({ id }) => id)).toEqual(['papers', 'job', 'children']);
    expect(after[1]).toEqual({ id: 'job', ...form });
    const line = (yaml: string, id: string) => yaml.split('\n').find((one) => one.includes(`id: ${id},`));
    expect(line(tree.read(path), 'papers')).toBe(line(before, 'papers'));
    const comments = (yaml: string) => yaml.split('\n').filter((one) => one.startsWith('#'));
    expect(comments(tree.read(path))).toEqual(comments(before));
    expect((await tree.run('pilot', 'import', 'milan')).out).toBe('The database holds what the folder says.\n');
  });

  test('bring a confirmed fact to the folder, and leave the comments of all others', async () => {
    using tree = copyTree(MILAN);
    const before = tree.read(FACTS);
    const languages = Object.keys(OWN_TEXTS);
    expect(await tree.run('facts', 'confirm', 'milan/facts/cgil', '--by', 'Ana')).toMatchObject(fine);
    expect(tree.read(FACTS)).toBe(before);
    const plan = await tree.run('pilot', 'import', 'milan');
    const [by, on, texts, ...rest] = plan.out.trimEnd().split('\n');
    expect(by).toBe('~ facts/cgil  confirmedBy: "Ana" -> (none)');
    expect(on).toBe('~ facts/cgil  confirmedOn: "2026-11-24" -> (none)');
    expect(texts).toMatch(/^~ facts\/cgil {2}confirmedTexts: \{"en":"[0-9a-f]{8}",.*\} -> \(none\)$/);
    expect(rest).toEqual(['Nothing is done yet; --yes does it.']);

    const { out } = await tree.run('pilot', 'export', 'milan');
    expect(out).toMatch(/facts\.yaml is written: commit this file\./);
    expect(out.match(/says so already/g)).toHaveLength(3);
    const added = tree.read(FACTS).split('\n');
    const row = added.splice(added.indexOf('  confirmedBy: Ana'), 3);
    expect(added.join('\n')).toBe(before);
    expect(row.slice(0, 2)).toEqual(['  confirmedBy: Ana', '  confirmedOn: 2026-11-24']);
    for (const language of languages) expect(row[2]).toMatch(new RegExp(`[{ ]${language}: '?[0-9a-f]{8}'?[, ]`));
    expect(loadContent(tree.path).check()).toEqual([]);
    expect((await tree.run('pilot', 'import', 'milan')).out).toBe('The database holds what the folder says.\n');
  });

  test('show a plan first, and carry it out only when told to', async () => {
    using tree = copyTree(MILAN);
    await tree.run('pilot', 'import', 'milan');
    tree.replace(SERVICES, 'value: 02 02 02,', 'value: 02 03 03,');
    tree.replace('flows/pilots/milan/pilot.yaml', 'id: job, minutes: 30', 'id: job, minutes: 60');
    tree.replace(FACTS, '- id: celav\n  step: applying\n  state: V\n', '- id: celav\n  step: training\n  state: O\n');
    tree.replace(FACTS, '- id: courses-women\n  step: training\n  state: U\n', '');
    tree.write(
      'flows/pilots/milan/offices.yaml',
      `${tree.read('flows/pilots/milan/offices.yaml')}- { id: north, name: North, place: Milano, address: null }\n`,
    );
    const lines = [
      '~ topics/job  minutes: 30 -> 60',
      '~ facts/celav  step: "applying" -> "training"',
      '~ facts/celav  state: "V" -> "O"',
      '- facts/courses-women  {"id":"courses-women","step":"training","state":"U"}',
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
        'saputnik: this cannot be done: offices/welcome is needed: counsellors there: 2, rooms: 0, appointments to come: 0\n',
      );
    }
    const { out } = await tree.run('facts', 'pending');
    expect(out).toContain('phone 02 02 02\n');
  });
});
