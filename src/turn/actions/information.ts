import type { Item, Value } from '../../conversation/conversation.ts';
import { isConfirmed, standingOf, today } from '../../pilot/confirmed.ts';
import { Service } from '../../pilot/pilot.ts';
import { servicesOf } from '../../store/offices.ts';
import type { TextKey } from '../../text/keys.ts';
import type { Param } from '../../text/texts.ts';
import { type Act, type Action, chosenPilot, word } from './action.ts';
import { zoneOf } from './facts.ts';

/** Tells the rule about the right to work, only if a named person has confirmed it, or if it was read in a source. */
export const rights: Action = async (act) => {
  const pilot = chosenPilot(act);
  const status = word(act, 'status');
  const row = pilot?.rights[status];
  if (pilot === undefined || row === undefined) return { outcome: 'unknown' };
  const said: Record<string, Value> = { rights: { text: `${pilot.pilot}:rights.${status}` } };
  if (isConfirmed(row, dayOf(act))) return { outcome: 'confirmed', set: { ...said, asOf: { date: row.confirmedOn } } };
  if (row.state !== 'V') return { outcome: 'unknown' };
  return row.asOf === undefined
    ? { outcome: 'undated', set: said }
    : { outcome: 'published', set: { ...said, asOf: row.asOf } };
};

export const services: Action = async (act) => {
  const items = (await stored(act)).map(({ id }): Item => ({ id, label: { text: nameOf(act, id) } }));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { services: items } };
};

export const service: Action = async (act) => {
  const found = (await stored(act)).find(({ id }) => id === word(act, 'service'));
  if (found === undefined) return { outcome: 'gone' };
  const standing = standingOf(found, dayOf(act));
  const contacts = standing.by === 'nothing' ? [] : standing.contacts;
  const set: Record<string, Value> = {
    serviceName: { text: nameOf(act, found.id) },
    serviceOffer: { text: `${act.conversation.pilot}:services.${found.id}.offer` },
    serviceContact: { list: contacts.map(({ value }) => value) },
    source: found.source ?? '',
  };
  if (standing.by === 'nothing') return { outcome: 'unsure', set };
  if (standing.by === 'confirmation')
    return { outcome: 'confirmed', set: { ...set, asOf: { date: standing.confirmedOn } } };
  if (found.asOf !== undefined) return { outcome: 'published', set: { ...set, asOf: found.asOf } };
  return { outcome: 'undated', set };
};

/** Numbers for a person in danger: the emergency services, then the helplines whose numbers are sure. */
export const safety: Action = async (act) => {
  const emergency = chosenPilot(act)?.emergency;
  if (emergency === undefined) return { outcome: 'none' };
  const { police, fire, ambulance } = emergency;
  const helplines = (await stored(act)).filter((one) => one.helpline === true);
  const numbers = helplines.flatMap((one): Param[] => {
    const standing = standingOf(one, dayOf(act));
    const contacts = standing.by === 'nothing' ? [] : standing.contacts;
    const phones = contacts.filter(({ kind }) => kind === 'phone').map(({ value }) => value);
    return phones.length === 0 ? [] : [{ text: nameOf(act, one.id) }, ...phones];
  });
  const isOne = new Set([police, fire, ambulance]).size === 1;
  return { outcome: isOne ? 'one' : 'three', set: { police, fire, ambulance, helplines: { list: numbers } } };
};

const dayOf = (act: Act): string => today(act.setting.now, zoneOf(act, act.conversation.pilot ?? ''));

const nameOf = (act: Act, id: string): TextKey => `${act.conversation.pilot}:services.${id}.name`;

async function stored(act: Act): Promise<Service[]> {
  const rows = await servicesOf(act.q, act.conversation.pilot ?? '');
  return rows.map(({ data }) => Service.parse(data));
}
