import { pilotOf } from '../../../content.ts';
import type { Conversation } from '../../../conversation/conversation.ts';
import { type Noted, newProgramme, type Outcome, type Programme } from '../../../conversation/programme.ts';
import { type CodedEvent, EXIT_REASONS, NOTED_OUTCOMES, toHour } from '../../../evaluation/events.ts';
import { today } from '../../../pilot/confirmed.ts';
import type { Deed } from '../../../store/codes.ts';
import { withdrawEvent } from '../../../store/events.ts';
import type { Principal } from '../../../store/principal.ts';
import { KEEP } from '../../../store/retention.ts';
import type { Q } from '../../../store/store.ts';
import { newId, type World } from '../../world.ts';
import { type Faults, type Fields, fieldsOf, type Read, type Typed } from '../typed.ts';
import { type ForStaff, type Found, personFor } from './person.ts';
import { saveByStaff } from './save.ts';

/** The acts of staff on a person's time in the programme. */
export const PROGRAMME_ACTS = [
  'enrol',
  'unenrol',
  'exit',
  'unexit',
  'outcome',
  'outcome-change',
  'outcome-remove',
] as const;
export type ProgrammeAct = (typeof PROGRAMME_ACTS)[number];

/**
 * The end of an act. `late`: what was noted cannot be changed any more. `gone`: there is nobody of the principal's pilots
 * with a consent, or nothing that the act could be about.
 */
export type Changed = 'done' | 'late' | 'gone' | { faults: Faults };

/** So many outcomes are noted of one person at most. */
const MOST_OUTCOMES = 40;

/** Whether what staff noted can still be changed or taken back (`now`, epoch ms): as long as a mark of an appointment. */
export const isOpen = ({ at }: Noted, now: number): boolean => now < at + KEEP.marks;

/** What an act changes: what is kept, what is counted, and what was counted and goes. */
interface Change {
  what: Deed;
  programme: Programme;
  counted?: CodedEvent;
  uncounted?: { event: CodedEvent; at: number };
}

/**
 * Notes when a person was enrolled, left the programme, or what became of them, corrects it or takes it back. The day stays
 * with the person, sealed; what is counted under their pseudonym has the month. Only with their consent.
 */
export const changeProgramme = (
  world: World,
  by: Principal,
  found: Found,
  act: ProgrammeAct,
  typed: Typed,
): Promise<Changed> =>
  world.store.tx(async (q) => {
    const theirs = await personFor(world, q, by, found);
    const c = theirs?.conversation;
    if (theirs?.openness !== 'whole' || c == null) return 'gone';
    const change = changeOf(world, theirs.pilot, c.programme ?? newProgramme(), act, typed);
    if (typeof change === 'string' || 'faults' in change) return change;
    await write(world, q, by, theirs, c, change);
    return 'done';
  });

async function write(
  world: World,
  q: Q,
  by: Principal,
  theirs: ForStaff,
  c: Conversation,
  { what, programme, counted, uncounted }: Change,
): Promise<void> {
  const { pilot } = theirs;
  if (uncounted !== undefined) {
    const { kind, ...data } = uncounted.event;
    const like = { pilot, pseudonym: c.pseudonym, kind, data, demo: world.demo };
    await withdrawEvent(q, like, toHour(uncounted.at));
  }
  const events = counted === undefined ? [] : [counted];
  await saveByStaff(world, q, by, theirs, { what, conversation: { ...c, programme }, events });
}

function changeOf(
  world: World,
  pilot: string,
  p: Programme,
  act: ProgrammeAct,
  typed: Typed,
): Change | Exclude<Changed, 'done'> {
  const now = world.clock();
  const form = formOf(fieldsOf(typed), today(now, pilotOf(world.content, pilot).zone));
  const own = p.outcomes.find(({ id }) => id === typed.id?.[0]);
  switch (act) {
    case 'enrol':
      return enrol(p, form.day(p.exit?.on), now);
    case 'unenrol':
      return p.exit === undefined ? takeBack(p.enrolled, now, enrolledEvent, without(p, 'enrolled')) : 'gone';
    case 'exit':
      return p.enrolled === undefined ? 'gone' : exit(p, form.exit(p.enrolled.on), now);
    case 'unexit':
      return takeBack(p.exit, now, exitedEvent, without(p, 'exit'));
    case 'outcome':
      return p.outcomes.length >= MOST_OUTCOMES ? 'gone' : achieve(p, form.outcome(), { id: newId(world), at: now });
    case 'outcome-change':
      return own === undefined ? 'gone' : isOpen(own, now) ? achieve(p, form.outcome(), own, own) : 'late';
    case 'outcome-remove':
      return takeBack(own, now, outcomeEvent, { ...p, outcomes: p.outcomes.filter((one) => one !== own) });
  }
}

/** The first day counts: once it cannot be corrected any more, another enrolment changes nothing. */
function enrol(p: Programme, read: Read<string>, at: number): Change | 'late' | { faults: Faults } {
  if (p.enrolled !== undefined && !isOpen(p.enrolled, at)) return 'late';
  if ('faults' in read) return read;
  const enrolled = { on: read.value, at };
  return {
    what: 'person-enrolled',
    programme: { ...p, enrolled },
    counted: enrolledEvent(enrolled),
    ...(p.enrolled && { uncounted: { event: enrolledEvent(p.enrolled), at: p.enrolled.at } }),
  };
}

/** The last exit counts: it takes the place of the one before, which stays counted where it is no correction. */
function exit(
  p: Programme,
  read: Read<Pick<NonNullable<Programme['exit']>, 'on' | 'reason'>>,
  at: number,
): Change | { faults: Faults } {
  if ('faults' in read) return read;
  const left = { ...read.value, at };
  const isCorrection = p.exit !== undefined && isOpen(p.exit, at);
  return {
    what: 'person-exited',
    programme: { ...p, exit: left },
    counted: exitedEvent(left),
    ...(p.exit && isCorrection && { uncounted: { event: exitedEvent(p.exit), at: p.exit.at } }),
  };
}

/** Notes an outcome, in the place of another one (`before`) where it is a correction. */
function achieve(
  p: Programme,
  read: Read<Pick<Outcome, 'on' | 'outcome'>>,
  { id, at }: Pick<Outcome, 'id' | 'at'>,
  before?: Outcome,
): Change | { faults: Faults } {
  if ('faults' in read) return read;
  const noted = { id, ...read.value, at };
  const outcomes = [...p.outcomes.filter((one) => one !== before), noted].sort((a, b) => a.on.localeCompare(b.on));
  return {
    what: 'person-outcome',
    programme: { ...p, outcomes },
    counted: outcomeEvent(noted),
    ...(before && { uncounted: { event: outcomeEvent(before), at: before.at } }),
  };
}

function takeBack<N extends Noted>(
  noted: N | undefined,
  now: number,
  eventOf: (noted: N) => CodedEvent,
  programme: Programme,
): Change | 'late' | 'gone' {
  if (noted === undefined) return 'gone';
  if (!isOpen(noted, now)) return 'late';
  return { what: 'person-taken-back', programme, uncounted: { event: eventOf(noted), at: noted.at } };
}

function without(p: Programme, name: 'enrolled' | 'exit'): Programme {
  const { [name]: _, ...rest } = p;
  return rest;
}

const monthOf = ({ on }: Noted): string => on.slice(0, 7);
const enrolledEvent = (noted: Noted): CodedEvent => ({ kind: 'enrolled', month: monthOf(noted) });
const exitedEvent = (left: NonNullable<Programme['exit']>): CodedEvent => ({
  ...{ kind: 'exited', month: monthOf(left) },
  reason: left.reason,
});
const outcomeEvent = (noted: Outcome): CodedEvent => ({
  ...{ kind: 'outcome-noted', month: monthOf(noted) },
  outcome: noted.outcome,
});

/** Years in which something may have been before it is noted. */
const YEARS_BACK = 3;

/** Reads the forms. `until`: the present day (ISO): nothing is noted before it is so. */
function formOf(fields: Fields, until: string) {
  const earliest = `${Number(until.slice(0, 4)) - YEARS_BACK}-01-01`;
  const day = (from: string, to: string) => {
    const isDay = (typed: string) => /^\d{4}-\d{2}-\d{2}$/.test(typed) && !Number.isNaN(Date.parse(typed));
    const parse = (typed: string) => (isDay(typed) && typed >= from && typed <= to ? typed : undefined);
    return fields.parsed('on', parse, {
      text: 'faults:day',
      params: { least: { fullDate: from }, most: { fullDate: to } },
    });
  };
  return {
    /** A day, at the latest this one. */
    day(atMost?: string): Read<string> {
      const on = day(earliest, atMost ?? until);
      return fields.done(() => on);
    },
    exit(from: string) {
      const value = { on: day(from, until), reason: fields.one('reason', EXIT_REASONS) };
      return fields.done(() => value);
    },
    outcome() {
      const value = { on: day(earliest, until), outcome: fields.one('outcome', NOTED_OUTCOMES) };
      return fields.done(() => value);
    },
  };
}
