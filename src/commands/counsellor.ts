import { GENDERS, MODES, type Mode } from '../booking/slots.ts';
import { UsageError } from '../errors.ts';
import { type OwnCalendar, ownCalendars } from '../store/calendars.ts';
import {
  addCounsellor,
  type Counsellor,
  type Details,
  listCounsellors,
  renewFeed,
  setDetails,
} from '../store/counsellors.ts';
import { officesOf } from '../store/offices.ts';
import { hashSecret } from '../store/principal.ts';
import { mayBeRead } from '../turn/office/calendars.ts';
import { command } from './command.ts';
import { type Opened, oneOf, pilotNamed, withData } from './open.ts';

export const counsellorAdd = command({
  words: [1, 1],
  options: {
    pilot: { type: 'string' },
    office: { type: 'string' },
    gender: { type: 'string' },
    languages: { type: 'string' },
    topics: { type: 'string' },
    modes: { type: 'string' },
    guests: { type: 'string' },
  },
  async run({ words: [name = ''], options, env, root, random, say }) {
    const gender = oneOf('--gender', options.gender, GENDERS);
    const { languages: spoken = '' } = options;
    if (!/^[a-z]{2,3}(,[a-z]{2,3})*$/.test(spoken))
      throw new UsageError('--languages must be codes with commas between, such as sr,en,ar');
    await withData({ env, root }, async ({ config, content, store, vault }) => {
      const pilot = pilotNamed(content, options.pilot);
      const offices = (await officesOf(store.read, pilot)).map(({ id }) => id);
      const office = oneOf('--office', options.office, offices);
      // The id is typed on a command line, where a word must not begin with a hyphen.
      const id = random(16).toString('hex');
      const sealed = vault.seal('house', `counsellor:name:${id}`, name);
      const languages = spoken.split(',');
      const topics = listOf(options.topics, '--topics', content.pilots[pilot]?.topics.map(({ id }) => id) ?? []);
      const modes: Mode[] = options.modes === undefined ? ['in-person'] : listOf(options.modes, '--modes', MODES);
      const guests = listOf(options.guests, '--guests', Object.keys(content.pilots));
      const more = { topics, modes, guests, demo: !config.production };
      await store.tx((q) => addCounsellor(q, { id, pilot, office, name: sealed, gender, languages, ...more }));
      say(id);
    });
  },
});

/**
 * The values of an option, with commas between, each one of `allowed`; none when the option is absent. Throws a
 * `UsageError` for any other value.
 */
const listOf = <T extends string>(value: string | undefined, option: string, allowed: readonly T[]): T[] =>
  value === undefined
    ? []
    : String(value)
        .split(',')
        .map((one) => oneOf(option, one, allowed));

export const counsellorList = command({
  async run({ env, root, say }) {
    await withData({ env, root }, async ({ store, vault }) => {
      const calendars = new Map((await ownCalendars(store.read)).map((calendar) => [calendar.id, calendar]));
      for (const one of await listCounsellors(store.read)) {
        say(
          `${one.id}  ${one.pilot}  ${one.office}  ${one.gender}  ${one.languages.join(',')}  ${vault.open('house', `counsellor:name:${one.id}`, one.name)}${stateOf(calendars.get(one.id))}`,
        );
      }
    });
  },
});

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

const KNOWN = { mail: 'mail', video: 'video', busy: 'busyUrl' } as const;

export const counsellorReach = command({
  words: [1, 1],
  options: { mail: { type: 'string' }, video: { type: 'string' }, busy: { type: 'string' } },
  async run({ words: [id = ''], options, env, root, say, clock }) {
    const { mail, video, busy } = options;
    if (mail !== undefined && mail !== 'none' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(mail)))
      throw new UsageError('--mail must be an address');
    for (const [name, link] of Object.entries({ video, busy }))
      if (link !== undefined && link !== 'none' && !/^https?:\/\//.test(String(link)))
        throw new UsageError(`--${name} must be an http(s):// address`);
    await withData({ env, root }, async (opened) => {
      await counsellorNamed(opened, id);
      if (busy !== undefined && busy !== 'none' && !mayBeRead(busy, new Set(opened.config.calendarHosts)))
        throw new UsageError('--busy must be an https:// address, unless CALENDAR_HOSTS names its host');
      const details: Details = {};
      for (const [option, column] of Object.entries(KNOWN) as [keyof typeof KNOWN, keyof Details][]) {
        const value = options[option];
        if (value === undefined) continue;
        const sealed = opened.vault.seal('house', `counsellor:${column}:${id}`, String(value));
        details[column] = value === 'none' ? null : sealed;
      }
      if (Object.keys(details).length === 0) throw new UsageError('name at least one of --mail, --video, --busy');
      await opened.store.tx((q) => setDetails(q, id, details, clock()));
      say(`${id}  ${Object.keys(details).join(', ')} noted`);
    });
  },
});

export const counsellorCalendar = command({
  words: [1, 1],
  options: { discreet: { type: 'boolean' } },
  async run({ words: [id = ''], options, env, root, random, say }) {
    await withData({ env, root }, async (opened) => {
      await counsellorNamed(opened, id);
      const secret = random(32).toString('base64url');
      await opened.store.tx((q) => renewFeed(q, id, hashSecret(secret), options.discreet === true));
      say(`${opened.config.publicUrl}/calendar/${secret}.ics`);
    });
  },
});

/** The counsellor with this id. Throws a `UsageError` when there is none. */
export async function counsellorNamed({ store }: Opened, id: string): Promise<Counsellor> {
  const found = (await listCounsellors(store.read)).find((one) => one.id === id);
  if (found === undefined) throw new UsageError(`no counsellor has the id ${id}; see: counsellor list`);
  return found;
}
