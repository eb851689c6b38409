import type { Command } from '../cli.ts';
import { StartError } from '../config.ts';
import { type Details, setDayHours, setDetails } from '../store/staff.ts';
import { counsellorNamed, readWindow } from './counsellor.ts';
import { withData } from './open.ts';

const isDate = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

export const counsellorDay: Command = {
  usage: 'counsellor day ID DATE [HH:MM-HH:MM ... | weekly]',
  about: 'sets the hours of one date, on a holiday too; none is a day off, weekly takes it back',
  words: [2, Number.POSITIVE_INFINITY],
  async run({ words: [id = '', date = '', ...windows], env, root, say }) {
    if (!isDate(date)) throw new StartError(`"${date}" is not a date such as 2026-12-01`);
    const hours = windows[0] === 'weekly' ? null : windows.map(readWindow).sort((a, b) => a.fromMinute - b.fromMinute);
    if (hours?.some((window, i) => window.fromMinute < (hours[i - 1]?.toMinute ?? 0)))
      throw new StartError('stretches of hours must not overlap');
    await withData({ env, root }, async (opened) => {
      await counsellorNamed(opened, id);
      await opened.store.tx((q) => setDayHours(q, id, date, hours));
      say(`${id}  ${date}  ${windows.join(' ') || 'day off'}`);
    });
  },
};

const KNOWN = { mail: 'mail', video: 'video', busy: 'busyUrl' } as const;

export const counsellorReach: Command = {
  usage: 'counsellor reach ID [--mail ADDRESS] [--video LINK] [--busy CALENDAR-URL]',
  about:
    'notes where news go, where talks by video are held, and a calendar whose times are not offered; "none" removes',
  words: [1, 1],
  options: { mail: { type: 'string' }, video: { type: 'string' }, busy: { type: 'string' } },
  async run({ words: [id = ''], options, env, root, say, clock }) {
    const { mail, video, busy } = options;
    if (mail !== undefined && mail !== 'none' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(String(mail)))
      throw new StartError('--mail must be an address');
    for (const [name, link] of Object.entries({ video, busy }))
      if (link !== undefined && link !== 'none' && !/^https?:\/\//.test(String(link)))
        throw new StartError(`--${name} must be an http(s):// address`);
    await withData({ env, root }, async (opened) => {
      await counsellorNamed(opened, id);
      const details: Details = {};
      for (const [option, column] of Object.entries(KNOWN) as [keyof typeof KNOWN, keyof Details][]) {
        const value = options[option];
        if (value === undefined) continue;
        const sealed = opened.vault.seal('house', `counsellor:${column}:${id}`, String(value));
        details[column] = value === 'none' ? null : sealed;
      }
      if (Object.keys(details).length === 0) throw new StartError('name at least one of --mail, --video, --busy');
      await opened.store.tx((q) => setDetails(q, id, details, clock()));
      say(`${id}  ${Object.keys(details).join(', ')} noted`);
    });
  },
};
