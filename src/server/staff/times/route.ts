import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { pilotOf } from '../../../content.ts';
import { readCalendar, renewFeedByStaff, setCalendarByStaff } from '../../../turn/office/calendars.ts';
import { instantOf, readDate, readMinute, readWindows } from '../../../turn/office/read-times.ts';
import { absenceChange, absenceEnd, dayChange, type NotedChange, weekChange } from '../../../turn/office/times.ts';
import { fieldsOf, type Read, type Typed } from '../../../turn/office/typed.ts';
import type { World } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { sorryPage } from '../frame.ts';
import { only, type StaffEnv } from '../session.ts';
import { feedPage } from './calendars.ts';
import { madeIn, makeChange } from './change.ts';
import { changeable, changeableById, readLines, readTimes } from './query.ts';
import { isTimesNotice, type Named, type Refused, WEEKDAYS } from './shown.ts';
import { linesPage, timesPage } from './view.ts';

type C = Context<StaffEnv, '/staff/times/:id'>;

const FORM_BYTES = 65_536;

/** The pages of working times: the list of counsellors, and the times and calendars of one. */
export function timesRoutes(world: World, wake: () => void) {
  const { texts } = world.content.model;
  const counsels = only(world, '/staff/times');
  return new Hono<StaffEnv>()
    .get('/staff/times', counsels, async (c) => {
      const principal = c.get('principal');
      const all = await changeable(world, principal);
      const [own] = all;
      if (principal.role === 'counsellor' && own !== undefined) return c.redirect(`/staff/times/${own.id}`);
      const lines = await readLines(world, all);
      return c.html(linesPage(texts, preferred(c, texts), { principal, now: world.clock(), lines }));
    })
    .get('/staff/times/:id', counsels, async (c) => {
      const one = await changeableById(world, c.get('principal'), c.req.param('id'));
      return one === undefined ? notFound(world, c) : show(world, c, one, null);
    })
    .post('/staff/times/:id', counsels, bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const one = await changeableById(world, c.get('principal'), c.req.param('id'));
      return one === undefined ? notFound(world, c) : act(world, wake, c, one);
    });
}

function notFound({ content }: World, c: C) {
  const { texts } = content.model;
  return c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);
}

async function show(world: World, c: C, one: Named, refused: Refused | null) {
  const { texts } = world.content.model;
  const notice = c.req.query('notice');
  return c.html(
    timesPage(texts, preferred(c, texts), {
      ...(await readTimes(world, one)),
      ...{ principal: c.get('principal'), now: world.clock(), refused },
      notice: refused === null && isTimesNotice(notice) ? notice : null,
      made: madeIn(c),
    }),
    refused === null ? 200 : 422,
  );
}

/** Does what the button of a form says. */
async function act(world: World, wake: () => void, c: C, one: Named): Promise<Response> {
  const typed = await readForms(c);
  const principal = c.get('principal');
  const action = `/staff/times/${one.id}`;
  const does = typed.do?.[0];
  if (does === 'feed') {
    const address = await renewFeedByStaff(world, principal, one, typed.discreet !== undefined);
    const { texts } = world.content.model;
    return c.html(feedPage(texts, preferred(c, texts), { principal, now: world.clock(), back: action, address }));
  }
  if (does === 'calendar') {
    const read = readCalendar(world, typed);
    if ('faults' in read) return show(world, c, one, { form: 'calendar', typed, faults: read.faults });
    await setCalendarByStaff(world, principal, one, read.value);
    return c.redirect(`${action}?notice=saved`, 303);
  }
  const { zone } = pilotOf(world.content, one.pilot);
  const known = CHANGES[does ?? ''];
  if (known === undefined) return c.redirect(`${action}?notice=gone`, 303);
  const read = known.read(world, one, zone, typed);
  if ('faults' in read) return show(world, c, one, { form: known.form, typed, faults: read.faults });
  return makeChange(world, wake, c, read.value, { path: '/staff/times', action, typed });
}

interface Known {
  form: Refused['form'];
  read(world: World, one: Named, zone: string, typed: Typed): Read<NotedChange>;
}

/** The changes of the page, by the value of the button. */
const CHANGES: Readonly<Record<string, Known>> = {
  week: {
    form: 'week',
    read({ content }, one, _, typed) {
      const fields = fieldsOf(typed);
      const week = new Map(
        WEEKDAYS.map((day) => [day, fields.parsed(`w${day}`, readWindows, { text: 'faults:hours' })] as const),
      );
      return fields.done(() => weekChange(content, one, week));
    },
  },
  day: {
    form: 'day',
    read({ content }, one, _, typed) {
      const fields = fieldsOf(typed);
      const date = fields.parsed('date', readDate, { text: 'faults:date' });
      const hours = fields.parsed('hours', readWindows, { text: 'faults:hours' });
      return fields.done(() => dayChange(content, one, date, hours));
    },
  },
  'day-usual': {
    form: 'day',
    read({ content }, one, _, typed) {
      const fields = fieldsOf(typed);
      const date = fields.parsed('date', readDate, { text: 'faults:date' });
      return fields.done(() => dayChange(content, one, date, null));
    },
  },
  absence: {
    form: 'absence',
    read({ content }, one, zone, typed) {
      const fields = fieldsOf(typed);
      const time = (name: string) =>
        fields.parsed(name, (text) => (text === '' ? null : readMinute(text)), { text: 'faults:time' });
      const from = fields.parsed('from', readDate, { text: 'faults:date' });
      const to = fields.parsed('to', readDate, { text: 'faults:date' });
      const [fromTime, toTime] = [time('fromTime'), time('toTime')];
      const span = () => ({
        fromAt: instantOf(from, fromTime ?? 0, zone),
        toAt: toTime === null ? instantOf(to, 0, zone, 1) : instantOf(to, toTime, zone),
      });
      fields.together('to', () => span().fromAt >= span().toAt, { text: 'faults:ends' });
      const instead = typed.instead === undefined ? undefined : fields.number('instead', 0, Number.MAX_SAFE_INTEGER);
      return fields.done(() => absenceChange(content, one, span(), instead));
    },
  },
  'absence-end': {
    form: 'absence',
    read({ content }, one, _, typed) {
      const fields = fieldsOf(typed);
      const fromAt = fields.number('instead', 0, Number.MAX_SAFE_INTEGER);
      return fields.done(() => absenceEnd(content, one, fromAt));
    },
  },
};
