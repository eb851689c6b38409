import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { pilotOf } from '../../../content.ts';
import { today } from '../../../pilot/confirmed.ts';
import { noteRefusal } from '../../../store/log.ts';
import { closedDaysOf, closingsOf } from '../../../store/supply.ts';
import { readDate } from '../../../turn/office/read-times.ts';
import { closingChange } from '../../../turn/office/times.ts';
import { fieldsOf } from '../../../turn/office/typed.ts';
import type { World } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import { sorryPage } from '../frame.ts';
import { only, type StaffEnv } from '../session.ts';
import { madeIn, makeChange } from '../times/change.ts';
import { isTimesNotice } from '../times/shown.ts';
import { type Holidays, holidaysPage, MEANINGS, type PilotDays } from './view.ts';

const FORM_BYTES = 65_536;
const PATH = '/staff/holidays';
const AHEAD = 366 * 86_400_000;

/** The page of the days on which the offices of a pilot are closed. */
export function holidayRoutes(world: World, wake: () => void) {
  const { store, content, clock } = world;
  const { texts } = content.model;

  async function daysOf(name: string): Promise<PilotDays> {
    const pilot = pilotOf(content, name);
    const from = today(clock(), pilot.zone);
    const days = await closedDaysOf(store.read, pilot, clock(), clock() + AHEAD);
    const own = await closingsOf(store.read, name);
    return {
      pilot: name,
      closed: days.filter(({ date }) => date >= from),
      opened: own.filter(({ date, closed }) => !closed && date >= from).map(({ date }) => date),
    };
  }

  async function show(c: Context<StaffEnv>, refused: Holidays['refused']) {
    const principal = c.get('principal');
    const notice = c.req.query('notice');
    const pilots: PilotDays[] = [];
    for (const pilot of pilotsOf(principal, content)) pilots.push(await daysOf(pilot));
    return c.html(
      holidaysPage(texts, preferred(c, texts), {
        ...{ principal, now: clock(), pilots, refused, made: madeIn(c) },
        notice: refused === null && isTimesNotice(notice) ? notice : null,
      }),
      refused === null ? 200 : 422,
    );
  }

  return new Hono<StaffEnv>()
    .get(PATH, only(world, PATH), (c) => show(c, null))
    .post(PATH, only(world, PATH), bodyLimit({ maxSize: FORM_BYTES }), async (c) => {
      const principal = c.get('principal');
      const typed = await readForms(c);
      const [pilot = ''] = typed.pilot ?? [];
      if (!pilotsOf(principal, content).includes(pilot)) {
        if (content.pilots[pilot] !== undefined)
          await store.tx((q) => noteRefusal(q, { who: principal.who, target: PATH, pilot, at: clock() }));
        return c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);
      }
      const fields = fieldsOf(typed);
      const date = fields.parsed('date', readDate, { text: 'faults:date' });
      const means = fields.one('means', MEANINGS);
      const read = fields.done(() => closingChange(pilot, date, means === 'usual' ? null : means === 'closed'));
      if ('faults' in read) return show(c, { pilot, typed, faults: read.faults });
      return makeChange(world, wake, c, read.value, { path: PATH, action: PATH, typed });
    });
}
