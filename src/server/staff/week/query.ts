import { Temporal } from 'temporal-polyfill';
import { pilotOf } from '../../../content.ts';
import { listAppointments } from '../../../store/booking.ts';
import type { World } from '../../../turn/world.ts';
import { beginOf, dateIn, daysAfter } from '../desk/dates.ts';
import type { Filter } from '../desk/filter.ts';
import { PAGE_SIZE } from '../desk/list.ts';
import { type Names, rowsOf } from '../desk/query.ts';
import type { Portion, Week } from './view.ts';

/** The most appointments of a week that is to be printed: on paper, a list has no further parts. */
const PRINTED = 500;
const DAYS = 7;

type Found = Pick<Week, 'from' | 'thisWeek' | 'days' | 'count' | 'zone'>;

/** The appointments of the seven days from a date on (ISO); of this week where there is no such date. */
export async function lookAtWeek(
  world: World,
  names: Names,
  { pilots, counsellor }: Filter,
  asked: string | undefined,
  portion: Portion,
): Promise<Found> {
  const now = world.clock();
  const [first] = pilots;
  const zone = first === undefined ? 'UTC' : pilotOf(world.content, first).zone;
  const thisWeek = mondayOf(dateIn(now, zone));
  const from = dateOf(asked) ?? thisWeek;
  const listing = { pilots, counsellor, fromAt: beginOf(from, zone), toAt: beginOf(daysAfter(from, DAYS), zone) };
  const part = portion === 'all' ? { limit: PRINTED } : { limit: PAGE_SIZE, offset: (portion - 1) * PAGE_SIZE };
  const { of, count } = await listAppointments(world.store.read, listing, part);
  const byDate = Map.groupBy(await rowsOf(world, names, of), ({ startAt }) => dateIn(startAt, zone));
  return { from, thisWeek, zone, count, days: [...byDate].map(([date, rows]) => ({ date, rows })) };
}

/** The date that an address names; undefined where it names none that a calendar has. */
function dateOf(asked = ''): string | undefined {
  if (!/^2[0-9]{3}-[0-9]{2}-[0-9]{2}$/.test(asked)) return undefined;
  try {
    return Temporal.PlainDate.from(asked, { overflow: 'reject' }).toString();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const mondayOf = (date: string): string => daysAfter(date, 1 - Temporal.PlainDate.from(date).dayOfWeek);
