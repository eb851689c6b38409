import { pilotOf } from '../../../content.ts';
import type { Conversation } from '../../../conversation/conversation.ts';
import { ASK_UNTIL } from '../../../conversation/outcome.ts';
import { newProgramme } from '../../../conversation/programme.ts';
import { today } from '../../../pilot/confirmed.ts';
import { appointmentsOf } from '../../../store/booking.ts';
import { contactsOf } from '../../../store/people.ts';
import { openRequestsOf } from '../../../store/requests.ts';
import { showsCv } from '../../../turn/appointments/cv.ts';
import { documentLanguages } from '../../../turn/documents.ts';
import { lookAtPerson } from '../../../turn/office/people/look.ts';
import type { ForStaff, Found } from '../../../turn/office/people/person.ts';
import type { World } from '../../../turn/world.ts';
import { readNames, shownAs } from '../desk/query.ts';
import { takenAlong } from '../desk/taken.ts';
import type { Reader } from '../reader.ts';
import type { Card, Consents } from './card.ts';
import type { Draft } from './programme.ts';

/** More appointments than anybody has in the months for which they are kept. */
const MOST = 50;

/** A person as the card shows them, and notes the look; undefined where they are not of the reader's pilots. */
export async function readCard(
  world: World,
  reader: Reader,
  found: Found,
  draft: Draft | null = null,
): Promise<Omit<Card, 'handle' | 'principal' | 'now' | 'notice'> | undefined> {
  const opened = await lookAtPerson(world, reader, found);
  return opened && cardOf(world, reader, opened, draft);
}

async function cardOf(
  world: World,
  reader: Reader,
  { person, pilot, openness, conversation: c }: ForStaff,
  draft: Draft | null,
) {
  const { store, content } = world;
  const isGone = openness === 'forgotten';
  const appointments = isGone ? [] : await appointmentsOf(store.read, person.id, reader.pilots, MOST);
  const shown = appointments.map(shownAs(world, await readNames(world)));
  const isToCome = ({ status, endAt }: (typeof shown)[number]) => status === 'scheduled' && endAt >= world.clock();
  const { zone } = pilotOf(content, pilot);
  const taken = openness === 'whole' ? takenAlong(world, person, pilot) : null;
  return {
    ...{ pilot, openness, zone },
    language: c?.language ?? null,
    apps: isGone ? [] : (await contactsOf(store.read, person.id)).map(({ channel }) => channel),
    lastDay: isGone ? null : new Date(person.lastDay).toISOString().slice(0, 10),
    taken: taken === 'unreadable' ? null : taken,
    toCome: shown.filter(isToCome).toReversed(),
    past: shown.filter((a) => !isToCome(a)),
    requests: isGone ? [] : await openRequestsOf(store.read, reader, person.id),
    programme:
      openness !== 'whole' || c === null
        ? null
        : {
            programme: c.programme ?? newProgramme(),
            hasCome: shown.some(({ status }) => status === 'arrived'),
            today: today(world.clock(), zone),
            draft,
          },
    copies: documentLanguages(world, { pilot, language: c?.language ?? null }),
    consents: openness === 'whole' && c !== null ? consentsOf(world, c, pilot) : null,
  };
}

function consentsOf(world: World, c: Conversation, pilot: string): Consents | null {
  if (c.consent === null) return null;
  const { notice, language, at } = c.consent;
  return {
    notice: { version: notice, language, at },
    plans: c.way?.shared === true,
    cv: showsCv(world, c, pilot),
    news: c.profile.news !== undefined,
    later: c.profile[ASK_UNTIL] ?? null,
  };
}
