import { UsageError } from '../errors.ts';
import { RESOURCE_KINDS } from '../store/codes.ts';
import { officesOf } from '../store/offices.ts';
import {
  addResourceByStaff,
  changeResourceByStaff,
  findResource,
  type KnownResource,
  type ResourceForm,
  readResource,
  resourcesIn,
  typedOfResource,
  type UseDecided,
  type UseHit,
} from '../turn/office/resources.ts';
import { command } from './command.ts';
import { type Opened, oneOf, pilotNamed, withData } from './open.ts';
import { typedIn, valueIn } from './typed.ts';
import { localTime } from './working-times.ts';

const FORM = { office: { type: 'string' }, languages: { type: 'string' }, gender: { type: 'string' } } as const;
const LISTS = ['languages'];

export const resourceAdd = command({
  words: [1, 1],
  options: { pilot: { type: 'string' }, kind: { type: 'string' }, ...FORM },
  async run({ words: [name = ''], options: { pilot: of, kind: what, ...options }, env, root, random, clock, say }) {
    const kind = oneOf('--kind', what, RESOURCE_KINDS);
    await withData({ env, root }, async (opened) => {
      const pilot = pilotNamed(opened.content, of);
      const typed = { ...typedIn(options, LISTS), name: [name] };
      const form = valueIn(opened, readResource(kind, await officeIds(opened, pilot), typed), { name: 'NAME' });
      const world = { ...opened, clock, random, demo: !opened.config.production };
      say(await addResourceByStaff(world, null, { pilot, kind }, form));
    });
  },
});

const officeIds = async ({ store }: Opened, pilot: string): Promise<string[]> =>
  (await officesOf(store.read, pilot)).map(({ id }) => id);

export const resourceList = command({
  async run({ env, root, say }) {
    await withData({ env, root }, async (opened) => {
      for (const { id, pilot, kind, name, office, languages, gender } of await resourcesIn(opened)) {
        const about = kind === 'room' ? office : `${languages.join(',')} ${gender}`;
        say(`${id}  ${pilot}  ${kind}  ${about}  ${name}`);
      }
    });
  },
});

export const resourceEdit = command({
  words: [1, 1],
  options: { name: { type: 'string' }, ...FORM, replace: { type: 'boolean' }, keep: { type: 'boolean' } },
  async run({ words: [id = ''], options: { replace, keep, ...options }, env, root, clock, say }) {
    if (Object.keys(options).length === 0) throw new UsageError('name what changes, such as --languages ar,fa');
    await withData({ env, root }, async (opened) => {
      const known = await resourceNamed(opened, id);
      const typed = { ...typedOfResource(known), ...typedIn(options, LISTS) };
      const form = valueIn(opened, readResource(known.kind, await officeIds(opened, known.pilot), typed));
      const how = decisionOf({ replace, keep }, 'keep');
      await change(opened, { clock, say }, known, form, how, '--replace (another one that is free) or --keep');
      say(`${id}  ${Object.keys(options).join(', ')} changed`);
    });
  },
});

export const resourceRemove = command({
  words: [1, 1],
  options: { replace: { type: 'boolean' }, without: { type: 'boolean' } },
  async run({ words: [id = ''], options: { replace, without }, env, root, clock, say }) {
    await withData({ env, root }, async (opened) => {
      const known = await resourceNamed(opened, id);
      const how = decisionOf({ replace, without }, 'without');
      await change(opened, { clock, say }, known, null, how, '--replace (another one that is free) or --without');
      say(`${id}  removed`);
    });
  },
});

type How = 'replace' | 'keep' | 'without';

function decisionOf<T extends 'keep' | 'without'>(
  given: Partial<Record<'replace' | T, boolean | undefined>>,
  other: T,
): How | undefined {
  if (given.replace === true && given[other] === true) throw new UsageError(`--replace or --${other}, not both`);
  return given.replace === true ? 'replace' : given[other] === true ? other : undefined;
}

/** Makes a change, and throws a `UsageError` that names what it hits where nothing was decided about that. */
async function change(
  opened: Opened,
  { clock, say }: { clock(): number; say(line: string): void },
  known: KnownResource,
  to: ResourceForm | null,
  how: How | undefined,
  choices: string,
): Promise<void> {
  const decided = (use: UseHit): UseDecided => {
    if (how === 'keep') return 'keep';
    const [other] = how === 'replace' ? use.free : [];
    return other === undefined ? 'none' : { other: other.id };
  };
  const named = ({ appointments, meeting }: UseHit) =>
    meeting === null
      ? appointments.map((a) => `${a.reference}  ${localTime(opened, a)}`).join('\n')
      : `${meeting.titles.en ?? meeting.id}  ${localTime(opened, meeting)}  people: ${appointments.length}`;
  const done = await changeResourceByStaff({ ...opened, clock }, null, known, to, how && decided);
  if ('hit' in done)
    throw new UsageError(['appointments to come need it:', ...done.hit.map(named), `say ${choices}`].join('\n'));
  const { other, none, kept } = done.made;
  if (other + none + kept > 0) say(`appointments: ${other} have another one, ${none} have none, ${kept} keep it`);
}

async function resourceNamed(opened: Opened, id: string): Promise<KnownResource> {
  const known = await findResource(opened, id);
  if (known === undefined) throw new UsageError(`no room and no interpreter has the id ${id}; see: resource list`);
  return known;
}
