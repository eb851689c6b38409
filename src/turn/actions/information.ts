import { pilotOf } from '../../content.ts';
import type { Item, Value } from '../../conversation/conversation.ts';
import { standingOf } from '../../pilot/confirmed.ts';
import { NEEDS } from '../../pilot/pilot.ts';
import {
  EUROPE,
  emergencyShown,
  helplinesShown,
  serviceName,
  serviceShown,
  serviceWithHost,
} from '../../pilot/shown.ts';
import { offeredLanguage } from '../../text/languages.ts';
import { type Action, chosenPilot, word } from './action.ts';
import { dayOf, servicesShown } from './facts.ts';
import { report } from './report.ts';

export const needs: Action = async (act) => {
  const met = new Set((await servicesShown(act)).flatMap((each) => each.needs));
  const items = NEEDS.filter((need) => met.has(need)).map((id): Item => ({ id, label: { text: `needs:${id}` } }));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { needs: items } };
};

export const services: Action = async (act) => {
  const need = word(act, 'need');
  const helping = (await servicesShown(act)).filter((each) => each.needs.some((one) => one === need));
  const items = helping.map(({ id }): Item => ({ id, label: { text: serviceName(act.conversation.pilot ?? '', id) } }));
  return { outcome: items.length === 0 ? 'none' : 'some', set: { services: items } };
};

export const service: Action = async (act) => {
  const found = (await servicesShown(act)).find(({ id }) => id === word(act, 'service'));
  if (found === undefined) return { outcome: 'gone' };
  const standing = standingOf(found, dayOf(act));
  const pilot = pilotOf(act.world.content, act.conversation.pilot ?? '');
  const { texts } = act.world.content.model;
  const language = offeredLanguage(texts, act.conversation.language);
  const set: Record<string, Value> = {
    ...serviceShown(pilot, found, dayOf(act)),
    serviceName: serviceWithHost(texts, pilot, found.id, language),
  };
  if (standing.by === 'nothing') return { outcome: 'unsure', set };
  if (standing.by === 'confirmation')
    return { outcome: 'confirmed', set: { ...set, asOf: { fullDate: standing.confirmedOn } } };
  if (found.asOf !== undefined) return { outcome: 'published', set: { ...set, asOf: found.asOf } };
  return { outcome: 'undated', set };
};

export const wrong: Action = async (act) => {
  const service = word(act, 'service');
  if ((await servicesShown(act)).some(({ id }) => id === service)) await report(act, 'wrong-service', service);
  return { outcome: 'noted' };
};

/**
 * Numbers for a person in danger: the emergency services, of which those that are not sure are marked, then the helplines
 * whose numbers are sure.
 */
export const safety: Action = async (act) => {
  const pilot = chosenPilot(act);
  if (pilot?.emergency === undefined) return { outcome: 'none', set: { europe: { phone: EUROPE } } };
  const { police, fire, ambulance } = pilot.emergency;
  const emergencies = new Set([police, fire, ambulance]);
  const shown = await servicesShown(act);
  const lines = helplinesShown(pilot, shown, dayOf(act), emergencies);
  return {
    outcome: emergencies.size === 1 ? 'one' : 'three',
    set: {
      ...emergencyShown(pilot.emergency, shown, dayOf(act)),
      helplines: lines.length === 0 ? { text: 'common:no-helpline' } : { lines },
    },
  };
};
