import { UsageError } from '../errors.ts';
import { type OwnCalendar, ownCalendars } from '../store/calendars.ts';
import { hangingOn } from '../store/counsellor-changes.ts';
import { type Counsellor, listCounsellors } from '../store/counsellors.ts';
import { officesOf } from '../store/offices.ts';
import { topicsOf } from '../store/supply.ts';
import { readCalendar, renewFeedByStaff, setCalendarByStaff } from '../turn/office/calendars.ts';
import {
  addCounsellorByStaff,
  type Choices,
  counsellorEnd as endOf,
  findCounsellor,
  type Known,
  profileChange,
  readProfile,
  removeCounsellorByStaff,
  typedOf,
} from '../turn/office/counsellors.ts';
import { command } from './command.ts';
import { type Opened, pilotNamed, withData } from './open.ts';
import { typedIn, valueIn } from './typed.ts';
import { bookingOf, changeTimes, DECISION_OPTIONS } from './working-times.ts';

/** The options that hold what staff set of a counsellor. */
const PROFILE = {
  office: { type: 'string' },
  gender: { type: 'string' },
  languages: { type: 'string' },
  topics: { type: 'string' },
  modes: { type: 'string' },
  guests: { type: 'string' },
} as const;
const LISTS = ['languages', 'topics', 'modes', 'guests'];

export const counsellorAdd = command({
  words: [1, 1],
  options: { pilot: { type: 'string' }, ...PROFILE },
  async run({ words: [name = ''], options: { pilot: of, ...options }, env, root, random, clock, say }) {
    await withData({ env, root }, async (opened) => {
      const { config, content, store, vault } = opened;
      const pilot = pilotNamed(content, of);
      const typed = { modes: ['in-person'], ...typedIn(options, LISTS), name: [name] };
      const profile = valueIn(opened, readProfile(await choicesFor(opened, pilot), typed), { name: 'NAME' });
      const world = { store, vault, clock, random, demo: !config.production };
      say(await addCounsellorByStaff(world, null, pilot, profile));
    });
  },
});

export const counsellorEdit = command({
  words: [1, 1],
  options: { name: { type: 'string' }, ...PROFILE, ...DECISION_OPTIONS },
  async run(call) {
    const { keep: _, 'call-off': __, ...options } = call.options;
    const [id = ''] = call.words;
    if (Object.keys(options).length === 0) throw new UsageError('name what changes, such as --languages sr,en');
    await withData(call, async (opened) => {
      const known = await counsellorKnown(opened, id);
      const typed = { ...typedOf(known), ...typedIn(options, LISTS) };
      const profile = valueIn(opened, readProfile(await choicesFor(opened, known.pilot, known), typed));
      await changeTimes(opened, call, profileChange(bookingOf(opened, call.clock), known, profile));
      call.say(`${id}  ${Object.keys(options).join(', ')} changed`);
    });
  },
});

export const counsellorEnd = command({
  words: [1, 1],
  options: DECISION_OPTIONS,
  async run(call) {
    const [id = ''] = call.words;
    await withData(call, async (opened) => {
      const known = await counsellorKnown(opened, id);
      if (known.endedAt !== null) throw new UsageError(`the counsellor ${id} has ended already`);
      await changeTimes(opened, call, endOf(bookingOf(opened, call.clock), known));
      call.say(`${id}  ended: nobody is offered to them any more`);
      const { accounts } = await hangingOn(opened.store.read, id, call.clock());
      for (const account of accounts.filter(({ disabledAt }) => disabledAt === null))
        call.say(`their account ${account.id} is open: an admin shuts it on the page of accounts`);
    });
  },
});

export const counsellorRemove = command({
  words: [1, 1],
  async run({ words: [id = ''], env, root, clock, say }) {
    await withData({ env, root }, async (opened) => {
      const known = await counsellorKnown(opened, id);
      if ((await removeCounsellorByStaff({ ...opened, clock }, null, known)) === 'done') return say(`${id}  removed`);
      const { appointments, groups, accounts, isInvited } = await hangingOn(opened.store.read, id, clock());
      const hangs = `appointments: ${appointments}, groups: ${groups}, accounts: ${accounts.length}${isInvited ? ', an open invitation' : ''}`;
      throw new UsageError(`something hangs on this counsellor (${hangs}): end them instead, by counsellor end ${id}`);
    });
  },
});

/** What can be chosen for a counsellor of a pilot; what they have stays possible. */
async function choicesFor({ content, store }: Opened, pilot: string, known?: Known): Promise<Choices> {
  const topics = (await topicsOf(store.read, pilot)).map(({ id }) => id);
  return {
    offices: (await officesOf(store.read, pilot)).map(({ id }) => id),
    topics: [...new Set([...topics, ...(known?.topics ?? [])])],
    guests: Object.keys(content.pilots).filter((name) => name !== pilot),
  };
}

export const counsellorList = command({
  async run({ env, root, say }) {
    await withData({ env, root }, async ({ store, vault }) => {
      const calendars = new Map((await ownCalendars(store.read)).map((calendar) => [calendar.id, calendar]));
      for (const one of await listCounsellors(store.read)) {
        say(
          `${one.id}  ${one.pilot}  ${one.office}  ${one.gender}  ${one.languages.join(',')}  ${vault.open('house', `counsellor:name:${one.id}`, one.name)}${endOn(one)}${stateOf(calendars.get(one.id))}`,
        );
      }
    });
  },
});

const endOn = ({ endedAt }: Counsellor): string =>
  endedAt === null ? '' : `  ended ${new Date(endedAt).toISOString().slice(0, 10)}`;

/** When a counsellor's own calendar was read, why it was not, and what was skipped; nothing where they have none. */
function stateOf(calendar: OwnCalendar | undefined): string {
  if (calendar === undefined) return '';
  const { busyAt, busyFailure, busySkipped } = calendar;
  const read = busyAt === null ? 'not read yet' : `read ${new Date(busyAt).toISOString()}`;
  const skipped = Object.entries(busySkipped).map(([trouble, number]) => `${trouble} ${number}`);
  return [
    `  calendar ${read}`,
    ...(busyFailure === null ? [] : [`failed: ${busyFailure}`]),
    ...(skipped.length === 0 ? [] : [`skipped: ${skipped.join(', ')}`]),
  ].join('; ');
}

export const counsellorReach = command({
  words: [1, 1],
  options: { mail: { type: 'string' }, video: { type: 'string' }, busy: { type: 'string' } },
  async run({ words: [id = ''], options, env, root, say, clock }) {
    const { busy, ...reach } = options;
    if (Object.keys(options).length === 0) throw new UsageError('name at least one of --mail, --video, --busy');
    await withData({ env, root }, async (opened) => {
      const known = await counsellorKnown(opened, id);
      const typed = { ...typedOf(known), ...typedIn(unlessNone(reach)) };
      const profile = valueIn(opened, readProfile(await choicesFor(opened, known.pilot, known), typed));
      const world = { ...opened, clock, calendarHosts: new Set(opened.config.calendarHosts) };
      const url = busy === undefined ? undefined : readCalendar(world, typedIn(unlessNone({ url: busy })));
      if (url !== undefined && 'faults' in url)
        throw new UsageError('--busy must be an https:// address, unless CALENDAR_HOSTS names its host');
      // Neither is a change of what people have booked.
      if (Object.keys(reach).length > 0)
        await changeTimes(opened, { options: {}, say, clock }, profileChange(bookingOf(opened, clock), known, profile));
      if (url !== undefined) await setCalendarByStaff(world, { who: null }, known, url.value);
      say(`${id}  ${Object.keys(options).join(', ')} noted`);
    });
  },
});

/** The word `none` deletes what an option sets. */
const unlessNone = <T extends Readonly<Record<string, string | undefined>>>(options: T): T =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name, value === 'none' ? '' : value])) as T;

export const counsellorCalendar = command({
  words: [1, 1],
  options: { discreet: { type: 'boolean' } },
  async run({ words: [id = ''], options, env, root, random, say, clock }) {
    await withData({ env, root }, async (opened) => {
      const one = await counsellorNamed(opened, id);
      if (one.endedAt !== null) throw new UsageError(`the counsellor ${id} has ended`);
      const { store, config } = opened;
      const world = { store, clock, random, publicUrl: config.publicUrl };
      say(await renewFeedByStaff(world, { who: null }, one, options.discreet === true));
    });
  },
});

/** The same with all that staff set of them. */
async function counsellorKnown(opened: Opened, id: string): Promise<Known> {
  const known = await findCounsellor(opened, id);
  if (known === undefined) throw new UsageError(`no counsellor has the id ${id}; see: counsellor list`);
  return known;
}

/** The counsellor with this id. Throws a `UsageError` when there is none. */
export async function counsellorNamed({ store }: Opened, id: string): Promise<Counsellor> {
  const found = (await listCounsellors(store.read)).find((one) => one.id === id);
  if (found === undefined) throw new UsageError(`no counsellor has the id ${id}; see: counsellor list`);
  return found;
}
