import { MARKS } from '../../src/booking/status.ts';
import { type GroupLeaving, groupOffPage } from '../../src/server/staff/groups/off.ts';
import { GROUP_NOTICES, type GroupShown, type RefusedGroup } from '../../src/server/staff/groups/shown.ts';
import { groupPage, groupsPage, newGroupPage } from '../../src/server/staff/groups/view.ts';
import { REASONS } from '../../src/store/changes.ts';
import { GROUP_KINDS } from '../../src/store/codes.ts';
import type { Group, Meeting } from '../../src/store/groups.ts';
import { DAY, HOUR, START } from '../fakes/clock.ts';
import { any, every, pilots, READERS, reader, type State, TALK, YES_AND_NO } from './states.ts';

/** The states of the pages of groups. */

const ZONE = 'Europe/Belgrade';
const meeting = (at: number, cancelled = false): Meeting => ({
  ...{ id: `m${at}`, pilot: 'serbia', course: 'g1', kind: 'course', counsellor: 'c1', room: null, demo: true },
  ...{ titles: { en: '<b>Serbian', ar: 'صربية' }, places: 12, womenOnly: at === 0, cancelled },
  ...{ startAt: START + at * DAY, endAt: START + at * DAY + HOUR },
});
const group = (meetings: Meeting[], kind: Meeting['kind'] = 'course'): Group => {
  const all = meetings.map((one) => ({ ...one, kind }));
  return { id: 'g1', of: all[0] ?? meeting(0), meetings: all };
};
const MANY = group([meeting(-7), meeting(0), meeting(7, true), meeting(14)]);
const NEXT = meeting(14);

const listed = (of: Group, next: number | null) => ({
  ...{ group: of, zone: ZONE, counsellorName: '<Ana>', next, left: next === null ? 0 : 2, taken: 3 },
});
export const GROUPS_STATES: State[] = every({
  listed: [[], [listed(MANY, NEXT.startAt), ...GROUP_KINDS.map((kind) => listed(group([NEXT], kind), null))]],
  notice: [null, ...GROUP_NOTICES],
}).map(
  (shown): State =>
    ({ model }, language) =>
      groupsPage(model.texts, language, {
        ...{ ...shown, principal: reader('counsellor'), now: START, pilots: pilots.map(({ name }) => name) },
      }),
);

const refused = (form: RefusedGroup['form']): RefusedGroup => ({
  form,
  typed: { 'title-en': ['"<b>'], places: ['many'], weekday: ['1', '7'], women: ['yes'], kind: ['workshop'] },
  faults: {
    ...{ 'title-en': { text: 'faults:long', params: { most: 17 } }, weekday: { text: 'faults:empty' } },
    ...{ places: { text: 'faults:number', params: { least: 1, most: 500 } }, date: { text: 'faults:past' } },
    ...{ from: { text: 'faults:step' }, to: { text: 'faults:ends' }, except: { text: 'faults:dates' } },
    ...{ last: { text: 'faults:meetings', params: { most: 110 } }, counsellor: { text: 'faults:none' } },
    room: { text: 'faults:busy', params: { when: { dateTime: START, zone: ZONE } } },
  },
});
/** A meeting on a closed day. */
const closed = (form: RefusedGroup['form']): RefusedGroup => ({
  ...{ form, typed: { date: ['2027-01-07'] }, faults: { date: { text: 'faults:closed' } } },
});
/** Somebody else has changed it meanwhile. */
const CHANGED: RefusedGroup = { ...refused('edit'), faults: {}, theirs: meeting(7) };
const person = (id: string) => ({ value: id, label: `<${id}>` });
export const NEW_GROUP_STATES: State[] = every({
  refused: [null, refused('new'), closed('new')],
  counsellors: [[], [person('c1'), person('c2')]],
  rooms: [[], [person('r1')]],
}).map(
  ({ refused, ...choices }): State =>
    ({ model }, language) =>
      newGroupPage(model.texts, language, {
        ...{ principal: reader('coordinator'), now: START, refused },
        choices: { pilot: 'serbia', languages: ['en', 'sr-Cyrl', 'ar'], ...choices },
      }),
);

const coming = (['scheduled', ...MARKS] as const).map((status, i) => ({
  ...TALK,
  ...{ id: `a${i}`, status, signUp: i === 0 ? null : 'KXWD-4722', confirmedAt: i === 1 ? START : null },
}));
export const GROUP_STATES: State[] = every<
  Pick<GroupShown, 'group' | 'chosen' | 'refused' | 'notice' | 'isEmpty' | 'roomName'>
>({
  group: [MANY, group([meeting(-7)], 'workshop')],
  chosen: [
    null,
    { meeting: NEXT, coming },
    { meeting: NEXT, coming: [] },
    { meeting: meeting(-7), coming },
    { meeting: meeting(7, true), coming: [] },
  ],
  refused: [null, refused('edit'), refused('meeting'), closed('meeting'), CHANGED],
  notice: [null, ...GROUP_NOTICES],
  isEmpty: [...YES_AND_NO],
  roomName: [null, '<Room>'],
}).map((shown): State => {
  const more = any({
    principal: READERS,
    now: [START],
    zone: [ZONE],
    languages: [['en', 'ar'] as const],
    counsellorName: ['<Ana>'],
    officeName: ['Krnjača & Co.'],
    seats: [new Map([['m0', 3]])],
    waiting: [0, 1, 2, 5],
    without: [3],
  });
  return ({ model }, language) => groupPage(model.texts, language, { ...shown, ...more });
});

export const GROUP_OFF_STATES: State[] = every<Pick<GroupLeaving, 'isOne' | 'people' | 'untold'>>({
  isOne: [...YES_AND_NO],
  people: [0, 1, 2, 5],
  untold: [
    [],
    [{ id: 'a1', reference: 'KXWD-4721', reason: 'blocked' }],
    REASONS.map((reason, i) => ({ id: `a${i}`, reference: 'KXWD-4721', reason })),
  ],
}).map(
  (shown): State =>
    ({ model }, language) =>
      groupOffPage(model.texts, language, {
        ...{ ...shown, principal: reader('coordinator'), now: START, group: MANY, zone: ZONE },
        meetings: shown.isOne ? [NEXT] : [meeting(0), NEXT],
      }),
);
