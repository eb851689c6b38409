import { wayKept } from '../../conversation/model.ts';
import { FACTS_A_SITTING, stepName } from '../../conversation/way.ts';
import { toldAs } from '../../pilot/confirmed.ts';
import { textsOfFact } from '../../pilot/facts.ts';
import type { Fact } from '../../pilot/pilot.ts';
import { factQuestion, factText, isFor } from '../../pilot/shown.ts';
import { factsOf } from '../../store/offices.ts';
import { hashTexts } from '../../text-hash.ts';
import { type Act, type Action, word } from './action.ts';
import { themeAbout } from './ask.ts';
import { dayOf } from './facts.ts';
import { report } from './report.ts';

/** Tells a fact only if a named person has confirmed it, or if it was read in a source. */
export const nextFact: Action = async (act) => {
  const seen = word(act, 'seen').split(' ').filter(Boolean);
  const sat = Number(word(act, 'sat') || 0);
  const about = word(act, 'about');
  const theme = themeAbout(act, about);
  const isMeant = ({ id, step }: Fact) => (theme === undefined ? step === about : theme.facts.includes(id));
  const rows = (await factsOf(act.q, act.conversation.pilot ?? '')).filter(
    (fact) => isMeant(fact) && isFor(fact, word(act, 'status')) && !seen.includes(fact.id),
  );
  const [fact] = rows;
  if (fact === undefined) return { outcome: 'over' };
  if (sat >= FACTS_A_SITTING) return { outcome: 'pause', set: { sat: '0', left: String(rows.length) } };
  const now = factNow(act, fact);
  const set = { ...now.set, row: fact.id, seen: [...seen, fact.id].join(' '), sat: String(sat + 1) };
  return { outcome: now.outcome, set: now.outcome === 'unsure' ? set : { ...set, told: 'yes' } };
};

/** How a fact is told today, with the variables of its text. `unsure`: only its question is. */
export function factNow(act: Act, fact: Fact) {
  const pilot = act.conversation.pilot ?? '';
  const set = {
    question: { text: factQuestion(pilot, fact.id) },
    fact: { text: factText(pilot, fact.id) },
  } as const;
  const { texts } = act.world.content.model;
  const told = toldAs(fact, dayOf(act), ...textNow(act, pilot, fact));
  if (told.by === 'nothing' || !texts.has(factText(pilot, fact.id))) return { outcome: 'unsure', set } as const;
  if (told.by === 'confirmation')
    return { outcome: 'confirmed', set: { ...set, checkedOn: { fullDate: told.confirmedOn } } } as const;
  return fact.asOf === undefined
    ? ({ outcome: 'undated', set } as const)
    : ({ outcome: 'published', set: { ...set, asOf: fact.asOf } } as const);
}

/** The language in which the person's texts are written, and the hash of the fact's texts in it. */
function textNow({ world, conversation }: Act, pilot: string, { id }: Fact): [language: string, hash: string] {
  const { texts } = world.content.model;
  const language = conversation.language ?? texts.languages[0]?.tag ?? '';
  const written = texts.language(language).derivedFrom ?? language;
  const said = textsOfFact(pilot, id).flatMap((key) => texts.raw(written, key) ?? []);
  return [written, hashTexts(said)];
}

export const wrongFact: Action = async (act) => {
  const row = word(act, 'row');
  const isFact = (await factsOf(act.q, act.conversation.pilot ?? '')).some(({ id }) => id === row);
  if (isFact) await report(act, 'wrong-fact', row);
  return { outcome: 'noted' };
};

/** Without consent nothing is kept: the person can still take the question along by themselves. */
export const keepQuestion: Action = async (act) => {
  const kept = wayKept(act.world.content.model, act.conversation);
  if (kept === undefined) return { outcome: 'looking' };
  const row = word(act, 'row');
  const questions = [...kept.questions.filter((id) => id !== row), row];
  return { outcome: 'kept', person: { way: { ...kept, questions } } };
};

/** A deployment may have taken the step away since. */
export const openStep: Action = async (act) => {
  const step = word(act, 'target');
  const isStep = act.world.content.model.wayOf(act.conversation.pilot).includes(step);
  return isStep ? { outcome: 'known', set: { stepName: stepName(step) } } : { outcome: 'gone' };
};
