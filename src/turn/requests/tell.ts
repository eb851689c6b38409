import type { NoticeOfRequest } from '../../store/codes.ts';
import { noteRequest } from '../../store/notices.ts';
import { findRequest, maySee, type Request } from '../../store/requests.ts';
import type { Q } from '../../store/store.ts';
import { type Colleague, colleaguesIn } from '../../store/team.ts';
import { isSameLanguage } from '../../text/languages.ts';
import { wayTo } from '../tell-staff/way.ts';
import type { World } from '../world.ts';

/**
 * How long (ms) after a person began to wait staff are told. By then most have said what it is about, and what has become
 * a complaint is never told to those whom it may be about.
 */
const SETTLED = 5 * 60_000;

/**
 * Lines up for staff that the person of a request has begun to wait: for the one who has taken it, otherwise for those who
 * speak the person's language or, where nobody does, for all who may see it.
 */
export async function tellOfWaiting(world: World, q: Q, id: string): Promise<void> {
  const request = await findRequest(q, id);
  if (request === undefined) return;
  const team = await teamFor(world, q, request);
  const taker = team.filter((one) => one.id === request.takenBy);
  const readers = team.filter(({ speaks }) => speaks.some((tag) => isSameLanguage(tag, request.language)));
  const free = readers.length > 0 ? readers : team;
  await line(world, q, 'waiting', request, request.takenBy === null ? free : taker, world.clock() + SETTLED);
}

/** Lines up for the coordinators or, where there is none, for the admins that nobody has answered a request in time. */
export async function tellOfLate(world: World, q: Q, id: string): Promise<void> {
  const request = await findRequest(q, id);
  if (request === undefined) return;
  const team = (await teamFor(world, q, request)).filter(({ role }) => role !== 'counsellor');
  const coordinators = team.filter(({ role }) => role === 'coordinator');
  await line(world, q, 'late', request, coordinators.length > 0 ? coordinators : team, world.clock());
}

/** The staff who may see a request, and whom something leads to. */
const teamFor = async (world: World, q: Q, request: Request): Promise<Colleague[]> =>
  (await colleaguesIn(q, [request.pilot])).filter((one) => maySee(one, request) && wayTo(world, one) !== undefined);

async function line(
  world: World,
  q: Q,
  kind: NoticeOfRequest,
  { id, waitingSince }: Request,
  team: readonly Colleague[],
  due: number,
): Promise<void> {
  if (waitingSince === null) return;
  const accounts = team.map((one) => one.id);
  await noteRequest(q, kind, { id, since: waitingSince }, accounts, { now: world.clock(), due });
}
