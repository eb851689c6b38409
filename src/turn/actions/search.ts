import { BUCKET } from '../../booking/claims.ts';
import { alternatives, type OpenDay, openDays, type Slot, type Supply, type Wish } from '../../booking/slots.ts';
import { wishOf } from '../../booking/wishes.ts';
import type { Item } from '../../conversation/conversation.ts';
import type { Pilot } from '../../pilot/pilot.ts';
import { supplyOf, type Topic, topicsOf } from '../../store/supply.ts';
import { type Act, chosenPilot, word } from './action.ts';

const DAY = 86_400_000;

/** What somebody looks for, and all that there is of it. */
export interface Search {
  pilot: Pilot;
  topic: Topic;
  wish: Wish;
  supply: Supply;
  now: number;
}

/**
 * The search for the topic of this turn, or another, with the person's wishes; nothing where the topic is gone. No more than
 * `ahead` days are read, nor more than the topic opens.
 */
export async function searchOf(
  act: Act,
  topicId = word(act, 'topic'),
  wish = wishOf(act.conversation.profile, act.conversation.language ?? ''),
  ahead = Number.POSITIVE_INFINITY,
): Promise<Search | undefined> {
  const pilot = chosenPilot(act);
  const { now } = act.setting;
  const found = pilot === undefined ? [] : await topicsOf(act.q, pilot.pilot);
  const known = found.find(({ id }) => id === topicId);
  if (pilot === undefined || known === undefined) return undefined;
  const topic = { ...known, horizonDays: Math.min(known.horizonDays, ahead) };
  const toAt = now + (topic.horizonDays + 2) * DAY;
  const supply = await supplyOf(act.q, pilot, { topic, person: act.person, now, toAt });
  return { pilot, topic, wish, supply, now };
}

/** Most people find enough open days so soon, and reading on would take most of the time of a search. */
export const NEAR_DAYS = 13;

/** The first `most` days that are open. Where there are fewer, `search` is the one over the whole horizon. */
export async function firstDays(act: Act, most: number): Promise<{ search: Search; open: OpenDay[] } | undefined> {
  const near = await searchOf(act, undefined, undefined, NEAR_DAYS);
  if (near === undefined) return undefined;
  const soon = daysOf(near, most);
  if (soon.length === most) return { search: near, open: soon };
  const search = await searchOf(act);
  return search && { search, open: daysOf(search, most) };
}

/** The days of a search that are open. */
export const daysOf = ({ supply, wish, topic, pilot, now }: Search, most?: number): OpenDay[] =>
  openDays(supply, wish, topic, pilot.zone, now, most);

/** A slot's id holds all that books it: when and who. */
export const slotId = ({ startAt, counsellor }: Pick<Slot, 'startAt' | 'counsellor'>): string =>
  `${startAt / BUCKET}-${counsellor}`;

const readSlotId = (id: string): { startAt: number; counsellor: string } => {
  const at = id.indexOf('-');
  return { startAt: Number(id.slice(0, at)) * BUCKET, counsellor: id.slice(at + 1) };
};

/** The slot with this id, as long as it can be had; whoever else is free then is somebody else. */
export function slotOf(search: Search, id: string): Slot | undefined {
  const { counsellor, startAt } = readSlotId(id);
  const desks = search.supply.desks.filter((desk) => desk.counsellor === counsellor);
  const days = daysOf({ ...search, supply: { ...search.supply, desks } });
  return days.flatMap(({ slots }) => slots).find((slot) => slot.startAt === startAt);
}

export const asTimes = (slots: readonly Slot[], zone: string): Item[] =>
  slots.map((slot) => ({ id: slotId(slot), label: { moment: slot.startAt, zone } }));

/** Three others near a time that is gone. */
export function othersNear(search: Search | undefined, id: string): Item[] {
  if (search === undefined) return [];
  const others = alternatives(daysOf(search), readSlotId(id).startAt, 4).filter((slot) => slotId(slot) !== id);
  return asTimes(others.slice(0, 3), search.pilot.zone);
}
