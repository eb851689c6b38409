import { type Counsellor, renewFeed, setDetails } from '../../store/counsellors.ts';
import { note } from '../../store/log.ts';
import { hashSecret } from '../../store/principal.ts';
import type { World } from '../world.ts';
import { fieldsOf, type Read, type Typed } from './typed.ts';

/** The longest address of a calendar, in UTF-16 units: Outlook's are over 300. */
const LONGEST = 2000;

/**
 * The address of a calendar to read, in the field `url`; null where none is typed. Google and Outlook offer `webcal:`
 * addresses too, which are https under another name.
 */
export function readCalendar({ calendarHosts }: Pick<World, 'calendarHosts'>, typed: Typed): Read<string | null> {
  const fields = fieldsOf(typed);
  const url = fields.text('url', LONGEST, 'optional').replace(/^webcals?:/i, 'https:');
  if (url !== '' && !mayBeRead(url, calendarHosts)) fields.wrong('url', { text: 'faults:https' });
  return fields.done(() => (url === '' ? null : url));
}

/** Whether an address is one that a calendar may have: https, or of a host that the operator has named. */
function mayBeRead(address: string, hosts: ReadonlySet<string>): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && hosts.has(hostname));
}

/** Sets the calendar whose times are not offered; null removes it. It is read at once. `who`: null for the command line. */
export async function setCalendarByStaff(
  { store, vault, clock }: Pick<World, 'store' | 'vault' | 'clock'>,
  { who }: { who: string | null },
  { id, pilot }: Pick<Counsellor, 'id' | 'pilot'>,
  url: string | null,
): Promise<void> {
  const busyUrl = url === null ? null : vault.seal('house', `counsellor:busyUrl:${id}`, url);
  await store.tx(async (q) => {
    await setDetails(q, id, { busyUrl }, clock());
    await note(q, { who, what: 'calendar-set', target: id, pilot, at: clock() });
  });
}

/** Gives a counsellor's feed a new address, which is returned once; the old one stops working. */
export async function renewFeedByStaff(
  { store, clock, random, publicUrl }: Pick<World, 'store' | 'clock' | 'random' | 'publicUrl'>,
  { who }: { who: string | null },
  { id, pilot }: Pick<Counsellor, 'id' | 'pilot'>,
  discreet: boolean,
): Promise<string> {
  const secret = random(32).toString('base64url');
  await store.tx(async (q) => {
    await renewFeed(q, id, hashSecret(secret), discreet);
    await note(q, { who, what: 'feed-renewed', target: id, pilot, at: clock() });
  });
  return `${publicUrl}/calendar/${secret}.ics`;
}
