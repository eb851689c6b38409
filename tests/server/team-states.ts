import { GENDERS, MODES } from '../../src/booking/slots.ts';
import { OF_END, OF_PROFILE, OF_TOPIC } from '../../src/server/staff/team/asking.ts';
import {
  addCounsellorPage,
  type CounsellorForm,
  counsellorPage,
  type OneCounsellor,
} from '../../src/server/staff/team/counsellor.ts';
import { TEAM, TEAM_NOTICES } from '../../src/server/staff/team/form.ts';
import { type Team, teamPage } from '../../src/server/staff/team/list.ts';
import type { Hangs, ListedCounsellor, PilotTeam } from '../../src/server/staff/team/query.ts';
import { type OneResource, resourcePage, type UseHits, usesPage } from '../../src/server/staff/team/resource.ts';
import { type Topics, topicsPage } from '../../src/server/staff/team/topics.ts';
import { type Hits, hitPage } from '../../src/server/staff/times/hit.ts';
import type { Appointment } from '../../src/store/booking.ts';
import { RESOURCE_KINDS } from '../../src/store/codes.ts';
import type { Topic } from '../../src/store/supply.ts';
import type { KnownResource, UseHit } from '../../src/turn/office/resources.ts';
import { TOPIC_FIELDS } from '../../src/turn/office/topics.ts';
import type { Faults, Typed } from '../../src/turn/office/typed.ts';
import { DAY, HOUR, START } from '../fakes/clock.ts';
import { any, every, pilots, reader, type State, YES_AND_NO } from './states.ts';

/** The states of the pages of the team. */

const READERS = [reader('coordinator'), reader('admin')];
const ZONE = 'Europe/Belgrade';
const reading = () => any({ principal: READERS, now: [START] });
/** The forms of a plural differ. */
const COUNTS = [0, 1, 2, 3, 5, 11, 21, 100];

const counsellor = (i: number, more: Partial<ListedCounsellor>): ListedCounsellor => ({
  ...{ id: `c${i}`, pilot: 'serbia', office: 'o1', officeName: 'Krnjača & Co.', name: '<Ana>', gender: 'woman' },
  ...{ languages: ['sr', 'ckb'], topics: [], modes: [...MODES], guests: [], demo: true, endedAt: null, hasHours: true },
  ...more,
});
const ended = (count: number) => Array.from({ length: count }, (_, i) => counsellor(10 + i, { endedAt: START }));
const room: KnownResource = {
  ...{ id: 'r1', pilot: 'serbia', kind: 'room', name: '<Room 3>', office: 'o1', languages: [], gender: null },
  demo: true,
};
const interpreter: KnownResource = {
  ...room,
  ...{ id: 'r2', kind: 'interpreter', name: '<Samira>', office: null, languages: ['ar'], gender: 'woman' },
};
const topic = (id: string): Topic => ({ id, minutes: 30, gap: 10, noticeMinutes: 120, horizonDays: 21, capacity: 1 });
const TOPICS = ['job', 'papers', 'gone'].map(topic);

const teams: PilotTeam[][] = [
  [],
  pilots.map(({ name: pilot }) => ({ pilot, counsellors: [], resources: [], topics: [] })),
  ...COUNTS.map((count) => [
    {
      pilot: 'serbia',
      counsellors: [counsellor(1, {}), counsellor(2, { hasHours: false, topics: ['job', 'gone'] }), ...ended(count)],
      resources: [room, interpreter].map((one) => ({ ...one, officeName: 'Krnjača & Co.' })),
      topics: TOPICS,
    },
  ]),
];
const list = every<Pick<Team, 'teams' | 'notice' | 'uses'>>({
  teams,
  notice: [null, ...TEAM_NOTICES],
  uses: [null, { other: 1, none: 2, kept: 0 }],
}).map((shown): State => {
  const more = reading();
  return ({ model }, language) => teamPage(model.texts, language, { ...shown, ...more });
});

const TYPED: Typed = {
  ...{ name: ['<Ana>'], office: ['o1'], gender: ['woman'], languages: ['sr', 'ckb'], topics: ['job'] },
  ...{ modes: ['phone'], guests: ['milan'], mail: ['a@b.org'], video: ['https://meet.example.org/"a"'] },
};
const faultsAt = (names: readonly string[]): Faults =>
  Object.fromEntries(names.map((name) => [name, { text: 'faults:empty' }]));
/** Nothing is wrong, or every field is. */
const faults: Faults[] = [{}, faultsAt(Object.keys(TYPED))];

const form = every<Omit<CounsellorForm, 'principal' | 'now'>>({
  ...{ pilot: pilots.map(({ name }) => name), typed: [{}, TYPED, { ...TYPED, languages: ['sr'] }], faults },
  offices: [[], [{ id: 'o1', name: 'Krnjača & Co.' }]],
  topics: [[], ['job', 'gone']],
  guests: [[], ['milan']],
  languages: [['sr', 'en', 'ar']],
});
const hangs: Hangs[] = [
  { toCome: 0, appointments: 0, groups: 0, accounts: [], isInvited: false },
  ...COUNTS.map((count) => ({
    ...{ toCome: count, appointments: count, groups: count, isInvited: count > 2 },
    accounts: [true, false].map((isOpen, i) => ({ id: `a${i}`, name: '<ana>', isOpen })),
  })),
];
const one = every<Pick<OneCounsellor, 'known' | 'hangs' | 'notice' | 'made'>>({
  known: [null, START].map((endedAt) => ({ id: 'c1', name: '<Ana>', endedAt })),
  hangs,
  notice: [null, ...TEAM_NOTICES],
  made: [null, { kept: 1, moved: 2, off: 3, taken: 4 }],
}).map((shown, i): State => {
  const { [i % form.length]: filled = form[0] } = form;
  const theirs = i % 3 === 0 ? { name: ['<Ana>'], gender: ['woman'], modes: [], languages: ['ar'] } : null;
  const more = { ...(filled as CounsellorForm), ...reading(), zone: ZONE, version: 'v1', theirs };
  return ({ model }, language) => counsellorPage(model.texts, language, { ...more, ...shown });
});
const added = form.map((shown): State => {
  const more = reading();
  return ({ model }, language) => addCounsellorPage(model.texts, language, { ...shown, ...more });
});

const resources = RESOURCE_KINDS.flatMap((kind) =>
  every<Pick<OneResource, 'known' | 'pilot' | 'typed' | 'faults'>>({
    known: [null, { id: 'r1', name: '<Room 3>' }],
    pilot: pilots.map(({ name }) => name),
    typed: [{}, { name: ['<x>'], office: ['o1'], languages: ['ar', 'xyz'], gender: [...GENDERS] }],
    faults: [{}, faultsAt(['name', 'office', 'languages', 'gender'])],
  }).map((shown): State => {
    const more = { kind, offices: [{ id: 'o1', name: '<Krnjača>' }], languages: ['sr', 'ar'], ...reading() };
    return ({ model }, language) => resourcePage(model.texts, language, { ...shown, ...more });
  }),
);

const APPOINTMENT: Appointment = {
  ...{ id: 'a1', pilot: 'serbia', reference: 'KXWD-4721', person: 'p1', counsellor: 'c1', topic: 'job' },
  ...{ startAt: START + DAY, endAt: START + DAY + HOUR, status: 'scheduled', language: 'ar', mode: 'in-person' },
  ...{
    family: false,
    interpreter: true,
    interpretedBy: 'r2',
    room: 'r1',
    groupOffer: null,
    signUp: null,
    wishes: [],
    phone: null,
  },
  ...{ canRemind: true, confirmedAt: null, markedAt: null, sequence: 0, askedAt: null, stands: false, demo: true },
  ...{ office: 'o1', officeName: 'Krnjača & Co.', officeAddress: null },
};
const MEETING: NonNullable<UseHit['meeting']> = {
  ...{ id: 'm1', pilot: 'serbia', course: 'g1', kind: 'course', counsellor: 'c1', room: 'r1', office: 'o1' },
  ...{ titles: { en: '<Serbian>', ar: 'صربية' }, startAt: START, endAt: START + HOUR, places: 8, womenOnly: true },
  ...{ cancelled: false, demo: true },
};
const use = (i: number, free: KnownResource[]): UseHit & { zone: string } => ({
  ...{
    owner: i % 2 === 0 ? `a${i}` : `c1@${START + i * DAY}@job`,
    fromAt: START,
    toAt: START + HOUR,
    zone: ZONE,
    free,
  },
  appointments: [0, 1].slice(0, 1 + (i % 2)).map((j) => ({ ...APPOINTMENT, id: `a${i}-${j}` })),
  meeting: i % 4 === 3 ? MEETING : null,
});
const uses = RESOURCE_KINDS.flatMap((kind) =>
  every<Pick<UseHits, 'isRemoved' | 'hits'>>({
    isRemoved: YES_AND_NO,
    hits: COUNTS.slice(1).map((count) =>
      Array.from({ length: count }, (_, i) => use(i, i % 3 === 0 ? [] : [{ ...room, id: 'r9', kind, name: '<Mira>' }])),
    ),
  }).map((shown): State => {
    const more = {
      known: { id: 'r1', name: '<Room 3>', kind },
      typed: { do: ['remove'], name: ['<x>'] },
      ...reading(),
    };
    return ({ model }, language) => usesPage(model.texts, language, { ...shown, ...more });
  }),
);

const BAD: Typed = Object.fromEntries(TOPIC_FIELDS.map((name) => [name, ['"x"']]));
const topics = every<Omit<Topics, 'principal' | 'now'>>({
  pilot: ['serbia'],
  topics: [[], TOPICS.slice(0, 1), TOPICS],
  more: [[], [topic('training')]],
  waiting: COUNTS.map((count) => new Map([['job', count]])),
  refused: [null, ...['job', 'training'].map((id) => ({ id, typed: BAD, faults: faultsAt(TOPIC_FIELDS) }))],
  notice: [null, 'saved', 'gone'],
  made: [null, { kept: 1, moved: 0, off: 2, taken: 0 }],
}).map((shown): State => {
  const more = reading();
  return ({ model }, language) => topicsPage(model.texts, language, { ...shown, ...more });
});

const reaches: Hits['hits'][number]['reach'][] = [{ channel: 'telegram' }, { reason: 'stopped' }];
const hit = every<Pick<Hits, 'asking' | 'hits' | 'others'>>({
  asking: [OF_PROFILE, OF_END, OF_TOPIC],
  others: [0, 2],
  hits: COUNTS.slice(1).map((count) =>
    Array.from({ length: count }, (_, i) => ({
      ...{ appointment: { ...APPOINTMENT, id: `a${i}` }, zone: ZONE, counsellorName: '<Ana>', slots: [] },
      people: 1,
      ...any({ reach: reaches }),
    })),
  ),
}).map((shown): State => {
  const more = { path: TEAM, action: `${TEAM}/counsellors/c1`, typed: { do: ['end'] }, ...reading() } as const;
  return ({ model }, language) => hitPage(model.texts, language, { ...shown, ...more });
});

const at = (...routes: string[]) => routes.map((route) => route.replace(' ', ` ${TEAM}`));

/** The pages of the team, each with the routes that show it. */
export const TEAM_PAGES = {
  team: { at: at('GET '), states: list },
  addCounsellor: { at: at('GET /add-counsellor', 'POST /add-counsellor'), states: added },
  counsellor: { at: at('GET /counsellors/:id', 'POST /counsellors/:id'), states: one },
  resource: {
    at: at('GET /add-resource', 'POST /add-resource', 'GET /resources/:id', 'POST /resources/:id'),
    states: resources,
  },
  uses: { at: [], states: uses },
  topics: { at: at('GET /topics/:pilot'), states: topics },
  teamHit: { at: [], states: hit },
};
