import { Temporal } from 'temporal-polyfill';
import { GENDERS, MODES } from '../booking/slots.ts';
import type { Command } from '../cli.ts';
import { StartError } from '../config.ts';
import { hashToken } from '../server/staff.ts';
import { officesOf } from '../store/offices.ts';
import { addAbsence, addCounsellor, listCounsellors, renewFeed, setHours } from '../store/staff.ts';
import { type Opened, oneOf, pilotNamed, withData } from './open.ts';

export const counsellorAdd: Command = {
  usage: `counsellor add NAME --pilot PILOT --office OFFICE --gender ${GENDERS.join('|')} --languages sr,en [--topics job,papers] [--modes ${MODES.join(',')}] [--guests PILOT,PILOT]`,
  about: 'adds a counsellor; the name is for staff only and stored locked',
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
    const spoken = String(options.languages);
    if (!/^[a-z]{2,3}(,[a-z]{2,3})*$/.test(spoken) || options.languages === undefined)
      throw new StartError('--languages must be codes with commas between, such as sr,en,ar');
    await withData({ env, root }, async ({ config, content, store, vault }) => {
      const pilot = pilotNamed(content, options.pilot);
      const offices = (await officesOf(store.read, pilot)).map(({ id }) => id);
      const office = oneOf('--office', options.office, offices);
      // Typed on a command line, where nothing may begin with a hyphen.
      const id = random(16).toString('hex');
      const sealed = vault.seal('house', `counsellor:name:${id}`, name);
      const languages = spoken.split(',');
      const topics = listOf(options.topics, '--topics', content.pilots[pilot]?.topics.map(({ id }) => id) ?? []);
      const modes = options.modes === undefined ? ['in-person'] : listOf(options.modes, '--modes', MODES);
      const guests = listOf(options.guests, '--guests', Object.keys(content.pilots));
      const more = { topics, modes, guests, demo: !config.production };
      await store.tx((q) => addCounsellor(q, { id, pilot, office, name: sealed, gender, languages, ...more }));
      say(id);
    });
  },
};

/** Several of a few, with commas between; none where the option is absent. */
const listOf = (value: unknown, option: string, allowed: readonly string[]): string[] =>
  value === undefined
    ? []
    : String(value)
        .split(',')
        .map((one) => oneOf(option, one, allowed));

export const counsellorList: Command = {
  usage: 'counsellor list',
  about: 'lists the counsellors with their ids',
  async run({ env, root, say }) {
    await withData({ env, root }, async ({ store, vault }) => {
      for (const one of await listCounsellors(store.read)) {
        say(
          `${one.id}  ${one.pilot}  ${one.office}  ${one.gender}  ${one.languages.join(',')}  ${vault.open('house', `counsellor:name:${one.id}`, one.name)}`,
        );
      }
    });
  },
};

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export const counsellorHours: Command = {
  usage: 'counsellor hours ID DAY [HH:MM-HH:MM ...]',
  about: 'sets the hours of a weekday (mon ... sun), on the clock of the pilot; none clears it',
  words: [2, Number.POSITIVE_INFINITY],
  async run({ words: [id = '', day = '', ...windows], env, root, say }) {
    const weekday = DAYS.indexOf(oneOf('DAY', day, DAYS)) + 1;
    const hours = windows.map(readWindow).sort((a, b) => a.fromMinute - b.fromMinute);
    if (hours.some((window, i) => window.fromMinute < (hours[i - 1]?.toMinute ?? 0)))
      throw new StartError('stretches of hours must not overlap');
    await withData({ env, root }, async (opened) => {
      await counsellorNamed(opened, id);
      await opened.store.tx((q) => setHours(q, id, weekday, hours));
      say(`${id}  ${day}  ${windows.join(' ') || 'no hours'}`);
    });
  },
};

/** `09:00-12:30` as minutes of the day. */
export function readWindow(text: string): { fromMinute: number; toMinute: number } {
  const [, h1, m1, h2, m2] = /^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text) ?? [];
  const fromMinute = Number(h1) * 60 + Number(m1);
  const toMinute = Number(h2) * 60 + Number(m2);
  const isGood = fromMinute < toMinute && toMinute <= 24 * 60 && fromMinute % 5 === 0 && toMinute % 5 === 0;
  if (!isGood) throw new StartError(`"${text}" is not a stretch of hours such as 09:00-12:30 (in steps of 5 minutes)`);
  return { fromMinute, toMinute };
}

export const counsellorAbsent: Command = {
  usage: 'counsellor absent ID FROM TO',
  about: 'notes an absence: two dates (both included) or two times such as 2026-12-01T13:00',
  words: [3, 3],
  async run({ words: [id = '', from = '', to = ''], env, root, say }) {
    await withData({ env, root }, async (opened) => {
      const { pilot } = await counsellorNamed(opened, id);
      const zone = opened.content.pilots[pilot]?.zone ?? 'UTC';
      const absence = { counsellor: id, fromAt: readTime(from, zone, 0), toAt: readTime(to, zone, 1) };
      if (absence.fromAt >= absence.toAt) throw new StartError('the absence ends before it begins');
      await opened.store.tx((q) => addAbsence(q, absence));
      say(`${id}  absent from ${from} to ${to} (${zone})`);
    });
  },
};

/** A date stands for its beginning, `days` later; a time for itself. */
export function readTime(text: string, zone: string, days: number): number {
  try {
    const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
    if (!isDate) return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
    return Temporal.PlainDate.from(text).add({ days }).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    throw new StartError(`"${text}" is not a date or time such as 2026-12-01 or 2026-12-01T13:00`);
  }
}

export const counsellorCalendar: Command = {
  usage: 'counsellor calendar ID [--discreet]',
  about: 'makes a new secret calendar address, with initials only if discreet; an older one stops working',
  words: [1, 1],
  options: { discreet: { type: 'boolean' } },
  async run({ words: [id = ''], options, env, root, random, say }) {
    await withData({ env, root }, async (opened) => {
      await counsellorNamed(opened, id);
      const secret = random(32).toString('base64url');
      await opened.store.tx((q) => renewFeed(q, id, hashToken(secret), options.discreet === true));
      say(`${opened.config.publicUrl}/calendar/${secret}.ics`);
    });
  },
};

/** The counsellor with this id. */
export async function counsellorNamed({ store }: Opened, id: string): Promise<{ pilot: string }> {
  const found = (await listCounsellors(store.read)).find((one) => one.id === id);
  if (found === undefined) throw new StartError(`no counsellor has the id ${id}; see: counsellor list`);
  return found;
}
