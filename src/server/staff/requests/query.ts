import { pilotOf } from '../../../content.ts';
import { accountWho } from '../../../store/accounts.ts';
import { notReachedAmong } from '../../../store/reach.ts';
import { HEARS_COMPLAINTS, openRequests, type Request, versionOf } from '../../../store/requests.ts';
import { listResources } from '../../../store/resources.ts';
import { colleaguesIn } from '../../../store/team.ts';
import { isSameLanguage } from '../../../text/languages.ts';
import { lookAtRequest } from '../../../turn/requests/by-staff.ts';
import { reachOf } from '../../../turn/requests/reach.ts';
import type { World } from '../../../turn/world.ts';
import { pilotsOf } from '../../released.ts';
import type { Reader } from '../reader.ts';
import { zoneFor } from '../zone.ts';
import type { Draft, Listed, Queue, Thread } from './view.ts';

/** The people who deal with requests, with their names and languages. */
async function teamOf({ store, vault }: World, pilots: readonly string[]) {
  const accounts = (await colleaguesIn(store.read, pilots)).map((one) => ({
    ...one,
    name: vault.open('house', `account:name:${one.id}`, one.name),
  }));
  const interpreters = (await listResources(store.read))
    .filter(({ kind, pilot }) => kind === 'interpreter' && pilots.includes(pilot))
    .map((one) => ({ ...one, name: vault.open('house', `resource:name:${one.id}`, one.name) }));
  return { accounts, interpreters };
}

/** The open requests as one of the staff finds them: what is late first, then theirs, then what they can read. */
export async function lookAtQueue(
  world: World,
  language: string,
  principal: Reader,
  notice: Queue['notice'],
): Promise<Queue> {
  const { store, content } = world;
  const now = world.clock();
  const pilots = pilotsOf(principal, content);
  const version = await versionOf(store.read, principal);
  const { accounts, interpreters } = await teamOf(world, pilots);
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const own = accounts.find(({ id }) => id === principal.account)?.speaks ?? [];
  const open = await openRequests(store.read, { ...principal, pilots });
  const notReached = await notReachedAmong(store.read, peopleOf(open));
  const listed = open.map((request): Listed => {
    const isSpoken = accounts.some(
      ({ speaks, pilots: theirs }) =>
        theirs.includes(request.pilot) && speaks.some((one) => isSameLanguage(one, request.language)),
    );
    return {
      request,
      zone: pilotOf(content, request.pilot).zone,
      taker: request.takenBy === null ? null : (names.get(request.takenBy) ?? ''),
      isMine: request.takenBy === principal.account,
      isUntold: notReached.has(request.person ?? ''),
      interpreters:
        isSpoken || request.language === ''
          ? null
          : interpreters
              .filter(
                (one) =>
                  one.pilot === request.pilot && one.languages.some((tag) => isSameLanguage(tag, request.language)),
              )
              .map(({ name }) => name),
    };
  });
  const groups = Map.groupBy(listed, (one) => groupOf(one, principal, own, now));
  const shown = { principal, now, version, notice, demo: world.demo, groups };
  return { ...shown, ...zoneFor(world, language, principal) };
}

const peopleOf = (requests: readonly Pick<Request, 'person'>[]) => requests.flatMap(({ person }) => person ?? []);

function groupOf({ request, isMine }: Listed, { role }: Reader, own: readonly string[], now: number) {
  const { snoozedUntil, escalatedAt, waitingSince, language, crowd, takenBy } = request;
  // Many at once from one network must not bury anybody else's.
  if (crowd && takenBy === null) return 'crowd';
  if (escalatedAt !== null && HEARS_COMPLAINTS.includes(role)) return 'late';
  if (snoozedUntil !== null && snoozedUntil > now) return 'snoozed';
  if (waitingSince === null) return 'answered';
  if (isMine) return 'mine';
  return own.some((one) => isSameLanguage(one, language)) ? 'own' : 'others';
}

/** One request with its thread; undefined where it is closed, or not for this member of staff. */
export async function lookAtThread(
  world: World,
  principal: Reader,
  id: string,
  draft: Draft,
): Promise<Thread | undefined> {
  const { store, content } = world;
  const version = await versionOf(store.read, principal);
  const found = await lookAtRequest(world, principal, id);
  if (found === undefined) return undefined;
  const { request } = found;
  const { accounts, interpreters } = await teamOf(world, [request.pilot]);
  const nameOf = new Map([
    ...accounts.map(({ id: account, name }) => [accountWho(account), name] as const),
    ...interpreters.map((one) => [`resource:${one.id}`, one.name] as const),
  ]);
  return {
    ...{ principal, now: world.clock(), version, request, draft },
    zone: pilotOf(content, request.pilot).zone,
    thread: found.thread.map((entry) => ({
      ...entry,
      name: nameOf.get(accountWho(entry.account ?? '')) ?? '',
      to: nameOf.get(entry.handedTo ?? '') ?? '',
    })),
    taker: request.takenBy === null ? null : (nameOf.get(accountWho(request.takenBy)) ?? ''),
    isMine: request.takenBy === principal.account,
    isUntold: (await notReachedAmong(store.read, [request.person])).has(request.person),
    reach: await reachOf(world, request.person),
    colleagues: accounts
      .filter((one) => one.id !== principal.account && one.pilots.includes(request.pilot))
      .filter(({ role }) => request.kind === 'human' || HEARS_COMPLAINTS.includes(role))
      .map(({ id: account, name }) => ({ to: accountWho(account), name })),
    interpreters: interpreters.map((one) => ({ to: `resource:${one.id}`, name: one.name })),
    languages: languagesFor(world, request),
    steps: content.model.wayOf(request.pilot),
  };
}

/** The languages of a pilot, the person's own first. */
function languagesFor({ content }: World, { pilot, language }: Request): string[] {
  const offered = pilotOf(content, pilot).languages;
  return [...new Set([...offered.filter((tag) => tag === language), ...offered])];
}
