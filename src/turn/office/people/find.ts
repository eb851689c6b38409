import { readReference } from '../../../booking/reference.ts';
import { readShownCode } from '../../../conversation/shown-code.ts';
import { invitationById } from '../../../store/booking-invitations.ts';
import { noteOnce } from '../../../store/log.ts';
import type { Principal } from '../../../store/principal.ts';
import { takeShownCode } from '../../../store/shown-codes.ts';
import type { Q } from '../../../store/store.ts';
import { countTry, forgive } from '../../../store/throttle.ts';
import { asciiDigits } from '../../../text/digits.ts';
import { appointmentFor } from '../../appointments/for-staff.ts';
import { requestFor } from '../../requests/for-staff.ts';
import type { World } from '../../world.ts';
import { type Found, personFor, type Sought } from './person.ts';

/** What staff type to find one person: the reference of an appointment, or the code that the person shows. */
export type Typed = { reference: string } | { code: string };

/** What staff come from: the page of an appointment or of an open request, or an open invitation to book. */
export type From = { appointment: string } | { request: string } | { invitation: string };

/**
 * Finds the person of what staff have typed. Wrong tries are counted, so that nobody can guess: `held` says until when
 * (epoch ms) the next is not looked at. `unknown`: nobody is found, or nobody of the principal's pilots.
 */
export async function findByTyping(
  world: World,
  by: Principal,
  typed: Typed,
): Promise<Found | 'unknown' | { held: number }> {
  const { store, vault } = world;
  const own = { key: vault.blindIndex('throttle', 'person', by.who), more: 0 };
  return store.tx(async (q) => {
    const at = world.clock();
    const held = await countTry(q, [own], at);
    if (held !== undefined) {
      await noteOnce(q, { who: by.who, what: 'person-held', target: '', pilot: null, at });
      return { held };
    }
    const found = await ('code' in typed ? byCode(world, q, typed.code) : byReference(world, q, by, typed.reference));
    const theirs = found && (await theirsOf(world, q, by, found));
    if (theirs === undefined) return 'unknown';
    await forgive(q, own.key);
    return theirs;
  });
}

/** Finds the person of what staff come from; undefined where there is none of the principal's pilots. */
export async function findFrom(world: World, by: Principal, from: From): Promise<Found | undefined> {
  return world.store.tx(async (q) => {
    const found = await ('appointment' in from
      ? personOf(await appointmentFor(world, q, by, { id: from.appointment }))
      : 'request' in from
        ? byRequest(world, q, by, from.request)
        : byInvitation(q, from.invitation));
    return found && theirsOf(world, q, by, found);
  });
}

/** The person, in the pilot in which they are; undefined unless that is one of the principal's. */
async function theirsOf(world: World, q: Q, by: Principal, found: Sought): Promise<Found | undefined> {
  const theirs = await personFor(world, q, by, found);
  return theirs && { person: theirs.person.id, pilot: theirs.pilot };
}

async function byReference(world: World, q: Q, by: Principal, typed: string): Promise<Sought | undefined> {
  const reference = readReference(asciiDigits(typed));
  return reference === null ? undefined : personOf(await appointmentFor(world, q, by, { reference }));
}

/** A code is used up by whoever of the staff types it; the person's own pilot decides whether it leads anywhere. */
async function byCode({ vault, clock }: World, q: Q, typed: string): Promise<Sought | undefined> {
  const code = readShownCode(typed);
  const person = code === null ? undefined : await takeShownCode(q, vault.blindIndex('staff-code', code), clock());
  return person === undefined ? undefined : { person, pilot: null };
}

async function byRequest(world: World, q: Q, by: Principal, id: string): Promise<Sought | undefined> {
  const request = await requestFor(world, q, by, id);
  return request?.state === 'open' ? personOf(request) : undefined;
}

async function byInvitation(q: Q, id: string): Promise<Sought | undefined> {
  const invitation = await invitationById(q, id);
  return invitation?.state === 'open' ? personOf(invitation) : undefined;
}

const personOf = (of: { person: string | null; pilot: string } | undefined): Sought | undefined =>
  of?.person == null ? undefined : { person: of.person, pilot: of.pilot };
