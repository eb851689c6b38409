import { type Context, Hono } from 'hono';
import { readReference } from '../../../booking/reference.ts';
import { accountWho, listAccounts } from '../../../store/accounts.ts';
import { DEEDS, type Deed } from '../../../store/codes.ts';
import { isNameInLog, type LogRow, nameInLog, readLog } from '../../../store/log.ts';
import { listTokens, tokenWho } from '../../../store/tokens.ts';
import { appointmentFor } from '../../../turn/appointments/for-staff.ts';
import type { World } from '../../../turn/world.ts';
import { preferred } from '../../http/language.ts';
import { only, type StaffEnv } from '../session.ts';
import { zoneFor } from '../zone.ts';
import { type LogEntry, logPage } from './view.ts';

/** How many entries one page of the log shows. */
const ON_A_PAGE = 50;

/** The log of staff, which an admin reads. */
export function logRoutes(world: World) {
  return new Hono<StaffEnv>().get('/staff/log', only(world, '/staff/log'), show(world));
}

/** What is done to appointments and to other things. */
const OF_MANY_KINDS: readonly Deed[] = ['copied', 'refused-other'];
/** What is done to people is said without leading to them. */
const isOfPerson = (what: Deed): boolean => what === 'person' || what.startsWith('person-');

const show = (world: World) => async (c: Context<StaffEnv>) => {
  const { store, vault, content } = world;
  const { texts } = content.model;
  const principal = c.get('principal');
  const isOurs = ({ pilots }: { pilots: readonly string[] }) => pilots.every((one) => principal.pilots.includes(one));
  const accounts = (await listAccounts(store.read)).filter(isOurs);
  const tokens = (await listTokens(store.read)).filter(isOurs);
  const names = new Map([
    ...accounts.map((one) => [accountWho(one.id), vault.open('house', `account:name:${one.id}`, one.name)] as const),
    ...tokens.map((one) => [tokenWho(one.hash), one.label] as const),
  ]);
  const { who, what, reference = '', before } = c.req.query();
  const written = readReference(reference);
  // A reference that no appointment has finds nothing, and not everything.
  const found =
    written === null ? undefined : await store.tx((q) => appointmentFor(world, q, principal, { reference: written }));
  const target = reference.trim() === '' ? undefined : found === undefined ? '?' : nameInLog(vault, found.id);
  const rows = await readLog(
    store.read,
    {
      ...{ pilots: principal.pilots, whos: [...names.keys()], target },
      who: names.has(who ?? '') ? who : undefined,
      what: DEEDS.find((one) => one === what),
      before: cursorIn(before),
    },
    ON_A_PAGE + 1,
  );
  const entries = rows.slice(0, ON_A_PAGE).map((row) => shownAs(row, names, found?.reference ?? null));
  const last = rows.length > ON_A_PAGE ? rows[ON_A_PAGE - 1] : undefined;
  const language = preferred(c, texts);
  return c.html(
    logPage(texts, language, {
      ...{ principal, now: world.clock(), entries, people: [...names] },
      ...zoneFor(world, language, principal),
      filter: { who, what, reference },
      next: last === undefined ? null : `${last.at}.${last.id}`,
    }),
  );
};

/** The place in the log that the link to older entries names. */
function cursorIn(before: string | undefined): { at: number; id: number } | undefined {
  const [, at, id] = /^(\d{1,15})\.(-?\d{1,19})$/.exec(before ?? '') ?? [];
  return at === undefined ? undefined : { at: Number(at), id: Number(id) };
}

/**
 * An entry with names for people. An appointment has its reference where it was asked for by it, and no name otherwise:
 * the log does not lead to it.
 */
function shownAs(row: LogRow, names: ReadonlyMap<string, string>, reference: string | null): LogEntry {
  const isOfAppointment =
    row.what.startsWith('appointment') ||
    isOfPerson(row.what) ||
    row.target === '' ||
    (OF_MANY_KINDS.includes(row.what) && isNameInLog(row.target));
  return {
    ...row,
    name: row.who === null ? null : (names.get(row.who) ?? ''),
    about: reference ?? names.get(accountWho(row.target)) ?? (isOfAppointment ? '' : null),
  };
}
