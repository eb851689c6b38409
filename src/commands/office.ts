import { pilotOf } from '../content.ts';
import { UsageError } from '../errors.ts';
import { rowOf } from '../store/holdings.ts';
import type { Texts } from '../text/texts.ts';
import type { Hanging } from '../turn/office/hanging.ts';
import { faultsIn, readId, readRow, typedRow } from '../turn/office/read-row.ts';
import { removeEdited, saveEdited, versionOf } from '../turn/office/rows.ts';
import type { Faults, Typed } from '../turn/office/typed.ts';
import { command } from './command.ts';
import { type Opened, oneOf, pilotNamed, withData } from './open.ts';
import { editingOf } from './working-times.ts';

const FIELDS = {
  name: { type: 'string' },
  place: { type: 'string' },
  address: { type: 'string' },
  pin: { type: 'string' },
  access: { type: 'string' },
  childcare: { type: 'string' },
} as const;
type Given = { [Name in keyof typeof FIELDS]?: string | undefined };

export const officeAdd = command({
  words: [1, 1],
  options: { pilot: { type: 'string' }, ...FIELDS },
  async run({ words: [id = ''], options: { pilot: name, ...given }, env, root, clock, say }) {
    await withData({ env, root }, async (opened) => {
      const pilot = pilotNamed(opened.content, name);
      const read = { id: readId({ id: [id] }), row: readOffice(opened, pilot, typedIn(given), clock()) };
      const { texts } = opened.content.model;
      if ('faults' in read.id || 'faults' in read.row) throw faulty(texts, faultsIn(read.id, read.row));
      const [office, make] = [read.id.value, read.row.value];
      const edited = { pilot, kind: 'offices', id: office, version: null, who: null } as const;
      if ((await saveEdited(editingOf(opened, clock), edited, (now) => make(office, now))) !== 'done')
        throw new UsageError(`there is an office ${pilot}/${office} already`);
      say(`${pilot}/${office}`);
    });
  },
});

export const officeEdit = command({
  words: [1, 1],
  options: FIELDS,
  async run({ words: [path = ''], options, env, root, clock, say }) {
    await withData({ env, root }, async (opened) => {
      const { pilot, office, row, version } = await officeAt(opened, path);
      const read = readOffice(opened, pilot, { ...typedRow(row), ...typedIn(options) }, clock());
      if ('faults' in read) throw faulty(opened.content.model.texts, read.faults);
      const edited = { pilot, kind: 'offices', id: office, version, who: null } as const;
      if ((await saveEdited(editingOf(opened, clock), edited, (now) => read.value(office, now))) !== 'done')
        throw new UsageError('it was changed at the same moment; read it again');
      say(`${path} is changed in this database; "pilot export ${pilot}" writes it to the folder.`);
    });
  },
});

export const officeRemove = command({
  words: [1, 1],
  async run({ words: [path = ''], env, root, clock, say }) {
    await withData({ env, root }, async (opened) => {
      const { pilot, office, version } = await officeAt(opened, path);
      const edited = { pilot, kind: 'offices', id: office, version, who: null } as const;
      const became = await removeEdited(editingOf(opened, clock), edited);
      if (typeof became === 'object') throw new UsageError(`it is needed: ${inWords(became)}`);
      if (became !== 'done') throw new UsageError('it was changed at the same moment; read it again');
      say(`${path} is removed.`);
    });
  },
});

/** What was given, as a form would hold it. */
const typedIn = ({ access, childcare, ...given }: Given): Typed => ({
  ...Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value]]])),
  ),
  ...(access !== undefined && { access: access.split(',') }),
  ...(childcare !== undefined && {
    childcare: oneOf('--childcare', childcare, ['yes', 'no']) === 'yes' ? ['yes'] : [],
  }),
});

const readOffice = ({ config, content }: Opened, pilot: string, typed: Typed, now: number) =>
  readRow('offices', typed, { content, pilot: pilotOf(content, pilot), now, demo: !config.production });

async function officeAt({ content, store }: Opened, path: string) {
  const [name = '', office = ''] = path.split('/');
  const row = Object.hasOwn(content.pilots, name) ? await rowOf(store.read, name, 'offices', office) : undefined;
  if (row === undefined) throw new UsageError(`there is no office ${path}; an office is named PILOT/ID`);
  return { pilot: name, office, row, version: versionOf(row) };
}

const faulty = (texts: Texts, faults: Faults): UsageError =>
  new UsageError(
    Object.entries(faults)
      .map(([name, { text, params }]) => `--${name}: ${texts.say('en', text, params)}`)
      .join(' '),
  );

const inWords = ({ counsellors, rooms, appointments }: Hanging): string =>
  `counsellors there: ${counsellors}, rooms: ${rooms}, appointments to come: ${appointments}`;
