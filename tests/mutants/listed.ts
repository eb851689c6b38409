/** A small change of a file that a test ought to notice. */
export interface Listed {
  file: string;
  /** The part that is changed: it stands in the file once. */
  from: string;
  to: string;
  /** The test files that have the assertion. */
  tests: string[];
}

const APPOINTMENT = ['tests/server/appointment.test.ts'];
const WAITLIST = ['tests/turn/waitlist.test.ts'];
const NOTICES = ['tests/turn/notices.test.ts'];
const API = ['tests/server/appointments-api.test.ts'];
const ADVANCE = ['tests/conversation/advance.test.ts'];

/** Changes that went unnoticed once. */
export const LISTED: readonly Listed[] = [
  {
    file: 'src/turn/appointments/by-staff.ts',
    from: 'const EARLY = 30 * MINUTE;',
    to: 'const EARLY = 0;',
    tests: APPOINTMENT,
  },
  {
    file: 'src/store/reminders.ts',
    from: `state !== 'queued' && state !== 'failed'`,
    to: `state !== 'queued'`,
    tests: APPOINTMENT,
  },
  {
    file: 'src/turn/appointments/by-staff.ts',
    from: 'Math.max(now, a.endAt) + ASK_AFTER',
    to: 'now + ASK_AFTER',
    tests: APPOINTMENT,
  },
  {
    file: 'src/turn/appointments/move.ts',
    from: `await noteChange(q, moved, 'moved', now, was.counsellor);`,
    to: '',
    tests: NOTICES,
  },
  { file: 'src/turn/appointments/move.ts', from: 'await offerFreedTime(world, q, was);', to: '', tests: WAITLIST },
  {
    file: 'src/turn/appointments/by-staff.ts',
    from: `await noteOn(world, q, by, 'appointment-off', a, world.clock());`,
    to: '',
    tests: APPOINTMENT,
  },
  { file: 'src/turn/appointments/tell.ts', from: 'byDay < until ? byDay : now', to: 'byDay', tests: APPOINTMENT },
  {
    file: 'src/server/api/counsellors.ts',
    from: 'await note(q, { who, what, target: id, pilot: found.pilot, at: clock() });',
    to: '',
    tests: API,
  },
  {
    file: 'src/server/api/appointments.ts',
    from: 'iso(Math.floor(at / BUCKET) * BUCKET)',
    to: 'iso(at)',
    tests: API,
  },
  {
    file: 'src/server/staff/today/query.ts',
    from: 'now + 1, now + CALL_AHEAD',
    to: 'now + 1, now + 9 * CALL_AHEAD',
    tests: APPOINTMENT,
  },
  {
    file: 'src/turn/take-in/queue.ts',
    from: `if (body?.kind === 'due') await`,
    to: 'if (false) await',
    tests: ['tests/turn/failure.test.ts'],
  },
  {
    file: 'src/turn/take-in/queue.ts',
    from: 'now > body.until',
    to: 'now >= body.until',
    tests: ['tests/turn/broadcast.test.ts'],
  },
  {
    file: 'src/turn/appointments/offer-freed-time.ts',
    from: 'endAt + topic.gap * MINUTE',
    to: 'endAt',
    tests: WAITLIST,
  },
  {
    file: 'src/booking/waiting.ts',
    from: '{ noticeMinutes }) > now',
    to: '{ noticeMinutes }) >= now',
    tests: WAITLIST,
  },
  { file: 'src/turn/due/waitlist.ts', from: '{ ...asked, unheld: true }', to: 'asked', tests: WAITLIST },
  {
    file: 'src/turn/actions/consent.ts',
    from: 'await withdrawRequests(act.q, act.person, act.setting.now);\n  await leaveWaitlist(',
    to: 'await leaveWaitlist(',
    tests: ['tests/turn/answer-request.test.ts'],
  },
  {
    file: 'src/turn/actions/consent.ts',
    from: 'await leaveWaitlist(act.q, act.person);',
    to: '',
    tests: WAITLIST,
  },
  { file: 'src/turn/due/broadcast.ts', from: 'free -= 1;', to: '', tests: ['tests/turn/broadcast.test.ts'] },
  { file: 'src/turn/due/notices.ts', from: ' || now.hour >= NOON', to: '', tests: NOTICES },
  {
    file: 'src/turn/send/deliver.ts',
    from: 'return [...new Set(ids)];',
    to: 'return ids;',
    tests: ['tests/turn/menu-in-place.test.ts'],
  },
  {
    file: 'src/turn/send/deliver.ts',
    from: 'id === message && others.length === 0 && question === true',
    to: 'id === message || (others.length === 0 && question === true)',
    tests: ['tests/turn/menu-in-place.test.ts'],
  },
  {
    file: 'src/turn/send/deliver.ts',
    from: 'others.length === 0 && question === true',
    to: 'others.length === 0 || question === true',
    tests: ['tests/turn/menu-in-place.test.ts'],
  },
  {
    file: 'src/turn/actions/information.ts',
    from: '.size === 1',
    to: '.size !== 1',
    tests: ['tests/turn/information.test.ts'],
  },
  {
    file: 'src/turn/actions/reminder.ts',
    from: 'midnight - 1',
    to: 'midnight',
    tests: ['tests/turn/reminders.test.ts'],
  },
  {
    file: 'src/turn/actions/group.ts',
    from: `['woman', 'rather-not'].includes`,
    to: `['woman'].includes`,
    tests: ['tests/turn/groups.test.ts'],
  },
  {
    file: 'src/booking/wishes.ts',
    from: `ownLanguage: codes.includes('own-language')`,
    to: 'ownLanguage: false',
    tests: APPOINTMENT,
  },
  {
    file: 'src/conversation/model.ts',
    from: '(c.pilot === null ? undefined : pilots[c.pilot]?.languages) ?? texts',
    to: 'texts',
    tests: ['tests/conversation/labels.test.ts'],
  },
  {
    file: 'src/turn/run/run-turn.ts',
    from: 'guess: turn.language',
    to: 'guess: undefined',
    tests: ['tests/turn/app-language.test.ts'],
  },
  { file: 'src/conversation/show.ts', from: '> HIGHEST_NUMBER', to: '>= HIGHEST_NUMBER', tests: ADVANCE },
  { file: 'src/conversation/answer.ts', from: '> step.max ?', to: '>= step.max ?', tests: ADVANCE },
  {
    file: 'src/conversation/recording.ts',
    from: '.length > TARGET',
    to: '.length >= TARGET',
    tests: ['tests/conversation/recording.test.ts'],
  },
];
