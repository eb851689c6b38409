import { BUCKET } from '../../booking/claims.ts';
import { type BookedTime, daysForUnreached } from '../../booking/share.ts';
import { alternatives, type OpenDay, openDays, type Slot, type Supply, type Wish } from '../../booking/slots.ts';
import type { Content } from '../../content.ts';
import type { Pilot } from '../../pilot/pilot.ts';
import { bookedTimes } from '../../store/booking.ts';
import type { Q } from '../../store/store.ts';
import { supplyOf, type Topic, topicsOf } from '../../store/supply.ts';

const DAY = 86_400_000;

/** The input of a search. */
export interface Asked {
  pilot: string;
  topic: string;
  /** The person who searches: a time that they hold themselves counts as free. */
  person?: string;
  wish: Wish;
  /** Epoch ms. */
  now: number;
  /** The number of days to read; absent: as many as the topic opens. */
  ahead?: number;
  /** Times that people look at, and hold for some minutes, count as free. */
  unheld?: boolean;
  /** We cannot write to the person first, so that a part of each day is not for them. */
  unreached?: boolean;
}

/** A topic and a wish, with all the supply that there is for them. */
export interface Search {
  pilot: Pilot;
  topic: Topic;
  wish: Wish;
  supply: Supply;
  now: number;
  /** For somebody whom we cannot write to first: the times that are booked. */
  booked?: BookedTime[];
}

/** Reads the supply for a search; undefined when the pilot or the topic is gone. */
export async function searchFor(
  q: Q,
  { pilots }: Pick<Content, 'pilots'>,
  { pilot: name, topic: id, person, wish, now, ahead = Number.POSITIVE_INFINITY, unheld, unreached = false }: Asked,
): Promise<Search | undefined> {
  const pilot = pilots[name];
  const known = (await topicsOf(q, name)).find((topic) => topic.id === id);
  if (pilot === undefined || known === undefined) return undefined;
  const topic = { ...known, horizonDays: Math.min(known.horizonDays, ahead) };
  const toAt = now + (topic.horizonDays + 2) * DAY;
  const supply = await supplyOf(q, pilot, { topic, person, unheld, now, toAt });
  const booked = unreached && { booked: await bookedTimes(q, name, now, toAt) };
  return { pilot, topic, wish, supply, now, ...booked };
}

/**
 * The number of days that are read first: most people find enough open days in them, and reading on would take most of
 * the time of a search.
 */
export const NEAR_DAYS = 13;

/** The first `most` open days. If the first `NEAR_DAYS` days have fewer, `search` covers the topic's whole horizon. */
export async function firstDays(
  q: Q,
  content: Pick<Content, 'pilots'>,
  asked: Asked,
  most: number,
): Promise<{ search: Search; open: OpenDay[] } | undefined> {
  const near = await searchFor(q, content, { ...asked, ahead: NEAR_DAYS });
  if (near === undefined) return undefined;
  const soon = daysOf(near, most);
  if (soon.length === most) return { search: near, open: soon };
  const search = await searchFor(q, content, asked);
  return search && { search, open: daysOf(search, most) };
}

/** A search without the topic's minimum notice, since staff book and move at short notice. */
export const atShortNotice = (search: Search): Search => ({ ...search, topic: { ...search.topic, noticeMinutes: 0 } });

/** The open days of a search, at most `most`. */
export function daysOf({ supply, wish, topic, pilot, now, booked }: Search, most?: number): OpenDay[] {
  if (booked === undefined) return openDays(supply, wish, topic, pilot.zone, now, most);
  const open = openDays(supply, wish, topic, pilot.zone, now);
  return daysForUnreached(open, booked, supply, topic, pilot.zone, now).slice(0, most);
}

/** Whether there are free times, and all of them are kept for people whom we can write to first. */
export const isKept = ({ booked, ...search }: Search): boolean => booked !== undefined && daysOf(search, 1).length > 0;

/** A slot's id holds everything that is needed to book it: its start and its counsellor. */
export const slotId = ({ startAt, counsellor }: Pick<Slot, 'startAt' | 'counsellor'>): string =>
  `${startAt / BUCKET}-${counsellor}`;

const readSlotId = (id: string): { startAt: number; counsellor: string } => {
  const at = id.indexOf('-');
  return { startAt: Number(id.slice(0, at)) * BUCKET, counsellor: id.slice(at + 1) };
};

/** The slot with this id; undefined when its counsellor is not free then, or its day is not open to the person. */
export function slotOf({ booked, ...search }: Search, id: string): Slot | undefined {
  const { counsellor, startAt } = readSlotId(id);
  const desks = search.supply.desks.filter((desk) => desk.counsellor === counsellor);
  const days = daysOf({ ...search, supply: { ...search.supply, desks } });
  // The share of a day is one of all counsellors together: the times of one of them cannot tell whether it is used up.
  const open = booked && new Set(daysOf({ ...search, booked }).map(({ date }) => date));
  const day = days.find(({ slots }) => slots.some((slot) => slot.startAt === startAt));
  if (day === undefined || open?.has(day.date) === false) return undefined;
  return day.slots.find((slot) => slot.startAt === startAt);
}

/** Up to three other slots near a slot that is gone. */
export function othersNear(search: Search, id: string): Slot[] {
  const others = alternatives(daysOf(search), readSlotId(id).startAt, 4).filter((slot) => slotId(slot) !== id);
  return others.slice(0, 3);
}
