import { OUTCOME_MONTHS, READINESS_MOMENTS } from '../evaluation/events.ts';
import type { Conversation, Value } from './conversation.ts';
import { builtIn, type Model, type Setting } from './model.ts';
import { ASK_UNTIL, saidEntry } from './outcome.ts';
import { ratedEntry, readyEntry } from './readiness.ts';
import type { Skills } from './skills.ts';
import { newWay } from './way.ts';

/** The move of a person to another pilot: another controller, another country's rules. */

/** Answers that hold in one pilot only: the status by its country's law, an office of it, and the yes to its news. */
const OF_ONE_PILOT = [
  ...['status', 'office', 'news', ASK_UNTIL],
  ...OUTCOME_MONTHS.map(saidEntry),
  ...READINESS_MOMENTS.map(readyEntry),
];
/** The steps that were rated are those of the pilot, as the steps that are done. */
const isOfOnePilot = (name: string): boolean => OF_ONE_PILOT.includes(name) || name.startsWith(ratedEntry(''));

/**
 * What goes along to another pilot: what the person is and can do, and how they want to be met. Steps and plans follow the
 * rules of the country that they leave, and a yes to show something was for its counsellors.
 */
export function takenAlong({ profile, skills, way }: Conversation): Pick<Conversation, 'profile' | 'skills' | 'way'> {
  return {
    profile: Object.fromEntries(Object.entries(profile).filter(([name]) => !isOfOnePilot(name))),
    way: { ...newWay(), ...(way?.strength && { strength: way.strength }) },
    ...(skills && { skills: unseen(skills) }),
  };
}

const unseen = ({ shown: _, ...skills }: Skills): Skills => skills;

/** The variables about another pilot: its name, and the notice of its controller in its own words. */
export function cityShown(model: Model, c: Conversation, setting: Setting, city: string): Record<string, Value> {
  const there = { ...c, pilot: city };
  const about = (name: 'controller' | 'law' | 'contact' | 'pilotName') => builtIn(model, there, setting, name) ?? '';
  const controller = about('controller');
  return {
    cityName: about('pilotName'),
    cityLaw: about('law'),
    cityContact: about('contact'),
    cityNotice: {
      text: model.textKey(city, 'consent:notice.text'),
      ...(!Array.isArray(controller) && { params: { controller } }),
    },
    fromName: builtIn(model, c, setting, 'pilotName') ?? '',
  };
}
