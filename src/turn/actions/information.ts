import type { Item, Value } from '../../conversation/conversation.ts';
import { isConfirmed, standingOf, today } from '../../pilot/confirmed.ts';
import { NEEDS, type Service } from '../../pilot/pilot.ts';
import { helplinesShown, serviceName, serviceShown } from '../../pilot/shown.ts';
import { servicesOf } from '../../store/offices.ts';
import { type Act, type Action, chosenPilot, word } from './action.ts';
import { zoneOf } from './facts.ts';

/** The emergency number of every country of the European Union (Directive (EU) 2018/1972, Art. 109). */
const EUROPE = '112';

/** Tells the rule about the right to work, only if a named person has confirmed it, or if it was read in a source. */
export const rights: Action = async (act) => {
  const pilot = chosenPilot(act);
  const status = word(act, 'status');
  const row = pilot?.rights[status];
  if (pilot === undefined || row === undefined) return { outcome: 'unknown' };
  const said: Record<string, Value> = { rights: { text: `${pilot.pilot}:rights.${status}` } };
  if (isConfirmed(row, dayOf(act)))
    return { outcome: 'confirmed', set: { ...said, asOf: { fullDate: row.confirmedOn } } };
  if (row.state !== 'V') return { outcome: 'unknown' };
  return row.asOf === undefined
    ? { outcome: 'undated', set: said }
    : { outcome: 'published', set: { ...said, asOf: row.asOf } };
};

export const needs: Action = async (act) => {
  const met = new Set((await stored(act)).flatMap((each) => each.needs));
  const items = NEEDS.filter((need) => met.has(need)).map((id): Item => ({ id, label: { text: `needs:${id}` } }));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { needs: items } };
};

export const services: Action = async (act) => {
  const need = word(act, 'need');
  const helping = (await stored(act)).filter((each) => each.needs.some((one) => one === need));
  const items = helping.map(({ id }): Item => ({ id, label: { text: serviceName(act.conversation.pilot ?? '', id) } }));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { services: items } };
};

export const service: Action = async (act) => {
  const found = (await stored(act)).find(({ id }) => id === word(act, 'service'));
  if (found === undefined) return { outcome: 'gone' };
  const standing = standingOf(found, dayOf(act));
  const set: Record<string, Value> = serviceShown(act.conversation.pilot ?? '', found, dayOf(act));
  if (standing.by === 'nothing') return { outcome: 'unsure', set };
  if (standing.by === 'confirmation')
    return { outcome: 'confirmed', set: { ...set, asOf: { fullDate: standing.confirmedOn } } };
  if (found.asOf !== undefined) return { outcome: 'published', set: { ...set, asOf: found.asOf } };
  return { outcome: 'undated', set };
};

/** Numbers for a person in danger: the emergency services, then the helplines whose numbers are sure. */
export const safety: Action = async (act) => {
  const pilot = chosenPilot(act);
  if (pilot?.emergency === undefined) return { outcome: 'none', set: { europe: EUROPE } };
  const { police, fire, ambulance } = pilot.emergency;
  const emergencies = new Set([police, fire, ambulance]);
  const lines = helplinesShown(pilot.pilot, await stored(act), dayOf(act), emergencies);
  return {
    outcome: emergencies.size === 1 ? 'one' : 'three',
    set: { police, fire, ambulance, helplines: lines.length === 0 ? { text: 'common:no-helpline' } : { lines } },
  };
};

const dayOf = (act: Act): string => today(act.setting.now, zoneOf(act, act.conversation.pilot ?? ''));

/** The pilot's services for people; those for professionals are kept for staff. */
async function stored(act: Act): Promise<Service[]> {
  const services = await servicesOf(act.q, act.conversation.pilot ?? '');
  return services.filter(({ audience }) => audience === undefined);
}
