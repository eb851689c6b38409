import type { Group, LettersShown, Listed } from '../../src/server/staff/letters/view.ts';
import { lettersPage } from '../../src/server/staff/letters/view.ts';
import { type PhoneShown, phonePage } from '../../src/server/staff/phone/view.ts';
import type { ChannelSeen, System } from '../../src/server/staff/system/query.ts';
import { type SystemShown, systemPage } from '../../src/server/staff/system/view.ts';
import { QUEUES } from '../../src/store/dead.ts';
import { CONDITIONS, type Linking } from '../../src/turn/channel.ts';
import type { JobSeen } from '../../src/turn/due/jobs-seen.ts';
import { CAUSES } from '../../src/turn/office/cause.ts';
import { DAY, HOUR, MINUTE, START } from '../fakes/clock.ts';
import { any, every, pilots, reader, type State, YES_AND_NO } from './states.ts';

/** The states of the page of the system, and of those below it. */

const ADMINS = [reader('admin'), reader('admin', true), reader('admin', false, START - DAY)];
const NOTHING = { count: 0, since: null };
const ZONES = pilots.map(({ zone }) => zone);
const READ = { principal: ADMINS, now: [START], zone: ZONES, zoneName: ['<Belgrade>'] };

const channels: ChannelSeen[][] = [
  [],
  ...CONDITIONS.map((state, i): ChannelSeen[] => [
    { name: 'web-chat', isOn: true, condition: { state: 'running', since: START, why: null }, waiting: NOTHING },
    {
      ...{ name: 'telegram', isOn: true, condition: { state, since: START - HOUR, why: '<Telegram 401>' } },
      waiting: { count: [1, 12][i % 2] ?? 0, since: START - MINUTE },
    },
    { name: 'whatsapp-cloud', isOn: false, condition: null, waiting: NOTHING },
    { name: 'whatsapp-web', isOn: true, condition: null, waiting: { count: 5, since: START - HOUR } },
  ]),
  [{ name: 'telegram', isOn: false, condition: null, waiting: { count: 1, since: START - DAY } }],
];
const KINDS = [
  ...['retention', 'waitlist', 'requests', 'files', 'documents', 'broadcast', 'notices', 'morning', 'calendars'],
  ...['backup', 'backup-keys', '<of another version>'],
];
const jobs: JobSeen[][] = [
  [],
  KINDS.map((kind) => ({ kind, due: START + HOUR, doneAt: START - HOUR, attempts: 0, reason: null })),
  KINDS.map((kind) => ({ kind, due: null, doneAt: null, attempts: 0, reason: null })),
  KINDS.map((kind, i) => ({
    kind,
    due: START - i * HOUR,
    doneAt: null,
    attempts: i,
    reason: i === 0 ? null : 'ENOSPC',
  })),
];
const kept = { newest: START - HOUR, files: 30, keysAt: START - MINUTE };
const backups: System['backups'][] = [
  'none',
  ...[kept, null, { newest: null, files: 0, keysAt: null }, { ...kept, newest: START - 3 * DAY }].flatMap((one) =>
    [0, 1, 4].map((attempts) => ({
      ...{ folder: '/var/backups/<saputnik>', kept: one, attempts, reason: attempts === 0 ? null : 'ENOSPC' },
    })),
  ),
];
const systems = every<Pick<System, 'channels' | 'backups' | 'jobs'>>({ channels, backups, jobs }).map(
  (some): System => ({
    ...some,
    ...any<Omit<System, keyof typeof some | 'versions'>>({
      messages: [NOTHING, { count: 1, since: START - MINUTE }, { count: 12, since: START - HOUR }],
      letters: [
        { inbox: 0, outbox: 0, blocked: 0 },
        { inbox: 1, outbox: 12, blocked: 1 },
        { inbox: 0, outbox: 0, blocked: 5 },
      ],
      keys: [
        { times: null, old: 0 },
        { times: { made: [null], fileAt: START }, old: 0 },
        { times: { made: [START - DAY, null], fileAt: START }, old: 1 },
        { times: { made: [null, START - DAY], fileAt: START }, old: 12 },
      ],
      startedAt: [START - DAY, null],
    }),
    versions: { saputnik: '0.1.0', node: '24.1.0', database: 'SQLite 3.51', migrations: 23 },
  }),
);

/** Nothing needs a look. */
const fine: System = {
  ...{ channels: (channels[2] ?? []).slice(0, 1), messages: NOTHING, letters: { inbox: 0, outbox: 0, blocked: 0 } },
  backups: { folder: '/var/backups', kept, attempts: 0, reason: null },
  keys: { times: { made: [START - DAY], fileAt: START }, old: 0 },
  jobs: jobs[1] ?? [],
  versions: { saputnik: '0.1.0', node: '24.1.0', database: 'SQLite 3.51', migrations: 23 },
  startedAt: START - DAY,
};

export const SYSTEM_STATES: State[] = [fine, ...systems].map((system) => {
  const shown: SystemShown = { system, ...any<Omit<SystemShown, 'system'>>(READ) };
  return ({ model }, language) => systemPage(model.texts, language, shown);
});

const groups: Group[] = CAUSES.flatMap((cause, i) =>
  QUEUES.map((queue) => ({
    ...{ queue, cause, channel: ['telegram', 'whatsapp-cloud', 'whatsapp-web', 'web-chat'][i % 4] ?? '' },
    ...{ count: i + 1, newest: START - i * i * HOUR },
  })),
);
const letters: Listed[] = groups.map(({ queue, cause, channel, newest }, i) => ({
  ...{ queue, cause, channel, at: newest, name: `letter-${i}`, reason: i === 0 ? '' : 'FlowError: no flow <nowhere>' },
}));

export const LETTERS_STATES: State[] = every<Omit<LettersShown, 'principal' | 'now'>>({
  groups: [[], groups],
  letters: [[], letters],
  number: [1, 2],
  hasMore: YES_AND_NO,
  isCut: YES_AND_NO,
  blocked: [0, 1, 12],
  notice: [
    null,
    ...[0, 1, 12].flatMap((count) => [
      { what: 'dropped' as const, count },
      ...[0, 1, 5].map((left) => ({ what: 'retried' as const, count, left })),
    ]),
  ],
}).map((some) => {
  const shown = { ...some, ...any({ principal: ADMINS, now: [START] }) };
  return ({ model }, language) => lettersPage(model.texts, language, shown);
});

const attempts: (Linking | null)[] = [
  null,
  { state: 'showing', code: null, until: START + 5 * MINUTE },
  { state: 'showing', code: '2@a-secret,b,c', until: START + 5 * MINUTE },
  { state: 'linked' },
  { state: 'given-up' },
  { state: 'elsewhere' },
  { state: 'refused', why: 'WhatsApp 403' },
];

export const PHONE_STATES: State[] = every<PhoneShown>({
  principal: ADMINS,
  now: [START],
  mayLink: YES_AND_NO,
  isAsked: YES_AND_NO,
  zone: ZONES.slice(0, 1),
  link: [
    null,
    ...CONDITIONS.flatMap((state) =>
      attempts.map((attempt) => ({ condition: { state, since: START, why: 'WhatsApp 401' }, attempt })),
    ),
  ],
}).map(
  (shown): State =>
    ({ model }, language) =>
      phonePage(model.texts, language, shown),
);
