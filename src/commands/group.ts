import { pino } from 'pino';
import { UsageError } from '../errors.ts';
import { groupsSince, seatsOf } from '../store/groups.ts';
import { addGroup } from '../turn/office/groups.ts';
import { readGroup } from '../turn/office/read-group.ts';
import { command } from './command.ts';
import { oneOf, pilotNamed, withData } from './open.ts';
import { valueIn } from './typed.ts';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export const groupAdd = command({
  options: {
    ...{ pilot: { type: 'string' }, counsellor: { type: 'string' }, kind: { type: 'string' } },
    ...{ date: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' }, room: { type: 'string' } },
    ...{ last: { type: 'string' }, weekdays: { type: 'string' }, except: { type: 'string' } },
    ...{ places: { type: 'string' }, women: { type: 'boolean' } },
    'although-closed': { type: 'boolean' },
    title: { type: 'string', multiple: true },
  },
  async run({ options, env, root, random, say, clock }) {
    const titles = (options.title ?? []).map((text) => text.split(/=(.*)/s, 2));
    const weekdays = (options.weekdays ?? '').split(',').filter((day) => day !== '');
    await withData({ env, root }, async ({ config, content, store }) => {
      const pilot = pilotNamed(content, options.pilot);
      const unknown = titles.find(([tag = '']) => !content.pilots[pilot]?.languages.includes(tag))?.[0];
      if (unknown !== undefined) throw new UsageError(`${pilot} does not offer ${unknown}`);
      const { counsellor, kind, date, from, to, last, except, places, room } = options;
      const lines = { counsellor, kind, date, from, to, last, except, places, room };
      const typed = {
        ...Object.fromEntries(Object.entries(lines).map(([name, value]) => [name, [value ?? '']])),
        ...Object.fromEntries(titles.map(([tag = '', title = '']) => [`title-${tag}`, [title]])),
        weekday: weekdays.map((day) => String(WEEKDAYS.indexOf(oneOf('--weekdays', day, WEEKDAYS)) + 1)),
        ...(options.women === true && { women: ['yes'] }),
        ...(options['although-closed'] === true && { althoughClosed: ['yes'] }),
      };
      const world = { store, content, clock, random, demo: !config.production, log: pino({ level: 'silent' }) };
      const group = valueIn({ content }, await readGroup(world, pilot, typed));
      say(valueIn({ content }, await addGroup(world, null, group)));
    });
  },
});

export const groupList = command({
  options: { pilot: { type: 'string' } },
  async run({ options, env, root, say, clock }) {
    await withData({ env, root }, async ({ content, store }) => {
      const pilot = pilotNamed(content, options.pilot);
      for (const { id, of, meetings } of await groupsSince(store.read, [pilot], clock())) {
        const next = meetings.filter(({ cancelled, endAt }) => !cancelled && endAt >= clock());
        const seats = await seatsOf(
          store.read,
          next.map((one) => one.id),
        );
        const state = next.length === 0 ? 'called off' : `${Math.max(0, ...seats.values())} of ${of.places}`;
        const when = new Date((next[0] ?? of).startAt).toISOString();
        const count = meetings.length === 1 ? '' : `  ${next.length} of ${meetings.length} meetings to come`;
        say(`${id}  ${when}  ${of.kind}  ${of.titles.en}  ${state}${count}${of.womenOnly ? '  women only' : ''}`);
      }
    });
  },
});
