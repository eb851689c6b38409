import { wishOf } from '../../../booking/wishes.ts';
import { pilotOf } from '../../../content.ts';
import { offeredLanguage } from '../../../text/languages.ts';
import { placeOnPaper } from '../../../turn/office/counter/place.ts';
import type { Wanted } from '../../../turn/office/counter/wanted.ts';
import { choicesOf, type ForWhom, readWanted, timesAtCounter, typedOf } from '../../../turn/office/counter/wanted.ts';
import type { ForStaff } from '../../../turn/office/people/person.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import { chatsOf, type World } from '../../../turn/world.ts';
import type { Looked } from '../appointment/query.ts';
import type { NamedDay } from '../desk/free-times.ts';
import { namedDays, readNames } from '../desk/query.ts';
import type { Paper } from './paper.ts';
import type { Counter } from './view.ts';

/** What the page to book shows of the pilot: what can be chosen, and the free times once they are asked for. */
export async function readCounter(
  world: World,
  whom: ForWhom,
  typed: Typed,
  isAsked: boolean,
): Promise<Pick<Counter, 'pilot' | 'zone' | 'choices' | 'typed' | 'faults' | 'days'>> {
  const q = world.store.read;
  const choices = await choicesOf(world, q, whom);
  const read = isAsked ? readWanted(typed, choices) : null;
  const faults: Faults = read !== null && 'faults' in read ? read.faults : {};
  const days = read !== null && 'value' in read ? await daysFor(world, whom, read.value) : null;
  return { pilot: whom.pilot, zone: pilotOf(world.content, whom.pilot).zone, choices, typed, faults, days };
}

const daysFor = async (world: World, whom: ForWhom, wanted: Wanted): Promise<NamedDay[]> =>
  namedDays(await readNames(world), await timesAtCounter(world, world.store.read, whom, wanted));

/** The wishes with which the form begins: those of the person's chat. */
export const wishesOf = ({ conversation: c }: ForStaff): Typed => typedOf(wishOf(c?.profile ?? {}, c?.language ?? ''));

/** What an appointment on paper says. `language`: the one that was asked for; without, the one that is spoken at it. */
export async function readPaper(
  world: World,
  { a, names }: Looked,
  language = a.language,
): Promise<Pick<Paper, 'appointment' | 'language' | 'languages' | 'place' | 'chats'>> {
  const { texts } = world.content.model;
  const { zone, languages } = pilotOf(world.content, a.pilot);
  const shown = offeredLanguage(texts, language);
  return {
    language: shown,
    languages: languages.includes(shown) ? languages : [shown, ...languages],
    appointment: { ...a, zone, counsellorName: names.nameOf(a.counsellor) },
    place: await placeOnPaper(world, world.store.read, a),
    chats: chatsOf(world).map(({ channel, address }) => ({ channel, address })),
  };
}
