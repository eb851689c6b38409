import { pilotOf } from '../../../content.ts';
import {
  answered,
  answersTo,
  CORRECTABLE,
  type Correctable,
  isTooYoung,
  questionOf,
} from '../../../conversation/answers.ts';
import type { Conversation } from '../../../conversation/conversation.ts';
import type { CodedEvent } from '../../../evaluation/events.ts';
import { today } from '../../../pilot/confirmed.ts';
import type { Principal } from '../../../store/principal.ts';
import type { World } from '../../world.ts';
import { type Faults, fieldsOf, type Typed } from '../typed.ts';
import { type Found, personFor } from './person.ts';
import { saveByStaff } from './save.ts';

/** The end of a correction; `none`: nothing was changed. `gone`: there is no profile of theirs to correct. */
export type Corrected = 'done' | 'none' | 'gone' | { faults: Faults };

/**
 * Corrects what a person has said of themselves, as they would in the chat. A field that is empty stays as it is, since
 * nobody takes back for them what they have said.
 */
export const correctByStaff = (world: World, by: Principal, found: Found, typed: Typed): Promise<Corrected> =>
  world.store.tx(async (q) => {
    const theirs = await personFor(world, q, by, found);
    const c = theirs?.conversation;
    if (theirs?.openness !== 'whole' || c == null) return 'gone';
    const read = readAnswers(world, theirs.pilot, typed);
    if ('faults' in read) return read;
    const { conversation, events } = withAnswers(c, read.value);
    if (events.length === 0) return 'none';
    await saveByStaff(world, q, by, theirs, { what: 'person-corrected', conversation, events });
    return 'done';
  });

type Answers = Partial<Record<Correctable, string>>;

function withAnswers(c: Conversation, answers: Answers): { conversation: Conversation; events: CodedEvent[] } {
  let { profile } = c;
  const events: CodedEvent[] = [];
  for (const name of CORRECTABLE) {
    const value = answers[name];
    if (value === undefined || value === profile[name]) continue;
    const kept = answered(profile, name, value);
    profile = kept.profile;
    events.push(kept.event);
  }
  return { conversation: { ...c, profile }, events };
}

function readAnswers(world: World, pilot: string, typed: Typed) {
  const fields = fieldsOf(typed);
  const answers: Answers = {};
  for (const name of CORRECTABLE) {
    const question = questionOf(world.content.model, pilot, name);
    if (question === undefined || (typed[name]?.[0] ?? '').trim() === '') continue;
    if (question.expect !== 'number') answers[name] = fields.one(name, answersTo(question));
    else answers[name] = String(fields.number(name, question.min, question.max));
  }
  if (fields.ticked(RATHER_NOT)) answers.born = 'rather-not';
  const { zone, consentAge } = pilotOf(world.content, pilot);
  const day = today(world.clock(), zone);
  if (answers.born !== undefined && isTooYoung(answers.born, day, consentAge.years))
    fields.wrong('born', { text: 'faults:young', params: { years: consentAge.years } });
  return fields.done(() => answers);
}

/** The box that says that a person would rather not tell the year of birth. */
export const RATHER_NOT = 'born-rather-not';
