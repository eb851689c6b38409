import { MODES, type Mode, type OpenDay, type Wish } from '../../../booking/slots.ts';
import { type WishCode, wishCodes } from '../../../booking/wishes.ts';
import type { Q } from '../../../store/store.ts';
import { topicsOf } from '../../../store/supply.ts';
import { atShortNotice, daysOf, type Search, searchFor } from '../../appointments/search.ts';
import type { World } from '../../world.ts';
import { type Fields, fieldsOf, type Read, type Typed } from '../typed.ts';

/** What staff look for on behalf of somebody: the topic, and how they would like it. */
export interface Wanted {
  topic: string;
  wish: Wish;
}

/** For whom: a person of a pilot, or somebody without a chat there (`person`: null). */
export interface ForWhom {
  pilot: string;
  person: string | null;
}

/** The wishes that are boxes to tick. How an appointment is held is a choice of its own. */
export const TICKED = ['woman', 'own-language', 'childcare'] as const satisfies readonly WishCode[];

/** The values from which staff choose. */
export interface Choices {
  topics: string[];
  /** BCP 47. */
  languages: string[];
  modes: readonly Mode[];
}

/** What can be chosen. Without a chat nobody is called, since the number would be kept with nobody to delete it for. */
export async function choicesOf({ content }: World, q: Q, { pilot, person }: ForWhom): Promise<Choices> {
  return {
    topics: (await topicsOf(q, pilot)).map(({ id }) => id),
    languages: content.model.texts.languages.map(({ tag }) => tag),
    modes: person === null ? MODES.filter((mode) => mode !== 'phone') : MODES,
  };
}

/** Reads what staff look for, as they typed it. */
export const readWanted = (typed: Typed, choices: Choices): Read<Wanted> => wantedIn(fieldsOf(typed), choices);

/** The same together with other fields of the form. */
export function wantedIn(fields: Fields, { topics, languages, modes }: Choices): Read<Wanted> {
  const topic = fields.one('topic', topics);
  const language = fields.one('language', languages);
  const mode = fields.one('mode', modes);
  const wished = fields.some('wish', TICKED, 'optional');
  const wishes = { woman: wished.includes('woman'), ownLanguage: wished.includes('own-language') };
  const childcare = wished.includes('childcare');
  return fields.done(() => ({ topic, wish: { ...wishes, childcare, language, mode, office: null } }));
}

/** A wish as the form holds it. */
export const typedOf = (wish: Wish): Typed => ({
  language: [wish.language],
  mode: [wish.mode],
  wish: TICKED.filter((one) => wishCodes(wish).includes(one)),
});

/** Searches the times for somebody; undefined where the topic is gone. */
export async function searchAtCounter(
  world: World,
  q: Q,
  { pilot, person }: ForWhom,
  { topic, wish }: Wanted,
): Promise<Search | undefined> {
  const asked = { pilot, topic, wish, now: world.clock(), ...(person !== null && { person }) };
  const search = await searchFor(q, world.content, asked);
  return search && atShortNotice(search);
}

/** The free times for somebody, by day, up to the horizon of the topic. */
export async function timesAtCounter(world: World, q: Q, whom: ForWhom, wanted: Wanted): Promise<OpenDay[]> {
  const search = await searchAtCounter(world, q, whom, wanted);
  return search === undefined ? [] : daysOf(search);
}
