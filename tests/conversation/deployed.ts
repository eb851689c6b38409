import { fileURLToPath } from 'node:url';
import { loadContent } from '../../src/content.ts';
import { ACTIONS, type ActionName } from '../../src/conversation/actions.ts';
import type { Input } from '../../src/conversation/advance.ts';
import { type Conversation, type Item, newConversation, type Value } from '../../src/conversation/conversation.ts';
import type { Model, Setting } from '../../src/conversation/model.ts';
import { newSkills, type Skills } from '../../src/conversation/skills.ts';
import { strengthShown } from '../../src/conversation/strength.ts';
import type { ActionResult, Asks, Done } from '../../src/conversation/walk.ts';
import { newWay } from '../../src/conversation/way.ts';
import { offerQuestions } from '../../src/pilot/shown.ts';
import { DAY, HOUR, START } from '../fakes/clock.ts';
import { placeOf, type Talk, turn, WITH_BUTTONS, type World } from './talk.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Flows and texts as they are deployed. */
export const deployed = loadContent(ROOT);
export const { model } = deployed;
/** The flows that a button of their own begins (go.yaml). */
export const GO = Object.keys(model.flowsOf(null).go?.steps ?? {}).filter((step) => step !== 'which');
export const LANGUAGES = model.texts.languages.map(({ tag }) => tag);

const ZONE = 'Europe/Belgrade';
const WHEN: Record<'when' | 'zoneName', Value> = {
  when: { dateTime: START + DAY, zone: ZONE },
  zoneName: { text: 'pilots:serbia.zone' },
};
const PLACE: Record<'officeName' | 'officeAddress', Value> = {
  officeName: 'Krnjača',
  officeAddress: { text: 'common:address-unconfirmed' },
};
const REFERENCE = 'KXWD-4721';
/** An appointment that staff moved. */
const MOVED: Record<string, Value> = {
  ...{ ...WHEN, ...PLACE, was: WHEN.when, where: { text: 'common:place-same' }, reference: REFERENCE },
};
const FACTS = { ...WHEN, ...PLACE, reference: REFERENCE, clock: { time: START + DAY, zone: ZONE } };
const pilot = deployed.pilots.serbia;
const services = pilot?.services.map(({ id }): Item => ({ id, label: { text: `serbia:services.${id}.name` } })) ?? [];
const topics = pilot?.topics.map(({ id }): Item => ({ id, label: { text: `topics:${id}` } })) ?? [];
const days = [1, 2, 3, 6, 7].map((n): Item => {
  const date = new Date(START + n * DAY).toISOString().slice(0, 10);
  return { id: date, label: { day: date } };
});
const PAGE = { firstDay: days[0]?.id ?? '', lastDay: days.at(-1)?.id ?? '' };
const times = [0, 1, 2, 3].map(
  (n): Item => ({ id: `${5_600_000 + n}-ana`, label: { time: START + n * HOUR, zone: ZONE } }),
);
const appointments: Item[] = [
  { id: REFERENCE, label: { moment: START + DAY, zone: ZONE } },
  { id: 'BCDF-2345', label: { moment: START + 2 * DAY, zone: ZONE } },
];
const needs: Item[] = (['violence', 'work'] as const).map((id) => ({ id, label: { text: `needs:${id}` } }));
const offices: Item[] = ['Krnjača', 'Belgrade'].map((name, i) => ({ id: `office-serbia-${i}`, label: name }));
const themes: Item[] = (['bank', 'city'] as const).map((id) => ({ id, label: { text: `themes:${id}` } }));
const themeLists: Record<string, Value> = {
  themeSteps: [{ id: 'papers', label: { text: 'steps:papers' } }],
  themeServices: needs,
  themeFlows: [{ id: 'human', label: { text: 'themes:human' } }],
};
const theme: Record<string, Value> = {
  ...{ about: 'theme.bank', seen: '', sat: '0', leads: 'yes', themeName: { text: 'themes:bank' }, ...themeLists },
};
const relaxed: Item[] = [{ id: 'any', label: { text: 'common:relax.any' } }];
const ratings: Item[] = [{ id: `${REFERENCE}_good`, label: { text: 'common:rating.good' } }];
const groups: Item[] = [{ id: 'g1', label: 'Serbian A1 27.11.' }];
const service: Record<string, Value> = {
  serviceName: { text: 'serbia:services.sos-women.name' },
  serviceOffer: { text: 'serbia:services.sos-women.offer' },
  serviceNeeds: { list: [{ text: 'needs:violence' }, { text: 'needs:women' }] },
  serviceContact: { lines: ['+381 11 000 000', 'https://example.org'] },
  source: 'Official Gazette 24/2018',
};
const helplines = { lines: [{ name: 'SOS', value: '+381 11 000 000' }] };
const fact: Record<string, Value> = {
  fact: { text: 'serbia:facts.right-asylum-seeker.text' },
  question: { text: 'serbia:facts.right-asylum-seeker.question' },
  row: 'right-asylum-seeker',
  seen: 'right-asylum-seeker',
  sat: '1',
};
const told: Record<string, Value> = { ...fact, told: 'yes' };
const planned: Record<string, Value> = { what: { text: 'errands:register' }, planDay: { date: '2026-11-27' } };
const planPlace: Record<string, Value> = {
  placeName: { text: 'serbia:services.nsz.name' },
  placeContact: { lines: ['+381 11 000 000'] },
};
const planDays: Item[] = ['2026-11-25', '2026-11-26'].map((day) => ({ id: day, label: { day } }));
const places: Item[] = [{ id: 'nsz', label: { text: 'serbia:services.nsz.name' } }];
const plans: Item[] = [{ id: 'register', label: { text: 'steps:register' } }];
const planLines: Value = { lines: [{ name: { text: 'steps:register' }, value: { date: '2026-11-27' } }] };
const questions: Value = { lines: [{ text: 'serbia:facts.right-family.question' }] };
const ruleOf = (id: string): Value => ({
  text: 'facts:undated.text',
  params: { fact: { text: `serbia:facts.${id}.text` } },
});
const kept = { strength: 'patient', example: 'I taught a child to read.' };
const strong: Record<string, Value> = { strengthName: strengthShown(kept.strength), strengthExample: kept.example };
const city: Record<string, Value> = {
  cityName: { text: 'pilots:milan.name' },
  cityLaw: { text: 'pilots:milan.law' },
  cityContact: { text: 'common:contact-unconfirmed' },
  cityNotice: { text: 'consent:notice.text', params: { controller: { text: 'pilots:milan.controller' } } },
  fromName: { text: 'pilots:serbia.name' },
};
const none = { consent: null, looking: false, pseudonym: null, profile: {} };

const skills: Skills = { ...newSkills(), jobs: [{ id: 1, kind: 'paid', words: 'I cooked', occupation: 'cook' }] };
const occupations: Item[] = ['cook', 'kitchen-helper'].map((id) => ({ id, label: { text: `occupations:${id}.name` } }));

/** How every action can end, as the world answers it: no variable more than the real one sets. */
export const RESULTS: {
  [A in ActionName]: Record<(typeof ACTIONS)[A]['outcomes'][number], Omit<ActionResult, 'outcome'>>;
} = {
  'consent.give': {
    done: {
      person: { consent: { pilot: 'serbia', notice: 1, language: 'en', at: START }, looking: false, pseudonym: 'p1' },
      events: [{ kind: 'consent-given', version: '1', language: 'en' }],
    },
  },
  'consent.young': { done: { person: { looking: true, young: true } } },
  'consent.older': { done: { person: { looking: false, young: false } } },
  'consent.age': { fine: {}, young: {} },
  'consent.look': { done: { person: { looking: true } } },
  'consent.withdraw': {
    none: { person: none, set: { appointments: [] } },
    some: { person: none, set: { appointments } },
  },
  'pilot.others': {
    some: { set: { others: [{ id: 'milan', label: { text: 'pilots:milan.name' } }] } },
    none: { set: { others: [] } },
  },
  'pilot.weigh': { kept: { set: city }, looking: { set: city }, gone: {} },
  // All of this is in one pilot.
  'pilot.move': { moved: { set: { appointments: [] } }, some: { set: { appointments } }, gone: {} },
  'fact.next': {
    confirmed: { set: { ...told, checkedOn: { fullDate: '2026-11-20' } } },
    published: { set: { ...told, asOf: '2024' } },
    undated: { set: told },
    unsure: { set: fact },
    pause: { set: { sat: '0', left: '2' } },
    over: {},
  },
  'offer.rules': {
    told: { set: { rules: 'both', payRule: ruleOf('minimum-pay'), hoursRule: ruleOf('contract') } },
    none: {},
  },
  'offer.weigh': { clear: {}, ask: { set: { asks: offerQuestions(['contract', 'pay']) } } },
  'strength.show': { none: {}, kept: { set: strong } },
  'strength.hear': { named: { set: strong }, told: { set: strong } },
  'strength.keep': { done: {} },
  'strength.drop': { done: {} },
  'question.keep': { kept: {}, looking: {} },
  'plan.open': {
    kept: { set: { ...planned, ...planPlace, place: 'nsz', days: planDays } },
    some: { set: { what: planned.what ?? '', days: planDays, places, several: 'yes' } },
    one: { set: { what: planned.what ?? '', days: planDays, place: 'nsz', placeName: planPlace.placeName ?? '' } },
    none: { set: { what: planned.what ?? '', days: planDays } },
    unsure: { set: { what: planned.what ?? '', days: planDays } },
  },
  'plan.keep': {
    home: { set: { ...planned, morning: 'no' } },
    sure: { set: { ...planned, ...planPlace, morning: 'yes' } },
    unsure: { set: { ...planned, ...planPlace, placeContact: { lines: [] }, morning: 'yes' } },
    past: { set: { days: planDays } },
  },
  'plan.remind': { done: {}, over: {} },
  'plan.list': {
    some: { set: { plans, planLines } },
    none: { set: { plans: [], planLines: { lines: [] } } },
  },
  'question.list': { some: { set: { questions } }, none: {} },
  'plan.show': {
    home: { set: planned },
    sure: { set: { ...planned, ...planPlace } },
    unsure: { set: { ...planned, ...planPlace, placeContact: { lines: [] } } },
    gone: {},
  },
  'plan.done': { done: { events: [{ kind: 'plan-done', step: 'register' }] } },
  'plan.drop': { done: {} },
  'question.clear': { done: {} },
  'plan.share': { done: { person: { way: { ...newWay(), shared: true } } } },
  'plan.remember': { today: {}, over: {} },
  'service.needs': { some: { set: { needs } }, none: { set: { needs: [] } } },
  'ask.find': {
    found: { set: { words: '', themes, found: services.slice(0, 1), safety: 'safety' } },
    none: { set: { words: '', themes: [], found: [] } },
    unclear: { set: { words: '', themes: [], found: [] } },
  },
  'ask.missing': { noted: {}, gone: {} },
  'theme.open': {
    facts: { set: theme },
    leads: { set: theme },
    step: { set: { ...theme, target: 'papers' } },
    go: { set: { ...theme, target: 'city' } },
    gone: {},
  },
  'fact.wrong': { noted: {} },
  'service.wrong': { noted: {} },
  'service.open': { found: { set: { need: 'work' } }, gone: {} },
  'service.list': { some: { set: { services } }, none: { set: { services: [] } } },
  'service.show': {
    confirmed: { set: { ...service, asOf: { fullDate: '2026-11-20' } } },
    published: { set: { ...service, asOf: '2024' } },
    undated: { set: service },
    unsure: { set: { ...service, serviceContact: { lines: [] }, source: '' } },
    gone: {},
  },
  'topic.list': {
    some: { set: { topics } },
    given: { set: { topic: 'job' } },
    already: { set: { when: WHEN.when } },
    none: { set: { topics: [] } },
  },
  'wish.keep': { done: { person: { profile: { counsellor: 'any' } } } },
  'wish.list': { done: { set: { wishes: { text: 'common:wish.none' } } } },
  'wish.children': { known: {}, ask: {} },
  'office.list': { some: { set: { offices } }, one: { set: { offices: offices.slice(0, 1) } } },
  'slot.days': {
    all: { set: { days, ...PAGE } },
    first: { set: { days, ...PAGE } },
    between: { set: { days, ...PAGE } },
    last: { set: { days, ...PAGE } },
    none: { set: { relaxed, wishes: { text: 'common:wish.none' } } },
    kept: {},
  },
  'slot.times': {
    some: { set: { times, zoneName: WHEN.zoneName } },
    none: { set: { times: [], zoneName: WHEN.zoneName } },
  },
  'slot.show': {
    free: { set: { ...WHEN, ...PLACE, interpreter: 'yes', wishes: { list: [{ text: 'common:wish.woman' }] } } },
    phone: { set: { ...WHEN, ...PLACE, interpreter: 'no', wishes: { list: [{ text: 'common:wish.phone' }] } } },
    taken: { set: { times } },
    later: {},
  },
  'appointment.book': {
    booked: { set: { ...WHEN, ...PLACE, reference: REFERENCE, target: REFERENCE } },
    moved: { set: { ...WHEN, ...PLACE, reference: REFERENCE, target: REFERENCE } },
    taken: { set: { times } },
    full: {},
    overlaps: {},
    many: {},
    later: {},
  },
  'appointment.list': { some: { set: { appointments } }, none: { set: { appointments: [] } } },
  'appointment.show': {
    scheduled: { set: { ...FACTS, target: REFERENCE } },
    course: { set: { ...FACTS, target: REFERENCE } },
    elsewhere: { set: FACTS },
    cancelled: { set: FACTS },
    past: { set: FACTS },
    unknown: {},
    later: {},
  },
  'appointment.change': {
    scheduled: { set: { when: WHEN.when, reference: REFERENCE, moving: REFERENCE, topic: 'job' } },
    cancelled: { set: { when: WHEN.when, reference: REFERENCE } },
    past: { set: { when: WHEN.when, reference: REFERENCE } },
    unknown: {},
    fixed: { set: { when: WHEN.when, reference: REFERENCE } },
  },
  'appointment.confirm': {
    confirmed: { set: FACTS },
    cancelled: { set: FACTS },
    past: { set: FACTS },
    unknown: {},
  },
  'reminder.open': {
    discreet: { set: { ...FACTS, target: REFERENCE, day: { text: 'common:tomorrow' } } },
    full: { set: { ...FACTS, target: REFERENCE, day: { date: '2026-11-27' } } },
    soon: { set: { ...FACTS, target: REFERENCE, day: { text: 'common:today' } } },
    over: {},
  },
  'reminder.coming': { both: {}, once: {}, soon: {}, none: {} },
  'reminder.choose': { done: { person: { profile: { reminders: 'full', soon: 'yes' } } } },
  'waitlist.join': { waiting: {}, unreachable: {} },
  'waitlist.leave': { done: {} },
  'invitation.open': {
    first: { set: { target: 'i1', topic: 'job', lastDay: { date: '2026-12-08' } } },
    again: { set: { target: 'i1', topic: 'job', lastDay: { date: '2026-12-08' } } },
    over: {},
  },
  'invitation.decline': { declined: {}, over: {} },
  'waitlist.show': {
    free: { set: { ...WHEN, target: 'x' } },
    several: { set: { ...WHEN, target: 'x' } },
    place: { set: { target: 'g1' } },
    gone: {},
  },
  'waitlist.take': {
    booked: { set: { ...WHEN, ...PLACE, reference: REFERENCE, target: REFERENCE } },
    gone: {},
    full: {},
    overlaps: {},
    many: {},
    later: {},
    already: { set: { ...WHEN, ...PLACE, reference: REFERENCE, target: REFERENCE } },
    over: {},
  },
  'feedback.ask': { ask: { set: { ratings } }, over: {} },
  'feedback.give': { done: { events: [{ kind: 'appointment-rated', rating: 'good' }] }, unknown: {} },
  'group.list': { some: { set: { groups } }, none: { set: { groups: [] } } },
  'group.show': {
    open: { set: { ...WHEN, ...PLACE, groupName: 'Serbian A1', places: 7 } },
    women: { set: { ...WHEN, ...PLACE, groupName: 'Serbian A1', places: 1 } },
    full: { set: { ...WHEN, ...PLACE, groupName: 'Serbian A1', places: 0 } },
    gone: {},
  },
  'group.open': { done: { set: { group: 'g1' } } },
  'group.wait': { waiting: {}, unreachable: {} },
  'group.leave': { left: { set: FACTS }, unknown: {} },
  'group.join': {
    joined: { set: { ...WHEN, ...PLACE, reference: REFERENCE, target: REFERENCE } },
    gone: {},
    already: {},
    overlaps: {},
    many: {},
    later: {},
  },
  'change.open': {
    moved: { set: MOVED },
    'moved-away': { set: MOVED },
    'moved-closed': { set: MOVED },
    'moved-asked': { set: MOVED },
    'moved-place': { set: MOVED },
    'called-off': { set: { ...WHEN, ...PLACE, was: WHEN.when, reference: REFERENCE } },
    'called-off-away': { set: { ...WHEN, ...PLACE, was: WHEN.when, reference: REFERENCE } },
    'called-off-closed': { set: { ...WHEN, ...PLACE, was: WHEN.when, reference: REFERENCE } },
    'called-off-meeting': { set: { ...WHEN, ...PLACE, was: WHEN.when, reference: REFERENCE } },
    'called-off-course': { set: { ...WHEN, ...PLACE, was: WHEN.when, reference: REFERENCE } },
    'meeting-added': { set: MOVED },
    booked: { set: MOVED },
    'cancelled-elsewhere': { set: { ...WHEN, ...PLACE, was: WHEN.when, reference: REFERENCE } },
    over: {},
  },
  'appointment.cancel': {
    cancelled: { set: { when: WHEN.when, reference: REFERENCE } },
    asked: { set: { when: WHEN.when, reference: REFERENCE } },
    past: { set: { when: WHEN.when, reference: REFERENCE } },
    unknown: {},
  },
  'human.request': {
    soon: {
      set: {
        target: 'REQUEST-1',
        readAt: { dateTime: START, zone: ZONE },
        zoneName: WHEN.zoneName,
        offices: { list: ['Krnjača, Ulica 1'] },
      },
      person: { request: 'REQUEST-1' },
      events: [{ kind: 'human-requested' }],
    },
    unknown: { person: { request: 'REQUEST-1' }, events: [{ kind: 'human-requested' }] },
    later: {},
  },
  'human.complain': { done: { set: { target: 'REQUEST-2' }, person: { request: 'REQUEST-2' } }, later: {} },
  'thread.say': {
    kept: { set: { words: '', media: '', file: '' }, person: { thread: null } },
    closed: { person: { thread: null, request: null } },
    full: { set: { words: '', media: '', file: '' }, person: { thread: null } },
  },
  'thread.hold': { open: {}, gone: { person: { request: null } } },
  'thread.read': {
    own: { set: { target: 'REQUEST-1' }, person: { thread: 'REQUEST-1' } },
    other: { set: { target: 'REQUEST-1', tongue: 'العربية' }, person: { thread: 'REQUEST-1' } },
    plain: {},
  },
  'thread.again': { done: { set: { target: 'REQUEST-3' } }, later: {} },
  'thread.close': { done: { person: { thread: null, request: null } } },
  'skill.open': { empty: {}, some: {} },
  'skill.find': { some: { set: { found: occupations } }, none: { set: { found: [] } } },
  'skill.job': {
    added: { set: { job: '1', jobName: { text: 'occupations:cook.name' } }, person: { skills } },
    full: {},
  },
  'skill.tasks': { done: { person: { skills } } },
  'skill.school': { done: { person: { skills } } },
  'skill.subject': { done: { person: { skills } } },
  'skill.course': { done: { person: { skills } }, full: {} },
  'skill.tongues': { some: { set: { tongues: [{ id: 'ar', label: 'Arabic' }] } }, none: {} },
  'skill.level': { done: { person: { skills } } },
  'skill.licence': { done: { person: { skills } } },
  'skill.tools': { done: { person: { skills } } },
  'skill.passing': { some: { set: { passing: { list: [{ text: 'occupations:cook.name' }] } } }, none: {} },
  'skill.take': { done: { person: { skills } } },
  'skill.list': {
    some: { set: { lines: [{ id: 'job-1', label: { text: 'occupations:cook.name' } }] } },
    none: { set: { lines: [] } },
  },
  'skill.line': {
    words: { set: { lineText: { lines: [{ text: 'occupations:cook.name' }, 'Soup for eighty'] } } },
    choice: { set: { lineText: { name: 'Arabic', value: { text: 'skill-tongues:level.options.first' } } } },
  },
  'skill.drop': { done: { person: { skills } } },
  'skill.reword': { done: { person: { skills } } },
  'cv.open': { empty: {}, some: {}, ready: {} },
  'cv.name': { done: { person: { skills } }, letters: { set: { letters: '漢' } } },
  'cv.dates': { some: { set: { job: '1', jobName: { text: 'occupations:cook.name' } } }, none: {} },
  'cv.where': { done: { person: { skills } } },
  'cv.when': { done: { person: { skills } }, unclear: {} },
  'cv.since': { done: { person: { skills } }, unclear: {} },
  'cv.undated': { done: { person: { skills } } },
  'cv.phone': { done: { person: { skills } } },
  'cv.find': { some: { set: { found: occupations } }, none: { set: { found: [] } } },
  'cv.wanted': { done: { person: { skills } } },
  'cv.customs': {
    some: { set: { customs: [{ id: 'birth-date', label: { text: 'documents:cv.personal.birth-date' } }] } },
    none: { set: { customs: [] } },
  },
  'cv.custom': { done: { person: { skills } } },
  'cv.show': { shown: { person: { skills: { ...skills, shown: true } } }, hidden: { person: { skills } } },
  'cv.forget': { done: { person: { skills } } },
  'cv.send': { sent: { set: { document: 'DOCUMENT-1' } }, link: { set: { target: 'DOCUMENT-1' } } },
  'letter.send': { sent: { set: { document: 'DOCUMENT-1' } }, link: { set: { target: 'DOCUMENT-1' } } },
  'document.link': { linked: { set: { link: 'https://chat.example.org/documents/x' } }, gone: {} },
  'outcome.open': { ask: {}, agreed: { set: { askUntil: { fullDate: '2027-12-24' } } }, looking: {} },
  'outcome.agree': { done: { set: { askUntil: { fullDate: '2027-12-24' } } } },
  'outcome.refuse': { done: {} },
  'outcome.ask': { ask: { set: { outcomes: [{ id: '6_job', label: { text: 'common:outcome.job' } }] } }, over: {} },
  'outcome.keep': { done: {} },
  'step.rate': { done: {} },
  'readiness.keep': { done: {} },
  'step.open': { known: { set: { stepName: { text: 'steps:cv' } } }, gone: {} },
  'safety.show': {
    three: { set: { police: '192', fire: '193', ambulance: '194', helplines } },
    one: { set: { police: '112', fire: '112', ambulance: '112', helplines } },
    none: { set: { europe: '112' } },
  },
  'news.join': { done: { person: { profile: { news: 'yes' } } } },
  'news.leave': { done: { person: { profile: {} } } },
  'link.code': { done: { set: { code: '#48291 73605' } }, none: {} },
  'link.read': { asked: {}, gives: {}, both: {}, unknown: {} },
  'link.ask': { asked: {}, both: {}, unknown: {} },
  'link.join': { joined: {}, over: {} },
  'link.refuse': { done: {}, over: {} },
  'link.tell': {
    asked: { set: { target: 'REQUEST-1' } },
    joined: { set: { target: 'UNDO-1' } },
    welcome: { set: { target: 'UNDO-1' } },
    left: { set: { target: 'UNDO-1' } },
    removed: { set: { target: 'UNDO-1' } },
    apart: { set: { target: '' } },
    returned: { set: { target: '' } },
  },
  'link.list': {
    some: { set: { apps: [{ id: 'web-chat', label: { text: 'channels:web-chat' } }] } },
    none: { set: { apps: [] } },
  },
  'link.remove': { done: { set: { undo: 'UNDO-1' } } },
  'link.part': { done: {}, over: {} },
  'link.return': { done: {}, over: {} },
  'person.code': { done: { set: { code: '48291 73605' } }, none: {} },
  'person.known': { done: { person: { away: false } } },
  'person.leave': { done: { set: { undo: 'u1' } } },
  'person.erase': { done: { events: [{ kind: 'erased' }], forget: true } },
};

/** How an action can end, each end as a result. */
export function endsOf(action: ActionName): ActionResult[] {
  const results: Readonly<Record<string, Omit<ActionResult, 'outcome'>>> = RESULTS[action];
  return ACTIONS[action].outcomes.map((outcome) => ({ outcome, ...results[outcome] }));
}

/** The place of every end among those of its action: the actions have as many ends at most. */
export const PLACES = Array.from(
  { length: Math.max(...Object.values(ACTIONS).map(({ outcomes }) => outcomes.length)) },
  (_, n) => n,
);

const pick = ({ action, vars, run }: Asks, n: number): ActionResult => {
  const ends = endsOf(action);
  // A step has one fact here, where nothing else is wanted.
  const isOver = action === 'fact.next' && n === 0 && (vars.seen ?? '') !== '';
  // Who has given an example has told all.
  const isTold = action === 'strength.hear' && n === 0 && vars.example !== undefined;
  const only = isOver ? 'over' : isTold ? 'told' : undefined;
  const end = only === undefined ? ends[n % ends.length] : ends.find(({ outcome }) => outcome === only);
  if (end === undefined) throw new Error(`${action} has no end`);
  const consent = end.person?.consent;
  // Whose notice was read is who the consent is for.
  return consent ? { ...end, person: { ...end.person, consent: { ...consent, pilot: run.c.pilot ?? '' } } } : end;
};

/** Every action ends as its first outcome says: all is well. */
export const kindWorld: World = (asks) => pick(asks, 0);

/** Actions end as these numbers say, in turn; the kind way when they run out. */
export const worldOf =
  (picks: readonly number[]): World =>
  (asks, nth) =>
    pick(asks, picks[nth] ?? 0);

/** What nobody may ever read: a key, a placeholder, a value that was not there. */
export const RAW = /[a-z-]+:[a-z-]+\.(text|options|buttons)|\{\{|\[object|undefined|NaN/;

/** Whether somebody has written to staff and may write more: what follows is taken without a word. */
export const writesMore = (c: Conversation): boolean => placeOf(c) === 'thread:more';

/**
 * A conversation at every question that the deployed flows of a pilot can put, by `flow:step`: found by trying
 * everything.
 */
export function everyQuestion(language: string, of: Model = model, pilot = 'serbia'): Map<string, Conversation> {
  if (of !== model) return findQuestions(language, of, pilot);
  const name = `${pilot} ${language}`;
  const questions = known.get(name) ?? findQuestions(language, of, pilot);
  known.set(name, questions);
  return questions;
}

/** Of the deployed model, found once for all tests of a process: a turn leaves what it begins with as it is. */
const known = new Map<string, Map<string, Conversation>>();

function findQuestions(language: string, of: Model, pilot: string): Map<string, Conversation> {
  const found = new Map<string, Conversation>();
  const start = turn(of, newConversation(), { kind: 'content', content: { kind: 'open' } }, WITH_BUTTONS, kindWorld);
  const chosen = LANGUAGES.indexOf(language) + 1;
  const first = turn(of, start.conversation, tapOn(start.conversation, chosen), WITH_BUTTONS, kindWorld);
  const seen = new Set<string>();
  const todo: Conversation[] = [start.conversation, first.conversation];
  for (let c = todo.shift(); c !== undefined; c = todo.shift()) {
    const place = placeOf(c);
    // Looking around is another life than with consent.
    const life = `${place} ${stepOf(c, of)} ${c.consent !== null}`;
    if (place === null || seen.has(life)) continue;
    seen.add(life);
    if (c.consent !== null || !found.has(place)) found.set(place, c);
    if (place.endsWith(':language')) continue;
    const taps = c.options.flatMap(({ id }, i) => (place === 'place:place' && id !== pilot ? [] : [tapOn(c, i + 1)]));
    // Somebody whose request is open, and who writes what is not understood.
    const isWaiting = place === 'main:menu' && c.consent !== null;
    if (isWaiting) todo.push(...everyEnd(of, { ...c, request: 'REQUEST-1' }, say('hm')).map((end) => end.conversation));
    const acts = ['s.cancel.KXWD-4721', 's.move.KXWD-4721', 's.reminders', 's.menu', 's.app-linked.written'].map(
      pressOf,
    );
    const words = ['exit', 'language', '+381 60 1234567'].map(
      (text) => ({ kind: 'content', content: { kind: 'text', text } }) as const,
    );
    for (const input of [...taps, ...acts, ...words])
      todo.push(...everyEnd(of, c, input).map(({ conversation }) => conversation));
  }
  return found;
}

/**
 * The step of the way for which facts are told or the status is asked, or the rules that stand beside the questions about
 * an offer: what follows is another for each.
 */
export function stepOf(c: Conversation, of: Model): string {
  const { flow = '', vars = {} } = c.stack.at(-1) ?? {};
  if (flow === 'offer-check') return `${vars.rules}`;
  // Moving is another matter than booking.
  if (flow === 'slot') return c.stack.some((frame) => frame.vars.moving !== undefined) ? 'moving' : '';
  if (!['facts', 'status'].includes(flow)) return '';
  return c.stack.findLast((frame) => of.flowsOf(c.pilot)[frame.flow]?.way)?.flow ?? '';
}

/**
 * Somebody who has done every step and shows their plans, at the list of steps and at their plans; and somebody who may
 * not work yet, at the step about applying.
 */
export function farOnTheWay(talk: () => Talk): void {
  const early = talk();
  early.c = { ...early.c, profile: { ...early.c.profile, status: 'asylum-seeker' } };
  early.press('s.way');
  early.press(`a.${early.visit}.${early.c.options.findIndex(({ id }) => id === 'applying') + 1}`);
  const far = () => {
    const one = talk();
    one.c = { ...one.c, way: { ...newWay(), done: [...one.model.wayOf(one.c.pilot)], shared: true } };
    return one;
  };
  far().press('s.way');
  const plans = far().press('s.plans');
  const share = plans.c.options.findIndex(({ id }) => id === 'share');
  plans.press(`a.${plans.visit}.${share + 1}`);
  talk().press('s.way').choose('skills', 'begin', 'no', 'yes', 'back', 'no', 'yes', 'back', 'no');
}

/**
 * What a turn comes to by every end of the first action that it asks for, and of the second after the two most usual ones.
 */
export function everyEnd(of: Model, c: Conversation, input: Input, setting: Setting = WITH_BUTTONS): Done[] {
  const found: Done[] = [];
  const follow = (picks: readonly number[]): void => {
    let ends = 0;
    const world: World = (asks, nth) => {
      if (nth === picks.length) ends = endsOf(asks.action).length;
      return worldOf(picks)(asks, nth);
    };
    found.push(turn(of, c, input, setting, world));
    // Most turns ask for no action, and end in one way.
    const [first = 0] = picks;
    if (picks.length < 2 && first < 2) for (let n = 0; n < ends; n += 1) follow([...picks, n]);
  };
  follow([]);
  return found;
}

const say = (text: string) => ({ kind: 'content', content: { kind: 'text', text } }) as const;
const pressOf = (button: string) => ({ kind: 'content', content: { kind: 'tap', button } }) as const;
const tapOn = (c: Conversation, place: number) => pressOf(`a.${c.stack.at(-1)?.asked?.visit}.${place}`);
