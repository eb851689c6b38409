import { Service } from '../../content.ts';
import type { Item, Value } from '../../conversation/conversation.ts';
import { servicesOf } from '../../store/offices.ts';
import type { Param } from '../../text/texts.ts';
import { type Act, type Action, pilotOf, word } from './action.ts';

/** What is published about the right to work; only what was read in a source is told. */
export const rights: Action = async (act) => {
  const pilot = pilotOf(act);
  const status = word(act, 'status');
  const row = pilot?.rights[status];
  if (pilot === undefined || row?.state !== 'V') return { outcome: 'unknown' };
  const said = { rights: { text: `${pilot.pilot}:rights.${status}` } };
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
  const contacts = sure(found);
  const set: Record<string, Value> = {
    serviceName: { text: nameOf(act, found.id) },
    serviceOffer: { text: `${act.conversation.pilot}:services.${found.id}.offer` },
    serviceContact: { list: contacts },
    source: found.source ?? '',
  };
  if (contacts.length === 0 || found.state !== 'V') return { outcome: 'unsure', set };
  if (found.confirmedOn !== undefined)
    return { outcome: 'confirmed', set: { ...set, asOf: { date: found.confirmedOn } } };
  if (found.asOf !== undefined) return { outcome: 'published', set: { ...set, asOf: found.asOf } };
  return { outcome: 'undated', set };
};

/** Numbers for somebody in danger: the emergency services, then the helplines that are sure. */
export const safety: Action = async (act) => {
  const emergency = pilotOf(act)?.emergency;
  if (emergency === undefined) return { outcome: 'none' };
  const helplines = (await stored(act)).filter((one) => one.helpline === true && one.state === 'V');
  const numbers = helplines.flatMap((one): Param[] => [{ text: nameOf(act, one.id) }, ...sure(one, 'phone')]);
  const isOne = new Set(Object.values(emergency)).size === 1;
  return { outcome: isOne ? 'one' : 'three', set: { ...emergency, helplines: { list: numbers } } };
};

const nameOf = (act: Act, id: string): string => `${act.conversation.pilot}:services.${id}.name`;

async function stored(act: Act): Promise<Service[]> {
  const rows = await servicesOf(act.q, act.conversation.pilot ?? '');
  return rows.map(({ data }) => Service.parse(data));
}

/** A phone number or address that isn't sure isn't shown. */
function sure(service: Service, kind?: Service['contacts'][number]['kind']): string[] {
  return service.contacts
    .filter((contact) => contact.state === 'V' && (kind === undefined || contact.kind === kind))
    .map((contact) => contact.value);
}
