import { Temporal } from 'temporal-polyfill';
import { pilotOf } from '../../content.ts';
import type { Item, Plan, Value, Way } from '../../conversation/conversation.ts';
import { canRemind, wayKept } from '../../conversation/model.ts';
import { stepName } from '../../conversation/way.ts';
import { standingOf } from '../../pilot/confirmed.ts';
import type { Service } from '../../pilot/pilot.ts';
import {
  contactLine,
  errandName,
  factQuestion,
  isFor,
  plansShown,
  questionsShown,
  serviceName,
} from '../../pilot/shown.ts';
import { factsOf } from '../../store/offices.ts';
import { dropTimersOf, setTimer } from '../../store/timers.ts';
import type { Param } from '../../text/texts.ts';
import { type Act, type Action, word } from './action.ts';
import { dayOf, servicesShown } from './facts.ts';

/** The plans of a person: the next action of each step, on a day that they choose. */

/** A plan is for today or one of the next days: what lies farther away is forgotten. */
const DAYS = 7;
const SATURDAY = 6;
/** The hour of the reminder, on the wall clock of the pilot's zone. */
const MORNING = '08:00';
/** A reminder that is later than this (ms) is none of the morning any more. */
const MORNING_LASTS = 4 * 3_600_000;

export const open: Action = async (act) => {
  const errand = word(act, 'errand');
  const known = planFor(act, errand);
  if (known !== undefined) {
    const days = daysFrom(act, known.place !== null);
    const set = { ...(await shownOf(act, known)), place: known.place ?? '', days };
    return { outcome: 'kept', set };
  }
  const all = (await servicesShown(act)).filter((one) => one.errands?.includes(errand));
  const places = all.filter((one) => isFor(one, word(act, 'status')));
  const [only, ...others] = places;
  const set = { what: errandName(errand), days: daysFrom(act, places.length > 0) };
  if (only === undefined) return { outcome: all.length === 0 ? 'none' : 'unsure', set };
  if (others.length === 0) return { outcome: 'one', set: { ...set, place: only.id, placeName: nameOf(act, only.id) } };
  const items = places.map(({ id }): Item => ({ id, label: nameOf(act, id) }));
  return { outcome: 'some', set: { ...set, places: items, several: 'yes' } };
};

export const keep: Action = async (act) => {
  const step = word(act, 'errand');
  const day = word(act, 'day');
  const place = word(act, 'place') || null;
  const days = daysFrom(act, place !== null);
  if (!days.some(({ id }) => id === day)) return { outcome: 'past', set: { days } };
  const plan: Plan = { step, day, place, remind: false };
  const way = keptWay(act);
  await dropTimersOf(act.q, { person: act.person, kind: 'plan-reminder', target: step });
  return {
    outcome: await standingAt(act, plan),
    set: { ...(await shownOf(act, plan)), morning: morningOf(act, plan) === undefined ? 'no' : 'yes' },
    person: { way: { ...way, plans: [...way.plans.filter((one) => one.step !== step), plan] } },
    events: [{ kind: 'plan-made', step }],
  };
};

export const remind: Action = async (act) => {
  const plan = planFor(act, word(act, 'errand'));
  const at = plan && morningOf(act, plan);
  if (plan === undefined || at === undefined) return { outcome: 'over' };
  const key = `plan-reminder:${act.person}:${plan.step}:${plan.day}`;
  await setTimer(act.q, {
    key,
    person: act.person,
    kind: 'plan-reminder',
    target: plan.step,
    at,
    until: at + MORNING_LASTS,
  });
  return { outcome: 'done', person: { way: withPlan(act, { ...plan, remind: true }) } };
};

export const list: Action = async (act) => {
  const { plans } = keptWay(act);
  // A deployment may have taken a step away since.
  const steps = act.world.content.model.wayOf(act.conversation.pilot);
  const known = sorted(plans.filter(({ step }) => steps.includes(step)));
  const items = known.map(({ step }): Item => ({ id: step, label: stepName(step) }));
  return { outcome: items.length > 0 ? 'some' : 'none', set: { plans: items, planLines: plansShown(known) } };
};

export const questions: Action = async (act) => {
  const pilot = act.conversation.pilot ?? '';
  const known = new Set((await factsOf(act.q, pilot)).map(({ id }) => id));
  const asked = keptWay(act)
    .questions.toReversed()
    .filter((id) => known.has(id))
    .map((id): Param => ({ text: factQuestion(pilot, id) }));
  return asked.length > 0 ? { outcome: 'some', set: { questions: questionsShown(asked) } } : { outcome: 'none' };
};

export const show: Action = async (act) => {
  const plan = planFor(act, word(act, 'errand'));
  if (plan === undefined) return { outcome: 'gone' };
  return { outcome: await standingAt(act, plan), set: await shownOf(act, plan) };
};

export const done: Action = async (act) => {
  const had = planFor(act, word(act, 'errand')) !== undefined;
  return { ...(await drop(act)), events: had ? [{ kind: 'plan-done', step: word(act, 'errand') }] : [] };
};

export const drop: Action = async (act) => {
  const step = word(act, 'errand');
  const way = keptWay(act);
  await dropTimersOf(act.q, { person: act.person, kind: 'plan-reminder', target: step });
  return { outcome: 'done', person: { way: { ...way, plans: way.plans.filter((one) => one.step !== step) } } };
};

export const clearQuestions: Action = async (act) => ({
  outcome: 'done',
  person: { way: { ...keptWay(act), questions: [] } },
});

export const share: Action = async (act) => ({
  outcome: 'done',
  person: { way: { ...keptWay(act), shared: word(act, 'share') === 'yes' } },
});

/** The plan may have been done, given up or put off since. */
export const remember: Action = async (act) => {
  const plan = planFor(act, word(act, 'target'));
  const isStep = act.world.content.model.wayOf(act.conversation.pilot).includes(word(act, 'target'));
  return { outcome: isStep && plan?.remind === true && plan.day === dayOf(act) ? 'today' : 'over' };
};

/** What the person keeps of the way. Throws where nothing may be kept: a flow must ask for consent first. */
function keptWay(act: Act): Way {
  const way = wayKept(act.world.content.model, act.conversation);
  if (way === undefined) throw new TypeError('a plan without consent');
  return way;
}

const planFor = (act: Act, step: string): Plan | undefined =>
  wayKept(act.world.content.model, act.conversation)?.plans.find((plan) => plan.step === step);

function withPlan(act: Act, plan: Plan): Way {
  const way = keptWay(act);
  return { ...way, plans: way.plans.map((one) => (one.step === plan.step ? plan : one)) };
}

/** When a reminder of a plan comes (epoch ms); undefined where it would come too late, or not through. */
function morningOf({ world, conversation: c, setting }: Act, { day }: Plan): number | undefined {
  const zone = pilotOf(world.content, c.pilot ?? '').zone;
  const date = Temporal.PlainDate.from(day);
  const at = date.toZonedDateTime({ timeZone: zone, plainTime: MORNING }).epochMilliseconds;
  return at > setting.now && canRemind(world.content.model, c, setting, 'plan-reminder') ? at : undefined;
}

const sorted = (plans: readonly Plan[]): Plan[] => plans.toSorted((a, b) => a.day.localeCompare(b.day));

/** The next days; of a plan for an office, those from Monday to Friday. */
function daysFrom(act: Act, atOffice: boolean): Item[] {
  const today = Temporal.PlainDate.from(dayOf(act));
  const days = Array.from({ length: DAYS }, (_, i) => today.add({ days: i }));
  const open = days.filter(({ dayOfWeek }) => !atOffice || dayOfWeek < SATURDAY);
  return open.map((date): Item => ({ id: date.toString(), label: { day: date.toString() } }));
}

const nameOf = (act: Act, service: string) => ({ text: serviceName(act.conversation.pilot ?? '', service) });

const placeOf = async (act: Act, { place }: Plan): Promise<Service | undefined> =>
  place === null ? undefined : (await servicesShown(act)).find(({ id }) => id === place);

async function standingAt(act: Act, plan: Plan): Promise<'home' | 'sure' | 'unsure'> {
  const place = await placeOf(act, plan);
  if (place === undefined) return 'home';
  return contactsAt(act, place).length > 0 ? 'sure' : 'unsure';
}

/** A place is always named; its address is told only while a named person's confirmation counts. */
function contactsAt(act: Act, place: Service) {
  const standing = standingOf(place, dayOf(act));
  if (standing.by === 'nothing') return [];
  return standing.contacts.filter(({ kind }) => kind !== 'address' || standing.by === 'confirmation');
}

async function shownOf(act: Act, plan: Plan): Promise<Record<string, Value>> {
  const place = await placeOf(act, plan);
  const { country } = pilotOf(act.world.content, act.conversation.pilot ?? '');
  return {
    what: errandName(plan.step),
    planDay: { date: plan.day },
    ...(place !== undefined && {
      placeName: nameOf(act, place.id),
      placeContact: { lines: contactsAt(act, place).map((contact) => contactLine(contact, country)) },
    }),
  };
}
