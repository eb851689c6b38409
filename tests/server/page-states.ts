import { TROUBLES } from '../../src/booking/calendar-event.ts';
import { QUIET } from '../../src/booking/quiet.ts';
import { ARM_NAMES } from '../../src/booking/reminders.ts';
import { MODES } from '../../src/booking/slots.ts';
import { STATUSES } from '../../src/booking/status.ts';
import { WISH_CODES } from '../../src/booking/wishes.ts';
import { CHANNELS } from '../../src/conversation/message.ts';
import { apiBrowser } from '../../src/server/api/browser.ts';
import { chatPage } from '../../src/server/chat/routes.ts';
import type { ShownAppointment } from '../../src/server/html/appointment.ts';
import { documentPage } from '../../src/server/public/document/view.ts';
import {
  ACCOUNTS_NOTICES,
  type Accounts,
  accountsPage,
  invitedPage,
  type Listed,
} from '../../src/server/staff/accounts/view.ts';
import type { Movable } from '../../src/server/staff/appointment/move.ts';
import { type Leaving, offPage } from '../../src/server/staff/appointment/off.ts';
import { appointmentPage, NOTICES, type Notice, type Shown } from '../../src/server/staff/appointment/view.ts';
import { newRecoveryCodes, totpAddress, totpSecretFor } from '../../src/server/staff/credentials/codes.ts';
import { type Crowd, crowdPage } from '../../src/server/staff/crowd/view.ts';
import { demoPage } from '../../src/server/staff/demo/view.ts';
import type { Filter } from '../../src/server/staff/desk/filter.ts';
import type { Row } from '../../src/server/staff/desk/list.ts';
import { NOTICES as LIST_NOTICES, type ListNotice } from '../../src/server/staff/desk/notice.ts';
import { type Door, enteredPage, enterPage, firstPage } from '../../src/server/staff/enter/view.ts';
import { findPage } from '../../src/server/staff/find/view.ts';
import { forbiddenPage, sorryPage } from '../../src/server/staff/frame.ts';
import { codesPage, FAULTS, goneInvitationPage, type Joining, joinPage } from '../../src/server/staff/join/view.ts';
import { type Log, type LogEntry, logPage } from '../../src/server/staff/log/view.ts';
import { chatCodePage, type Told } from '../../src/server/staff/me/told.ts';
import { ME_NOTICES, type Me, mePage } from '../../src/server/staff/me/view.ts';
import { provePage } from '../../src/server/staff/prove/view.ts';
import { NEEDED, SERVER_NEEDED } from '../../src/server/staff/setup/query.ts';
import { type Setup, setupPage } from '../../src/server/staff/setup/view.ts';
import type { TroubledCalendar } from '../../src/server/staff/today/calendars.ts';
import { type Untold, WHY_TO_CALL } from '../../src/server/staff/today/to-do.ts';
import { type Today, todayPage } from '../../src/server/staff/today/view.ts';
import { type Week, weekPage } from '../../src/server/staff/week/view.ts';
import { REASONS } from '../../src/store/changes.ts';
import { CALENDAR_FAILURES, CHANGES, DEEDS, GROUP_KINDS } from '../../src/store/codes.ts';
import { ROLES } from '../../src/store/principal.ts';
import { REACHED } from '../../src/store/reminders.ts';
import { ENDS } from '../../src/store/staff-sessions.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { content, seededBytes, testVault } from '../fakes/parts.ts';
import { COUNTER_STATES, PAPER_STATES } from './counter-states.ts';
import { GROUP_OFF_STATES, GROUP_STATES, GROUPS_STATES, NEW_GROUP_STATES } from './group-states.ts';
import { KNOWLEDGE_PAGES } from './knowledge-states.ts';
import { OUTREACH_PAGES } from './outreach-states.ts';
import { CARD_STATES, FIND_STATES, RIGHTS_STATES } from './people-states.ts';
import { REQUEST, REQUEST_STATES } from './request-states.ts';
import {
  any,
  every,
  type PageStates,
  pilots,
  READERS,
  reader,
  type State,
  TAGS,
  TALK,
  throwOne,
  YES_AND_NO,
} from './states.ts';
import { STATISTICS_PAGE } from './statistics-states.ts';
import { LETTERS_STATES, PHONE_STATES, SYSTEM_STATES } from './system-states.ts';
import { TEAM_PAGES } from './team-states.ts';
import { FEED_STATES, HIT_STATES, HOLIDAY_STATES, TIMES_STATES } from './times-states.ts';

/** The fields of an appointment that change nothing but a label of their own. */
const labels = (): Partial<ShownAppointment> =>
  any({
    wishes: [[], [...WISH_CODES]],
    interpreter: YES_AND_NO,
    canRemind: YES_AND_NO,
    person: ['p1', null],
    confirmedAt: [null, START],
    language: [...TAGS, 'xx', ''],
    pilot: pilots.map(({ name }) => name),
    topic: [...new Set(Object.values(content.pilots).flatMap(({ topics }) => topics.map(({ id }) => id))), 'gone'],
  });
const group = (isGroup: boolean): Partial<ShownAppointment> =>
  isGroup ? { groupOffer: 'g1', topic: throwOne(GROUP_KINDS) } : {};

const reminders: Shown['reminders'][] = [
  [],
  ...REACHED.map((state) => ARM_NAMES.map((arm) => ({ appointment: 'a1', arm, at: START, state }))),
];
/** Changes that the person has heard of, staff have dealt with, or the person has not heard of for each reason. */
const changes = CHANGES.flatMap((kind): Shown['change'][] => [
  { kind, toldAt: START, doneAt: null, reason: null },
  { kind, toldAt: null, doneAt: START, reason: null },
  ...REASONS.map((reason) => ({ kind, toldAt: null, doneAt: null, reason })),
]);
/** What a person takes along to the talk. */
const NOTHING_TAKEN = { pilot: 'serbia', done: [], questions: [], plans: [], strength: null, cv: null };
const TAKEN: Shown['taken'] = {
  pilot: 'serbia',
  done: ['rights', 'childcare'],
  questions: ['right-family', 'number-asylum'],
  plans: [
    { step: 'register', day: '2026-11-26', place: 'nsz', remind: true },
    { step: 'letter', day: '2026-11-27', place: null, remind: false },
  ],
  strength: { strength: '<b>I bake', example: 'I baked bread for a hundred & more.' },
  cv: { host: 'sr-Latn', own: 'ar' },
};
/** So many times of a colleague. */
const colleague = (id: string) => ({ id, name: `<${id}>`, officeName: 'Krnjača & Co.' });
const slot = (at: number) => ({
  ...{ counsellor: 'c2', startAt: START + at * HOUR, endAt: START + (at + 1) * HOUR },
  ...{ interpreter: false, interpretedBy: null, room: null, joins: false },
});
const slots = (count: number) => Array.from({ length: count }, (_, i) => slot(i));
const movable = (counts: readonly number[], colleagues: readonly string[], only: string | null = null): Movable => ({
  own: counts.map((count, i) => ({ date: `2026-11-${25 + i}`, slots: slots(count) })),
  others: colleagues.slice(0, 1).map((id) => ({
    date: '2026-11-25',
    slots: slots(2).map((one) => ({ ...one, by: colleague(id) })),
  })),
  colleagues: colleagues.map(colleague),
  only,
});
const MANY = ['c2', 'c3', 'c4', 'c5', 'c6'];
/** Before, during and after the appointment. */
const NOWS = [START, TALK.startAt + MINUTE, TALK.endAt + DAY];

const appointment = every({
  ...{ status: STATUSES, mode: MODES, isGroup: YES_AND_NO, family: YES_AND_NO },
  ...{ phone: ['+381 60 1234567', null], reminders, hasPerson: YES_AND_NO, now: NOWS },
}).map(({ status, mode, isGroup, family, ...more }): State => {
  const shown: Shown = {
    appointment: { ...TALK, status, mode, family, ...labels(), ...group(isGroup) },
    ...more,
    ...any({
      times: [null, movable([], []), movable([1, 2, 5], ['c2']), movable([11], MANY), movable([], MANY, 'c2')],
      change: [null, ...changes],
      isAway: YES_AND_NO,
      taken: [null, NOTHING_TAKEN, TAKEN, 'unreadable' as const],
      principal: READERS,
      notice: [null, ...(Object.keys(NOTICES) as Notice[])],
    }),
  };
  return ({ model }, language) => appointmentPage(model.texts, language, shown);
});

const off = every<Omit<Leaving, 'principal' | 'now'>>({
  appointment: MODES.map((mode) => ({ ...TALK, mode })),
  phone: [null, '+381 60 1234567'],
  reach: [...CHANNELS.map((channel) => ({ channel })), ...REASONS.map((reason) => ({ reason }))],
}).map(
  (shown): State =>
    ({ model }, language) =>
      offPage(model.texts, language, { ...shown, ...any({ principal: READERS, now: [START] }) }),
);

const talks = STATUSES.flatMap((status) => MODES.map((mode) => ({ ...TALK, status, mode, ...labels() })))
  .concat(YES_AND_NO.map((isGroup) => ({ ...TALK, ...group(isGroup), family: true, endAt: START - 1 })))
  .map((talk, i) => ({ ...talk, id: `a${i}` }));
const untold = CHANGES.flatMap((kind) =>
  REASONS.map((reason, i): Untold => {
    const change = { appointment: TALK.id, sequence: i, person: null, kind, wasAt: START, at: START, seq: null };
    return { ...change, reference: TALK.reference, startAt: START, zone: TALK.zone, reason };
  }),
);
const calendars = [null, ...CALENDAR_FAILURES].flatMap((busyFailure) =>
  [null, START].flatMap((busyAt) =>
    [{}, Object.fromEntries(TROUBLES.map((trouble, i) => [trouble, i + 1]))].map((busySkipped): TroubledCalendar => {
      const tried = { busyUrl: Buffer.alloc(0), busyAt, busyTriedAt: START, busyFailures: 1, busyFailure, busySkipped };
      return { id: 'c1', pilot: 'serbia', name: '<Ana>', zone: TALK.zone, ...tried };
    }),
  ),
);
/** The forms of a plural differ. */
const COUNTS = [0, 1, 2, 3, 5, 11, 21, 100];
const rows = talks.map(
  (talk, i): Row => ({
    ...{ ...talk, isUntold: i % 2 === 0 },
    ...{ questions: COUNTS[i % COUNTS.length] ?? 0, steps: COUNTS[(i + 1) % COUNTS.length] ?? 0 },
  }),
);
const served = [[], ['serbia'], pilots.map(({ name }) => name)];
const filters = served.flatMap((names): Filter[] => [
  { counsellor: null, pilots: names, query: {} },
  { counsellor: null, pilots: names, query: { whose: 'all', pilot: 'serbia' } },
  { counsellor: 'c1', pilots: names, query: {} },
]);
const listNotices = [
  null,
  ...(Object.keys(LIST_NOTICES) as ListNotice['name'][]).flatMap((name): ListNotice[] => [
    { name, talk: null },
    ...(name === 'marked' ? STATUSES.map((status) => ({ name, talk: { ...TALK, status } })) : []),
  ]),
];
const NONE = { of: [], count: 0 };
/** A list beside another one has other appointments. */
const overdue = rows.slice(0, 2).map((row) => ({ ...row, id: `past-${row.id}` }));
const today = every<Pick<Today, 'overdue' | 'today' | 'notice'>>({
  overdue: [NONE, ...COUNTS.map((more) => ({ of: overdue, count: overdue.length + more }))],
  today: [NONE, { of: rows, count: rows.length }, { of: rows, count: 120 }],
  notice: listNotices,
}).map((shown): State => {
  const more = any({
    ...{ principal: READERS, demo: YES_AND_NO, now: [START], filter: filters, served, page: [1, 2] },
    ...{ date: ['2026-11-24'], zone: [TALK.zone], calendars: [[], calendars], away: [NONE, { of: [TALK], count: 3 }] },
    requests: COUNTS,
    crowd: COUNTS,
    untold: [[], untold.map((one, i) => ({ ...one, appointment: `a${i}` }))],
    invitations: [
      [],
      [null, ...REASONS].map((reason, i) => ({ id: `i${i}`, topic: 'job', at: START, zone: TALK.zone, reason })),
    ],
    unanswered: [[], WHY_TO_CALL.map((why, i) => ({ ...TALK, id: `a${i}`, why }))],
  });
  return ({ model }, language) => todayPage(model.texts, language, { ...shown, ...more });
});

const week = every<Pick<Week, 'days' | 'count' | 'portion' | 'filter' | 'from'>>({
  days: [[], [{ date: '2026-11-25', rows }]],
  count: [0, 20, 120],
  portion: [1, 2, 'all'],
  filter: filters,
  from: ['2026-11-23', '2026-11-30'],
}).map((shown): State => {
  const more = any({ principal: READERS, now: [START], served, zone: [TALK.zone], notice: listNotices });
  return ({ model }, language) => weekPage(model.texts, language, { ...shown, ...more, thisWeek: '2026-11-23' });
});

const found = YES_AND_NO.map(
  (isMissing): State =>
    ({ model }, language) =>
      findPage(model.texts, language, { isMissing, ...any({ principal: READERS, now: [START] }) }),
);

/** How long people wait after too many tries: the forms of a plural differ. */
const HELD = [1, 2, 15].map((heldMinutes) => ({ heldMinutes }));
const ZONES = pilots.map(({ name, zone }) => ({
  zone,
  zoneName: content.model.texts.say('en', `pilots:${name}.zone`),
}));
const ZONE = { zone: ZONES.map(({ zone }) => zone), zoneName: ZONES.map(({ zoneName }) => zoneName) };

const join = [
  ...every<Pick<Joining, 'fault' | 'isNew' | 'mail' | 'role'>>({
    fault: [null, ...FAULTS],
    isNew: YES_AND_NO,
    mail: ['', '"<ana>"@example.org'],
    role: ROLES,
  }).map((shown): State => {
    const secret = totpSecretFor(testVault(), 'x');
    const known = { link: 'x', name: '<ana>', secret, address: totpAddress(secret, '<ana>'), until: START };
    const more = any({ ...ZONE, pilots: [['serbia'], pilots.map(({ name }) => name)] });
    return ({ model }, language) => joinPage(model.texts, language, { ...shown, ...known, ...more });
  }),
  ({ model }, language) => goneInvitationPage(model.texts, language),
] satisfies State[];

const prove = every<Parameters<typeof provePage>[2]>({
  principal: READERS,
  now: [START],
  why: [null, 'wrong', 'passkey', ...HELD],
  to: ['', '/staff/accounts', 'https://elsewhere.example.org'],
}).map(
  (shown): State =>
    ({ model }, language) =>
      provePage(model.texts, language, shown),
);

const staffSessions = ['s1', 's2', 's3'].map((id, i) => ({
  ...{ id, hash: Buffer.from(id), account: 'ana', browser: ['Firefox, Linux', '<b>', ''][i] ?? '' },
  ...{ startedAt: START, seenAt: START + MINUTE, provedAt: START },
}));
const passkeys = [null, START].map((usedAt, i) => ({
  ...{ id: `p${i}`, account: 'ana', publicKey: Buffer.from('k'), counter: 0, transports: [] },
  ...{ createdAt: START, usedAt },
}));
const told = [
  null,
  ...every<Told>({
    chat: [null, { state: 'none' }, { state: 'linked', at: START }, { state: 'lost', at: START }],
    byMail: YES_AND_NO,
    quiet: [QUIET, { from: 0, to: 0 }],
    languages: [null, { offered: ['sr', 'en', 'ar'], chosen: ['ar'] }],
  }),
];
const me = every<Omit<Me, 'principal' | 'now' | 'zone' | 'zoneName' | 'told'>>({
  mail: ['"<ana>"@example.org'],
  hasPassword: YES_AND_NO,
  sessions: [staffSessions.slice(0, 1), staffSessions],
  passkeys: [[], passkeys],
  codes: [0, 1, 2, 5, 10],
  passkeysAreOffered: YES_AND_NO,
  notice: [null, ...ME_NOTICES, 'short', 'long', 'common', 'passkey'],
}).map((shown): State => {
  const more = any({ principal: READERS, now: [START], told, ...ZONE });
  return ({ model }, language) => mePage(model.texts, language, { ...shown, ...more });
});

const everyPilot = pilots.map(({ name }) => name);
const listed: Listed[] = ROLES.flatMap((role) =>
  [
    { id: `${role}-1`, disabledAt: null, demo: false, pilots: everyPilot },
    { id: `${role}-2`, disabledAt: START, demo: true, pilots: ['serbia'] },
  ].map((one) => ({ ...one, role, counsellor: role === 'counsellor' ? 'c1' : null, name: '<ana>', mail: '<a>@b.org' })),
);
const invitations = ROLES.map((role) => ({
  ...{ hash: Buffer.from(role), id: role, name: '<ana>', role, pilots: everyPilot, counsellor: null, account: null },
  ...{ by: null, createdAt: START, until: START + DAY },
}));
const accounts = [
  ...every<Omit<Accounts, 'principal' | 'now' | 'zone' | 'zoneName'>>({
    accounts: [[], [{ ...listed[0], id: 'ana' } as Listed], listed],
    invitations: [[], invitations],
    counsellors: [[], [{ id: 'c1', pilot: 'serbia', name: '<Ana>' }]],
    pilots: [['serbia'], everyPilot],
    notice: [null, ...ACCOUNTS_NOTICES],
  }).map((shown): State => {
    const more = any({ principal: [reader('admin'), reader('admin', true)], now: [START], ...ZONE });
    return ({ model }, language) => accountsPage(model.texts, language, { ...shown, ...more });
  }),
  ({ model }, language) =>
    invitedPage(
      model.texts,
      language,
      { principal: reader('admin'), now: START },
      { name: '<ana>', link: 'https://chat.example.org/staff/join/x' },
    ),
] satisfies State[];

/** A checklist in which everything is there, nothing, or every other thing. */
const checked = <N extends string>(needed: Readonly<Record<N, unknown>>, yes: readonly boolean[]) =>
  Object.fromEntries(Object.keys(needed).map((need, i) => [need, yes[i % yes.length]])) as Record<N, boolean>;
const CHECKED = [[true], [false], [true, false], [false, true]];
const setup = every<Setup>({
  principal: READERS,
  now: [START],
  server: CHECKED.map((yes) => checked(SERVER_NEEDED, yes)),
  lists: [
    [],
    ...CHECKED.map((yes, i) =>
      everyPilot.map((pilot) => ({
        ...{ pilot, has: checked(NEEDED, yes), reports: i, targets: { people: 60, women: 30 } },
      })),
    ),
  ],
}).map(
  (shown): State =>
    ({ model }, language) =>
      setupPage(model.texts, language, shown),
);

const crowd = every<Crowd>({
  principal: READERS,
  now: [START],
  requests: [[], [{ ...REQUEST, crowd: true, zone: 'Europe/Belgrade' }]],
  talks: [[], [TALK, { ...TALK, id: 'a2', confirmedAt: START }]],
  notice: [
    null,
    { what: 'closed', count: 1 },
    { what: 'closed', count: 12 },
    { what: 'off', count: 3 },
    { what: 'told', count: 2 },
  ],
  untold: [
    [],
    untold.map((one, i) => ({ ...one, appointment: `u${i}`, pilot: 'serbia', counsellor: 'c1', crowd: true })),
  ],
}).map(
  (shown): State =>
    ({ model }, language) =>
      crowdPage(model.texts, language, shown),
);

const entries: LogEntry[] = DEEDS.map((what, i) => ({
  ...{ id: i, what, at: START, target: `t${i}`, pilot: [null, ...everyPilot][i % (everyPilot.length + 1)] ?? null },
  who: 'account:ana',
  name: ['<ana>', '', null][i % 3] ?? null,
  about: i % 2 === 0 ? 'KXWD-4721' : null,
}));
const log = every<Omit<Log, 'principal' | 'now' | 'zone' | 'zoneName'>>({
  entries: [[], entries],
  people: [[], [['account:ana', '<ana>']]],
  filter: [
    { who: undefined, what: undefined, reference: '' },
    { who: 'account:ana', what: 'copied', reference: '"<b>"' },
    { who: 'nobody', what: 'nothing', reference: 'KXWD-4721' },
  ],
  next: [null, `${START}.-5`],
}).map((shown): State => {
  const more = any({ principal: [reader('admin')], now: [START], ...ZONE });
  return ({ model }, language) => logPage(model.texts, language, { ...shown, ...more });
});

/** Every page of the server, with the states that it can be in. */
export const PAGES: Readonly<Record<string, PageStates>> = {
  chat: {
    at: ['GET /'],
    states: YES_AND_NO.map(
      (speaks) =>
        ({ model }, language) =>
          chatPage(model.texts, language, speaks),
    ),
  },
  document: {
    at: ['GET /documents/:token', 'POST /documents/:token'],
    states: (['ready', 'gone'] as const).map(
      (state): State =>
        ({ model }, language) =>
          documentPage(model.texts, language, state),
    ),
  },
  api: { at: ['GET /api/docs'], states: [async () => (await apiBrowser().request('/api/docs')).text()] },
  enter: {
    at: ['GET /staff/enter', 'POST /staff/enter'],
    states: [
      ...every<Door>({
        why: [null, 'wrong', 'passkey', ...HELD, ...ENDS],
        isUnsaved: YES_AND_NO,
        mail: ['', '"<ana>"@example.org'],
        to: ['', '/staff/statistics?pilot=milan', 'https://elsewhere.example.org'],
      }).map(
        (door): State =>
          ({ model }, language) =>
            enterPage(model.texts, language, door),
      ),
      ...READERS.map(
        (reader): State =>
          ({ model }, language) =>
            enteredPage(model.texts, language, reader),
      ),
      ({ model }, language) => firstPage(model.texts, language),
    ],
  },
  join: { at: ['GET /staff/join/:link', 'POST /staff/join/:link'], states: join },
  demo: {
    at: ['GET /staff/demo/:link', 'POST /staff/demo/:link'],
    states: [[], ROLES.map((role) => ({ id: role, role, pilots: pilots.map(({ name }) => name), name: '<ana>' }))].map(
      (accounts): State =>
        ({ model }, language) =>
          demoPage(model.texts, language, '/staff/demo/x', accounts),
    ),
  },
  prove: { at: ['GET /staff/prove', 'POST /staff/prove'], states: prove },
  me: { at: ['GET /staff/me', 'POST /staff/me/password', 'POST /staff/me/passkeys'], states: me },
  chatCode: {
    at: ['POST /staff/me/chat'],
    states: [undefined, 'https://t.me/saputnik_bot?start=staff-00ff'].map(
      (address): State =>
        ({ model }, language) =>
          chatCodePage(
            model.texts,
            language,
            { principal: reader('counsellor'), now: START },
            { code: 'staff-00ff', address },
          ),
    ),
  },
  codes: {
    at: ['POST /staff/me/codes'],
    states: [
      ({ model }, language) => codesPage(model.texts, language, ['AAAA-BBBB-CCCC-DDDD'], '/staff/me'),
      ({ model }, language) => codesPage(model.texts, language, newRecoveryCodes(seededBytes(2)), '/staff/today'),
    ],
  },
  accounts: {
    at: ['GET /staff/accounts', 'POST /staff/accounts', 'POST /staff/accounts/:id/rights'],
    states: accounts,
  },
  ...KNOWLEDGE_PAGES,
  setup: { at: ['GET /staff/setup'], states: setup },
  times: { at: ['GET /staff/times', 'GET /staff/times/:id', 'POST /staff/times/:id'], states: TIMES_STATES },
  feed: { at: [], states: FEED_STATES },
  hit: { at: [], states: HIT_STATES },
  holidays: { at: ['GET /staff/holidays', 'POST /staff/holidays'], states: HOLIDAY_STATES },
  groups: { at: ['GET /staff/groups'], states: GROUPS_STATES },
  newGroup: { at: ['GET /staff/groups/new/:pilot', 'POST /staff/groups/new/:pilot'], states: NEW_GROUP_STATES },
  group: { at: ['GET /staff/groups/:id', 'POST /staff/groups/:id'], states: GROUP_STATES },
  groupOff: { at: ['GET /staff/groups/:id/off'], states: GROUP_OFF_STATES },
  crowd: { at: ['GET /staff/crowd'], states: crowd },
  log: { at: ['GET /staff/log'], states: log },
  system: { at: ['GET /staff/system'], states: SYSTEM_STATES },
  letters: { at: ['GET /staff/system/letters'], states: LETTERS_STATES },
  phone: { at: ['GET /staff/system/phone'], states: PHONE_STATES },
  forbidden: {
    at: ['csv', 'json'].map((kind) => `GET /staff/statistics.${kind}`),
    states: [({ model }, language) => forbiddenPage(model.texts, language)],
  },
  sorry: {
    at: [
      ...['GET /audio/:language/:file', 'GET /calendar/:file{[A-Za-z0-9_-]{43}\\.ics}', 'GET /metrics'],
      ...['disable', 'enable', 'renew', 'sign-out'].map((act) => `POST /staff/accounts/:id/${act}`),
      'GET /staff/appointments/:id/cv',
      'POST /staff/invitations/:id/withdraw',
      ...['stop', 'resume'].map((act) => `POST /staff/news/:id/${act}`),
      'GET /staff/campaigns/poster',
      ...['GET /staff/texts/:key', 'POST /staff/texts/:key', 'POST /staff/texts/:key/sheet'],
      ...['retry', 'drop'].map((act) => `POST /staff/system/letters/${act}`),
    ],
    states: every<{ key: 'common:failed' | 'staff:error.notFound'; path: string }>({
      key: ['common:failed', 'staff:error.notFound'],
      path: ['/nowhere', '/staff/nowhere'],
    }).map(
      ({ key, path }) =>
        ({ model }, language) =>
          sorryPage(model.texts, language, key, path),
    ),
  },
  today: { at: ['GET /staff/today'], states: today },
  week: { at: ['GET /staff/week'], states: week },
  find: { at: ['GET /staff/find'], states: found },
  appointment: { at: ['GET /staff/appointments/:id'], states: appointment },
  off: { at: ['GET /staff/appointments/:id/off'], states: off },
  statistics: STATISTICS_PAGE,
  requests: { at: ['GET /staff/requests', 'GET /staff/requests/:id'], states: REQUEST_STATES },
  ...OUTREACH_PAGES,
  findPerson: {
    at: [
      ...['GET /staff/people', 'POST /staff/people', 'GET /staff/people/:handle', 'GET /staff/people/:handle/cv'],
      'POST /staff/people/:handle',
      ...['answers', 'erase'].flatMap((act) => ['GET', 'POST'].map((how) => `${how} /staff/people/:handle/${act}`)),
      ...['copy', 'invite'].map((act) => `POST /staff/people/:handle/${act}`),
      ...['GET', 'POST'].map((how) => `${how} /staff/people/:handle/book`),
    ],
    states: FIND_STATES,
  },
  person: { at: [], states: [...CARD_STATES, ...RIGHTS_STATES] },
  ...TEAM_PAGES,
  counter: { at: ['GET /staff/counter', 'POST /staff/counter'], states: COUNTER_STATES },
  paper: { at: ['GET /staff/appointments/:id/paper'], states: PAPER_STATES },
};
