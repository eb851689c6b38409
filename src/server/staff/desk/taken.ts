import type { Plan, Strength } from '../../../conversation/conversation.ts';
import { wayKept } from '../../../conversation/model.ts';
import type { PersonRow } from '../../../store/people.ts';
import { showsCv } from '../../../turn/appointments/cv.ts';
import { documentLanguages } from '../../../turn/documents.ts';
import { ifReadable, openConversation } from '../../../turn/run/open-conversation.ts';
import type { World } from '../../../turn/world.ts';

/** What a person takes along to a talk: questions, the steps that are done, and plans, strength and CV if they show them. */
export interface Taken {
  pilot: string;
  done: string[];
  questions: string[];
  plans: Plan[];
  /** Null where they keep none, or do not show it. */
  strength: Strength | null;
  /** The languages of their CV, by what it is for; null where there is none, or they do not show it. */
  cv: { host: string; own: string } | null;
}

/** What a person takes along to a talk; null where they keep nothing. `unreadable`: their conversation is damaged. */
export function takenAlong(world: World, person: PersonRow, pilot: string): Taken | null | 'unreadable' {
  const c = ifReadable(() => openConversation(world, person, world.vault.unwrap(person.id, person.wrapped)));
  if (c === undefined) return 'unreadable';
  const way = wayKept(world.content.model, c);
  // What a person keeps in another pilot is another controller's.
  if (way === undefined || c.pilot !== pilot) return null;
  const { model } = world.content;
  // A step, a service or a fact that the person kept may be gone today.
  const isStep = (step: string) => model.wayOf(pilot).includes(step);
  const placed = (place: string | null) =>
    place !== null && model.texts.has(`${pilot}:services.${place}.name`) ? place : null;
  return {
    pilot,
    done: way.done.filter(isStep),
    questions: way.questions.filter((id) => model.texts.has(`${pilot}:facts.${id}.question`)),
    plans: way.shared
      ? way.plans.filter(({ step }) => isStep(step)).map((plan) => ({ ...plan, place: placed(plan.place) }))
      : [],
    strength: way.shared ? (way.strength ?? null) : null,
    cv: showsCv(world, c, pilot) ? documentLanguages(world, c) : null,
  };
}
