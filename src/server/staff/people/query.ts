import { pilotOf } from '../../../content.ts';
import type { Conversation } from '../../../conversation/conversation.ts';
import { ASK_UNTIL } from '../../../conversation/outcome.ts';
import { newProgramme } from '../../../conversation/programme.ts';
import { today } from '../../../pilot/confirmed.ts';
import { appointmentsOf } from '../../../store/booking.ts';
import { invitationOf, openInvitations } from '../../../store/booking-invitations.ts';
import { contactsOf } from '../../../store/people.ts';
import { openRequestsOf } from '../../../store/requests.ts';
import { topicsOf } from '../../../store/supply.ts';
import { showsCv } from '../../../turn/appointments/cv.ts';
import { documentLanguages } from '../../../turn/documents.ts';
import { lastDays, MOST_DAYS, mayInvite } from '../../../turn/office/people/invite.ts';
import { lookAtPerson } from '../../../turn/office/people/look.ts';
import type { ForStaff, Found } from '../../../turn/office/people/person.ts';
import { type World, writesFirst } from '../../../turn/world.ts';
import { readNames, shownAs } from '../desk/query.ts';
import { takenAlong } from '../desk/taken.ts';
import type { Reader } from '../reader.ts';
import type { Card, Consents } from './card.ts';
import type { Inviting } from './invite.ts';
import type { Draft } from './programme.ts';

/** More appointments than anybody has in the months for which they are kept. */
const MOST = 50;

/** The forms of a card that were sent with something wrong: of the programme, and of an invitation. */
export interface Drafts {
  draft?: Draft | null;
  invite?: Inviting['draft'];
}

/** A person as the card shows them, and notes the look; undefined where they are not of the reader's pilots. */
export async function readCard(
  world: World,
  reader: Reader,
  found: Found,
  { draft = null, invite = null }: Drafts = {},
): Promise<Omit<Card, 'handle' | 'principal' | 'now' | 'notice'> | undefined> {
  const opened = await lookAtPerson(world, reader, found);
  return opened && cardOf(world, reader, opened, { draft, invite });
}

async function cardOf(world: World, reader: Reader, opened: ForStaff, { draft = null, invite = null }: Drafts) {
  const { person, pilot, openness, conversation: c } = opened;
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
    inviting: await invitingOf(world, opened, invite),
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

async function invitingOf(world: World, opened: ForStaff, draft: Inviting['draft']): Promise<Inviting | null> {
  const q = world.store.read;
  const { person, pilot } = opened;
  const may = await mayInvite(world, q, opened);
  if (may === 'gone') return null;
  const newest = await invitationOf(q, person.id);
  const [open] = await openInvitations(q, { person: person.id }, (name) => writesFirst(world, name));
  return {
    newest: newest === undefined ? null : { ...newest, reason: open?.reason ?? null },
    lastDay: newest === undefined ? '' : today(newest.until - 1, pilotOf(world.content, pilot).zone),
    may,
    topics: (await topicsOf(q, pilot)).map(({ id }) => id),
    days: { ...lastDays(world, pilot), ahead: MOST_DAYS },
    draft,
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
