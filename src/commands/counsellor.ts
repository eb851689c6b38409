import { Temporal } from 'temporal-polyfill';
import type { Command } from '../cli.ts';
import { StartError } from '../config.ts';
import { hashToken } from '../server/staff.ts';
import { officesOf } from '../store/offices.ts';
import { addAbsence, addCounsellor, listCounsellors, renewFeed, setHours } from '../store/staff.ts';
import { type Opened, oneOf, pilotNamed, withData } from './open.ts';

const GENDERS = ['woman', 'man', 'other'] as const;

export const counsellorAdd: Command = {
  usage: `counsellor add NAME --pilot PILOT --office OFFICE --gender ${GENDERS.join('|')} --languages sr,en`,
  about: 'adds a counsellor; the name is for staff only and stored locked',
  words: [1, 1],
  options: {
    pilot: { type: 'string' },
    office: { type: 'string' },
    gender: { type: 'string' },
    languages: { type: 'string' },
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
      await store.tx((q) =>
        addCounsellor(q, { id, pilot, office, name: sealed, gender, languages, demo: !config.production }),
      );
      say(id);
    });
  },
};

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

function readWindow(text: string): { fromMinute: number; toMinute: number } {
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
function readTime(text: string, zone: string, days: number): number {
  try {
    const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
    if (!isDate) return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
    return Temporal.PlainDate.from(text).add({ days }).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    throw new StartError(`"${text}" is not a date or time such as 2026-12-01 or 2026-12-01T13:00`);
  }
}

export const counsellorCalendar: Command = {
  usage: 'counsellor calendar ID',
  about: 'makes a new secret calendar address; an older one stops working',
  words: [1, 1],
  async run({ words: [id = ''], env, root, random, say }) {
    await withData({ env, root }, async (opened) => {
      await counsellorNamed(opened, id);
      const secret = random(32).toString('base64url');
      await opened.store.tx((q) => renewFeed(q, id, hashToken(secret)));
      say(`${opened.config.publicUrl}/calendar/${secret}.ics`);
    });
  },
};

async function counsellorNamed({ store }: Opened, id: string): Promise<{ pilot: string }> {
  const found = (await listCounsellors(store.read)).find((one) => one.id === id);
  if (found === undefined) throw new StartError(`no counsellor has the id ${id}; see: counsellor list`);
  return found;
}
