import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadContent } from '../../src/content.ts';
import { turnsOf } from '../fakes/selection.ts';
import { type Cells, edit, readRows, saveRows } from './sheets.ts';
import { copyTree, type Tree } from './tree.ts';

const TRANSLATED = ['sr-Cyrl', 'de', 'it', 'sv', 'ar', 'fa'];
const ENDINGS = ['csv', 'xlsx'];
const fine = { code: 0, err: '' };
const same = { ...fine, out: 'The sheet changes nothing.\n' };

/** Every file of texts of a language, with what it holds. */
const filesOf = (tree: Tree, tag: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(`${tree.path}/locales/${tag}`).map((name) => [name, tree.read(`locales/${tag}/${name}`)]),
  );

/** Sets a text by hand, as an author does in an editor. */
function setText(tree: Tree, tag: string, file: string, path: string[], text: unknown): void {
  const name = `locales/${tag}/${file}.json`;
  const all = JSON.parse(tree.read(name));
  const last = path.at(-1) ?? '';
  path.slice(0, -1).reduce((branch, step) => branch[step], all)[last] = text;
  tree.write(name, `${JSON.stringify(all, null, 2)}\n`);
}

/** Exports a sheet, lets a translator change it, and imports it. */
async function send(tree: Tree, tag: string, ending: string, change: (rows: Cells[]) => void, ...options: string[]) {
  const file = `${tree.path}/sheet.${ending}`;
  expect(await tree.run('translations', 'export', tag, file)).toMatchObject(fine);
  const rows = await readRows(file);
  change(rows);
  await saveRows(file, rows);
  return tree.run('translations', 'import', tag, file, ...options);
}

test.each(TRANSLATED)('a sheet of %s that comes back unchanged changes nothing', async (tag) => {
  using tree = copyTree();
  const before = filesOf(tree, tag);
  // How a sheet is written has nothing to do with its language.
  for (const ending of turnsOf(ENDINGS, ENDINGS.length, TRANSLATED.indexOf(tag))) {
    const file = `${tree.path}/sheet.${ending}`;
    await tree.run('translations', 'export', tag, file);
    expect(await tree.run('translations', 'import', tag, file, '--write')).toEqual(same);
    expect(filesOf(tree, tag)).toEqual(before);
  }
});

describe.each(ENDINGS)("'translations export' and 'translations import', a sheet as %s", (ending) => {
  test('keeps commas, quotes, line breaks, signs of formulas and right-to-left text', async () => {
    using tree = copyTree();
    const odd = ['=1+1', "'=1", '-a, "b"; c', '@x\n\n+y\t', ' "', 'مرحبا، "\u200fأهلاً"', "'", ' z '];
    const paths = ['title', 'skip', 'exit', 'messages', 'you', 'write', 'send', 'sending'];
    for (const [i, path] of paths.entries()) setText(tree, 'ar', 'chat', [path], odd[i]);
    const before = tree.read('locales/ar/chat.json');
    expect(await send(tree, 'ar', ending, () => {}, '--write')).toEqual(same);
    expect(tree.read('locales/ar/chat.json')).toBe(before);

    const harmless = await readRows(`${tree.path}/sheet.${ending}`);
    if (ending === 'csv')
      for (const row of harmless) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@]/);
    expect(harmless.find(({ key }) => key === 'chat:messages')?.translation).toContain('@x\n\n+y');
  });

  test('brings changes into the files, which keep their order, and stamps them', async () => {
    using tree = copyTree();
    const before = filesOf(tree, 'de');
    setText(tree, 'en', 'exit', ['language', 'text'], 'Choose your language to begin.');
    const change = (rows: Cells[]) =>
      edit(rows, {
        'help:ways.buttons.menu': { translation: ' Zum Menü ' },
        'exit:language.text': { translation: 'Deine Sprache:\n"Deutsch", …' },
        'interrupts:exit': { translation: 'raus hier | ausgang ||  exit' },
      });
    const planned = await send(tree, 'de', ending, change);
    expect(planned).toMatchObject(fine);
    expect(planned.out).toMatch(/^row \d+ {2}help:ways\.buttons\.menu {2}"[^"]+" → "Zum Menü"$/m);
    expect(planned.out).toContain('Nothing is written yet; --write does it.');
    expect(filesOf(tree, 'de')).toEqual(before);

    expect((await send(tree, 'de', ending, change, '--write')).out).toContain('3 written to locales/de');
    const after = filesOf(tree, 'de');
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed.sort()).toEqual(['exit.json', 'help.json', 'interrupts.json', 'made-from.txt']);
    setText(tree, 'de', 'help', ['ways', 'buttons', 'menu'], JSON.parse(before['help.json'] ?? '').ways.buttons.menu);
    expect(tree.read('locales/de/help.json')).toBe(before['help.json']);
    expect(JSON.parse(after['interrupts.json'] ?? '').exit).toEqual(['raus hier', 'ausgang', 'exit']);
    expect(JSON.parse(after['exit.json'] ?? '').language.text).toBe('Deine Sprache:\n"Deutsch", …');
    expect((await tree.run('translations', 'missing', 'de')).out).toBe('de: nothing to do\n');
    expect((await tree.run('translations', 'missing')).out).toContain('sv: 1 stale\n  exit:language.text  stale\n');
  });
});

test('every wrong row is named with its reason, in the order of the sheet, and nothing is written', async () => {
  const wrong: [Record<string, Cells>, row: string, says: string][] = [
    [
      { 'exit:clear.text': { key: 'exit:clear.words' } },
      'exit:clear.words',
      'exit:clear.words  there is no text with this key',
    ],
    [{ 'keep:kept.text': { key: 'keep:gone.text' } }, 'keep:gone.text', 'keep:gone.text  the same key is in row'],
    [{ 'cancel:past.text': { translation: ' ' } }, 'cancel:past.text', 'cancel:past.text  the translation is empty'],
    [{ 'interrupts:back': { translation: ' | ' } }, 'interrupts:back', 'interrupts:back  the translation is empty'],
    [
      { 'cancel:sure.text': { translation: 'Отказати?' } },
      'cancel:sure.text',
      'cancel:sure.text  has other placeholders than the English: lacks when',
    ],
    [
      { 'cancel:kept.text': { translation: 'Термин остаје, {{name}}' } },
      'cancel:kept.text',
      'cancel:kept.text  has other placeholders than the English: adds name',
    ],
    [
      { 'cancel:already.text': { translation: 'Већ 7 пута' } },
      'cancel:already.text',
      'cancel:already.text  has other numbers than the English: adds 7',
    ],
    [
      { 'appointments:none.text': { translation: 'Види https://a.org' } },
      'appointments:none.text',
      'appointments:none.text  has other links than the English: adds https://a.org',
    ],
    [
      { 'confirm:gone.text': { translation: 'This is gone.' } },
      'confirm:gone.text',
      'confirm:gone.text  is left in English',
    ],
    [
      { 'help:ways.buttons.menu': { translation: `Љ${'љ'.repeat(15)}` } },
      'help:ways.buttons.menu',
      'help:ways.buttons.menu  "Ljlj',
    ],
    [{ 'topics:job': { translation: 'Х'.repeat(25) } }, 'topics:job', 'topics:job  "ХХХХХ'],
    [
      {
        'cancel:sure.options.no': { translation: 'да, откажи' },
        'cancel:sure.options.yes': { translation: 'Да, откажи' },
      },
      'cancel:sure.options.no',
      'cancel:sure.options.no  reads like cancel:sure.options.yes',
    ],
    [
      { 'move:gone.buttons.book': { translation: 'Стоп' } },
      'move:gone.buttons.book',
      'move:gone.buttons.book  "Стоп" is also the word for stop',
    ],
    [
      { 'interrupts:stop': { translation: 'стоп | Exit | Book an appointment' } },
      'interrupts:stop',
      'interrupts:stop  en interrupts:exit "exit" also means stop',
    ],
    [
      {},
      'interrupts:stop',
      'interrupts:stop  en main:menu.options.talk "Book an appointment" is also the word for stop',
    ],
    [
      { 'appointment-missed:missed.text': { translation: 'Нисмо се срели.', source: 'We did not meet.' } },
      'appointment-missed:missed.text',
      'appointment-missed:missed.text  the English has changed since the sheet was made',
    ],
  ];
  using tree = copyTree();
  const before = filesOf(tree, 'sr-Cyrl');
  let rowOf: (key: string) => number = () => 0;
  const change = (rows: Cells[]) => {
    edit(rows, { 'answer:answer.text': { translation: 'Пише саветник:\n\n{{words}}' } });
    for (const [changes] of wrong) edit(rows, changes);
    rowOf = (key) => rows.findLastIndex((row) => row.key === key) + 2;
  };
  const { code, out, err } = await send(tree, 'sr-Cyrl', 'csv', change, '--write');
  for (const [, row, says] of wrong) expect(out).toContain(`row ${rowOf(row)} is wrong: ${says}`);
  const named = [...out.matchAll(/^row (\d+) is wrong/gm)].map(([, row]) => Number(row));
  expect(named).toEqual(named.toSorted((a, b) => a - b));
  expect(named).not.toContain(rowOf('answer:answer.text'));
  expect(out).not.toContain('no row is wrong');
  expect({ code, err }).toEqual({
    code: 1,
    err: expect.stringMatching(/\d+ found in \S+sheet\.csv; nothing is written/),
  });
  expect(filesOf(tree, 'sr-Cyrl')).toEqual(before);
});

test('a sheet has what a translator must know', async () => {
  using tree = copyTree();
  await tree.run('translations', 'export', 'ar', `${tree.path}/sheet.csv`);
  const rows = await readRows(`${tree.path}/sheet.csv`);
  const row = (key: string) => rows.find((each) => each.key === key);
  expect(row('consent:agree.options.agree')).toMatchObject({
    limit: '20',
    source: 'Yes, I agree',
    state: 'ok',
    keep: '',
  });
  expect(row('staff:requests.waiting_two')).toMatchObject({
    place: 'page of the staff: as with 2',
    keep: '{{count}} or a word',
  });
  expect(row('staff:requests.waiting_few')).toMatchObject({
    place: 'page of the staff: as with 3, 4, 5, 6 …',
    keep: '{{count}}',
  });
  expect(row('interrupts:stop')).toMatchObject({ source: expect.stringMatching(/^stop \| /) });
});

test("'translations missing' names a stale text until an ok of the translator or 'translations stamp' says that it holds", async () => {
  using tree = copyTree();
  setText(tree, 'en', 'exit', ['clear', 'text'], 'Hello!');
  setText(tree, 'de', 'cancel', ['past', 'text'], '');
  setText(tree, 'de', 'cancel', ['kept', 'text'], 'Termin 1 bleibt.');
  const { code, out, err } = await tree.run('translations', 'missing', 'de');
  expect({ code, err }).toEqual({ code: 1, err: 'saputnik: 3 to be done in translations\n' });
  expect(out.split('\n')).toEqual([
    'de: 1 missing, 1 stale, 1 differs',
    '  cancel:kept.text  has other numbers than the English: adds 1',
    '  cancel:past.text  missing',
    '  exit:clear.text  stale',
    '',
  ]);
  expect(loadContent(tree.path).check()).toContainEqual({
    where: 'de exit:clear.text',
    what: 'is stale: the English has changed since',
  });

  expect(await send(tree, 'de', 'csv', () => {}, '--write')).toEqual(same);
  const confirm = (rows: Cells[]) => edit(rows, { 'exit:clear.text': { state: ' OK' } });
  const confirmed = await send(tree, 'de', 'xlsx', confirm, '--write');
  expect(confirmed.out).toMatch(/^row \d+ {2}exit:clear\.text {2}still holds\n1 written/);
  expect((await tree.run('translations', 'missing', 'de')).out).toMatch(/^de: 1 missing, 1 differs\n/);

  expect((await tree.run('translations', 'stamp', 'sv', 'exit:clear.text')).out).toMatch(/^sv: 1 stamped/);
  expect((await tree.run('translations', 'missing', 'sv')).out).toBe('sv: nothing to do\n');
  expect((await tree.run('translations', 'stamp')).out).toMatch(
    /^sr-Cyrl: 1 .*\nde: 0 .*\nit: 1 .*\nsv: 0 .*\nar: 1 .*\nfa: 1 /,
  );
  expect((await tree.run('translations', 'stamp', 'de', 'exit:gone', 'exit:clear.text')).err).toContain(
    'de has no text exit:gone',
  );
});

test('a stale text can be replaced from a sheet of before the change, and stays stale', async () => {
  using tree = copyTree();
  setText(tree, 'en', 'exit', ['clear', 'text'], 'Hello!');
  const old = (rows: Cells[]) =>
    edit(rows, { 'exit:clear.text': { source: 'Hello.', translation: 'Hallo zusammen.' } });
  const { code, out } = await send(tree, 'de', 'csv', old, '--write');
  expect(code).toBe(0);
  expect(out).toContain('"Hallo zusammen."  (stale: the English has changed since the sheet was made)');
  expect((await tree.run('translations', 'missing', 'de')).out).toContain('exit:clear.text  stale');
});

test('a new language begins with a line, an empty folder and a sheet', async () => {
  using tree = copyTree();
  const line = '- tag: uk\n  endonym: Українська\n  direction: ltr\n  bridge: en\n  reviewedBy: null\n';
  tree.write('locales/languages.yaml', tree.read('locales/languages.yaml') + line);
  expect(await tree.run('check')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^saputnik: \S+languages\.yaml: uk has no folder \S+locales\/uk\n$/),
  });
  mkdirSync(`${tree.path}/locales/uk`);
  const change = (rows: Cells[]) => {
    expect(rows.every(({ state, translation }) => state === 'missing' && translation === '')).toBe(true);
    edit(rows, {
      'exit:clear.text': { translation: 'Привіт.' },
      'staff:requests.waiting_few': { translation: 'Чекає {{count}} хвилини' },
    });
  };
  expect((await send(tree, 'uk', 'xlsx', change, '--write')).out).toContain('2 written to locales/uk');
  expect(tree.read('locales/uk/exit.json')).toBe('{\n  "clear": {\n    "text": "Привіт."\n  }\n}\n');
  expect(tree.read('locales/uk/made-from.txt')).toMatch(
    /\nexit:clear\.text [0-9a-f]{8}\nstaff:requests\.waiting_few [0-9a-f]{8}\n$/,
  );
  expect((await tree.run('check')).out).toContain('uk staff:requests.waiting_many  is missing');
});

test('a folder that no language reads is found', async () => {
  using tree = copyTree();
  for (const tag of ['xx', 'sr-Latn']) mkdirSync(`${tree.path}/locales/${tag}`);
  expect((await tree.run('check')).out.split('\n').slice(0, -1).sort()).toEqual([
    'locales/sr-Latn  is read for no language of languages.yaml',
    'locales/xx  is read for no language of languages.yaml',
  ]);
});

test('a name of a pilot, a topic or a service that fits no row, or reads like another, is found', async () => {
  using tree = copyTree();
  setText(tree, 'sv', 'pilots', ['milan', 'name'], 'M'.repeat(25));
  setText(tree, 'sv', 'milan', ['services', 'celav', 'name'], 'Cimea');
  expect((await tree.run('check')).out.split('\n').slice(0, -1)).toEqual([
    `sv pilots:milan.name  "${'M'.repeat(25)}" is longer than the 24 characters of a row`,
    'sv milan:services.cimea.name  reads like milan:services.celav.name',
  ]);
});

describe('is refused in one sentence', () => {
  test.each<[string[], string]>([
    [['export', 'en', 'a.csv'], 'en is not translated; sr-Cyrl, de, it, sv, ar, fa are'],
    [['missing', 'sr-Latn'], 'sr-Latn is not translated'],
    [['stamp', 'xx'], 'xx is not translated'],
    [['export', 'de', 'a.ods'], 'a.ods must end in .csv or .xlsx'],
    [['export', 'de', '/nowhere/a.csv'], '/nowhere/a.csv cannot be written: ENOENT'],
    [['export', 'de', '/nowhere/a.xlsx'], '/nowhere/a.xlsx cannot be written: ENOENT'],
    [['import', 'de', '/nowhere/a.csv'], 'there is no file /nowhere/a.csv'],
  ])('%j', async (args, says) => {
    using tree = copyTree();
    const { code, err } = await tree.run('translations', ...args);
    expect(code).toBe(1);
    expect(err).toMatch(/^saputnik: [^\n]+\n$/);
    expect(err).toContain(says);
  });

  test.each<[string, string | Uint8Array, string]>([
    ['a.csv', 'key,source,state\nx,y,z\n', 'has no column translation in its first row'],
    ['a.csv', Uint8Array.from([0x6b, 0xfc, 0x0a]), 'is not in UTF-8'],
    ['a.csv', 'key,source,translation,state\n"x', 'cannot be read: '],
    ['a.xlsx', 'key,source', 'cannot be read: it is no XLSX'],
    ['a.xlsx', '', 'cannot be read: it is no XLSX'],
  ])('%s with %j', async (name, bytes, says) => {
    using tree = copyTree();
    writeFileSync(`${tree.path}/${name}`, bytes);
    const { code, err } = await tree.run('translations', 'import', 'de', `${tree.path}/${name}`);
    expect(code).toBe(1);
    expect(err).toMatch(/^saputnik: [^\n]+\n$/);
    expect(err).toContain(says);
  });

  test('a file of stamps that is damaged', async () => {
    using tree = copyTree();
    tree.write('locales/de/made-from.txt', '# x\nexit:clear.text 12\n');
    expect((await tree.run('check')).err).toMatch(/^saputnik: \S+made-from\.txt: line 2 is no key and hash\n$/);
    rmSync(`${tree.path}/locales/de/made-from.txt`);
    expect((await tree.run('translations', 'missing', 'de')).out).toMatch(/^de: \d{3,4} stale\n/);
  });
});

test('CSV with semicolons or tabs comes back, with columns in any order and empty rows', async () => {
  using tree = copyTree();
  const file = `${tree.path}/sheet.csv`;
  for (const delimiter of [';', '\t', ',']) {
    await tree.run('translations', 'export', 'it', file);
    const rows = (await readRows(file)).map(({ state = '', translation = '', key = '', source = '' }) => ({
      state,
      translation,
      key,
      source,
    }));
    await saveRows(file, [...rows, { state: '', translation: '', key: '', source: '' }], delimiter);
    expect(await tree.run('translations', 'import', 'it', file)).toEqual(same);
  }
});
