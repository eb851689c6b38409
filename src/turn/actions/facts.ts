import { onePerSignUp } from '../../booking/sign-up.ts';
import { wishCodes } from '../../booking/wishes.ts';
import { pilotOf } from '../../content.ts';
import type { Item, Value } from '../../conversation/conversation.ts';
import { today } from '../../pilot/confirmed.ts';
import { isOffered, textsOfService } from '../../pilot/facts.ts';
import type { Service } from '../../pilot/pilot.ts';
import type { Appointment } from '../../store/booking.ts';
import { videoOf } from '../../store/counsellors.ts';
import { type Office, officeOf, servicesOf } from '../../store/offices.ts';
import { offeredLanguage } from '../../text/languages.ts';
import type { Param } from '../../text/texts.ts';
import { type Act, chosenPilot } from './action.ts';

/** Turns an appointment into the variables of a flow. */

export const zoneOf = ({ world }: Pick<Act, 'world'>, pilot: string): string => pilotOf(world.content, pilot).zone;

/** Today's date (ISO) where the person's pilot is. */
export const dayOf = (act: Act): string => today(act.setting.now, chosenPilot(act)?.zone ?? 'UTC');

/**
 * The services that the pilot offers to people; those for professionals are kept for staff. One that staff have added is
 * shown once the translation file has its texts: nobody is told of a service without a name.
 */
export async function servicesShown(act: Act): Promise<Service[]> {
  const { texts } = act.world.content.model;
  const pilot = act.conversation.pilot ?? '';
  const language = offeredLanguage(texts, act.conversation.language);
  const isNamed = (id: string) => textsOfService(pilot, id).every((key) => texts.raw(language, key) !== undefined);
  const services = await servicesOf(act.q, pilot);
  return services.filter((one) => one.audience === undefined && isOffered(one) && isNamed(one.id));
}

/** The name of a pilot's time zone, as people there say it. */
export function zoneName(act: Act, pilot = chosenPilot(act)?.pilot): Record<string, Value> {
  return pilot === undefined ? {} : { zoneName: { text: `pilots:${pilot}.zone` } };
}

/** When and where an appointment takes place, as the person needs to know it. */
export async function factsOf(act: Act, a: Appointment): Promise<Record<string, Value>> {
  const zone = zoneOf(act, a.pilot);
  return {
    reference: a.signUp ?? a.reference,
    when: { dateTime: a.startAt, zone },
    clock: { time: a.startAt, zone },
    zoneName: { text: `pilots:${a.pilot}.zone` },
    ...(await whereOf(act, a, await officeOf(act.q, a.counsellor))),
  };
}

/** Where an appointment is held: at an office, by phone, or by a link. `isPrinted`: it is read on paper. */
export async function whereOf(
  act: Pick<Act, 'q' | 'world'>,
  { mode, counsellor }: Pick<Appointment, 'mode' | 'counsellor'>,
  office: Office | undefined,
  { isPrinted = false } = {},
): Promise<Record<string, Value>> {
  if (mode === 'phone')
    return { officeName: { text: 'common:by-phone' }, officeAddress: { text: 'common:by-phone-how' } };
  if (mode === 'video') {
    const link = await videoOf(act.q, counsellor);
    const opened = link && act.world.vault.open('house', `counsellor:video:${counsellor}`, link);
    return { officeName: { text: 'common:by-video' }, officeAddress: opened ?? { text: 'common:by-video-how' } };
  }
  return {
    officeName: office?.name ?? '',
    officeAddress: { lines: [addressOf(office, isPrinted), ...accessOf(office)] },
  };
}

/** How accessible an office is, as a line under its address. */
function accessOf({ access = [] }: Partial<Office> = {}): Param[] {
  const items = access.map((code): Param => ({ text: `common:access.${code}` }));
  return items.length === 0 ? [] : [{ name: { text: 'common:office-has' }, value: { list: items } }];
}

/**
 * The address of an office, as soon as a named person of the pilot has confirmed it as it stands. One that was confirmed
 * long ago is told too: somebody who has an appointment has to find it, and staff see it on their list to check.
 */
function addressOf(office: Office | undefined, isPrinted: boolean): Param {
  const { address = null, pin = null, demo = false, confirmedOn = null } = office ?? {};
  if (address === null || (confirmedOn === null && !demo)) return { text: 'common:address-unconfirmed' };
  // Nobody taps a link on paper.
  return pin === null || isPrinted ? address : { list: [address, mapLink(pin)] };
}

/** A map that needs no account and asks for no consent. */
const mapLink = ({ lat, lon }: { lat: number; lon: number }): string =>
  `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=18/${lat}/${lon}`;

/** The person's wishes for an appointment; `office`: the name of the only one that they want. */
export function wishesShown(wish: Parameters<typeof wishCodes>[0], office?: string): Value {
  const list = wishCodes(wish).map((code): Param => ({ text: `common:wish.${code}` }));
  if (office !== undefined) list.push(office);
  return list.length === 0 ? { text: 'common:wish.none' } : { list };
}

/** Open appointments to choose from; of a course, the next meeting stands for all. */
export const asItems = (act: Act, open: readonly Appointment[]): Item[] =>
  onePerSignUp(open).map((a) => ({ id: a.reference, label: { moment: a.startAt, zone: zoneOf(act, a.pilot) } }));
