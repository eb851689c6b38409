import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { pilotOf } from '../../../content.ts';
import { signedUp } from '../../../store/booking.ts';
import { reachOf } from '../../../store/changes.ts';
import { OFF_REASONS } from '../../../store/codes.ts';
import { type Group, openMeetings } from '../../../store/groups.ts';
import { loadPerson } from '../../../store/people.ts';
import {
  addGroup,
  addMeetingByStaff,
  callOffGroupByStaff,
  callOffMeetingByStaff,
  editGroupByStaff,
  groupFor,
  markMeetingByStaff,
  removeGroupByStaff,
} from '../../../turn/office/groups.ts';
import { readGroup } from '../../../turn/office/read-group.ts';
import { type World, writesFirst } from '../../../turn/world.ts';
import { readForms } from '../../http/form.ts';
import { preferred } from '../../http/language.ts';
import { pilotsOf } from '../../released.ts';
import { sorryPage } from '../frame.ts';
import { only, type StaffEnv } from '../session.ts';
import { type GroupLeaving, groupOffPage } from './off.ts';
import { readChoices, readGroupShown, readGroups } from './query.ts';
import { type GroupNotice, isGroupNotice, type RefusedGroup } from './shown.ts';
import { groupPage, groupsPage, newGroupPage } from './view.ts';

const FORM_BYTES = 65_536;
const PATH = '/staff/groups';

type C = Context<StaffEnv, '/staff/groups/:id'>;

/** The pages of groups: workshops, information days, and courses with their meetings. */
export function groupRoutes(world: World, wake: () => void) {
  const { content, clock } = world;
  const { texts } = content.model;
  const counsels = only(world, PATH);
  const small = bodyLimit({ maxSize: FORM_BYTES });
  const reading = (c: Context<StaffEnv>) => ({ principal: c.get('principal'), now: clock() });
  const notFound = (c: Context<StaffEnv>) =>
    c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);

  async function showNew(c: Context<StaffEnv>, pilot: string, refused: RefusedGroup | null) {
    const choices = await readChoices(world, pilot);
    const status = refused === null ? 200 : 422;
    return c.html(newGroupPage(texts, preferred(c, texts), { ...reading(c), choices, refused }), status);
  }

  const addTo = async (c: Context<StaffEnv, '/staff/groups/new/:pilot'>) => {
    const pilot = c.req.param('pilot');
    if (!pilotsOf(c.get('principal'), content).includes(pilot)) return notFound(c);
    if (c.req.method === 'GET') return showNew(c, pilot, null);
    const typed = await readForms(c);
    const read = await readGroup(world, pilot, typed);
    if ('faults' in read) return showNew(c, pilot, { form: 'new', typed, faults: read.faults });
    const added = await addGroup(world, c.get('principal'), read.value);
    if ('faults' in added) return showNew(c, pilot, { form: 'new', typed, faults: added.faults });
    return c.redirect(`${PATH}/${added.value}?notice=added`, 303);
  };

  return new Hono<StaffEnv>()
    .get(PATH, counsels, async (c) => {
      const principal = c.get('principal');
      const notice = c.req.query('notice');
      const listed = await readGroups(world, principal);
      const pilots = pilotsOf(principal, content);
      const shown = { ...reading(c), pilots, listed, notice: isGroupNotice(notice) ? notice : null };
      return c.html(groupsPage(texts, preferred(c, texts), shown));
    })
    .get('/staff/groups/new/:pilot', counsels, addTo)
    .post('/staff/groups/new/:pilot', counsels, small, addTo)
    .get('/staff/groups/:id', counsels, async (c) => {
      const group = await groupFor(world, c.get('principal'), c.req.param('id'));
      return group === undefined ? notFound(c) : show(world, c, group, null);
    })
    .get('/staff/groups/:id/off', counsels, async (c) => {
      const group = await groupFor(world, c.get('principal'), c.req.param('id'));
      if (group === undefined) return notFound(c);
      const left = openMeetings(group, clock());
      const named = left.find(({ id }) => id === c.req.query('meeting'));
      const meetings = named === undefined ? left : [named];
      if (meetings.length === 0) return c.redirect(`${PATH}/${group.id}?notice=gone`, 303);
      const isOne = named !== undefined && left.length > 1;
      const leaving = { ...reading(c), group, meetings, isOne, ...(await peopleOf(world, group, meetings)) };
      return c.html(groupOffPage(texts, preferred(c, texts), leaving));
    })
    .post('/staff/groups/:id', counsels, small, async (c) => {
      const group = await groupFor(world, c.get('principal'), c.req.param('id'));
      if (group === undefined) return notFound(c);
      const answer = await act(world, c, group);
      wake();
      return answer;
    });
}

async function show(world: World, c: C, group: Group, refused: RefusedGroup | null) {
  const { texts } = world.content.model;
  const principal = c.get('principal');
  const notice = c.req.query('notice');
  const shown = await readGroupShown(world, principal, group, c.req.query('meeting'));
  return c.html(
    groupPage(texts, preferred(c, texts), {
      ...{ ...shown, principal, now: world.clock(), refused },
      notice: refused === null && isGroupNotice(notice) ? notice : null,
      without: Math.trunc(Number(c.req.query('without') ?? 0)) || 0,
    }),
    refused === null ? 200 : refused.theirs === undefined ? 422 : 409,
  );
}

/** Who is signed up for these meetings, and who of them cannot be told now that they are off. */
async function peopleOf(
  { store, content, ...world }: World,
  group: Group,
  meetings: readonly { id: string }[],
): Promise<Pick<GroupLeaving, 'zone' | 'people' | 'untold'>> {
  const people = await signedUp(
    store.read,
    meetings.map(({ id }) => id),
  );
  const untold: GroupLeaving['untold'] = [];
  for (const { id, person, reference, signUp } of people) {
    const row = await loadPerson(store.read, person);
    const reach = await reachOf(store.read, row, (name) => writesFirst({ store, content, ...world }, name));
    if ('reason' in reach) untold.push({ id, reference: signUp ?? reference, reason: reach.reason });
  }
  return { zone: pilotOf(content, group.of.pilot).zone, people: people.length, untold };
}

/** Does what a button says. */
async function act(world: World, c: C, group: Group): Promise<Response> {
  const by = c.get('principal');
  const typed = await readForms(c);
  const meeting = typed.meeting?.[0] ?? '';
  const why = OFF_REASONS.find((reason) => reason === typed.why?.[0]) ?? 'other';
  const back = (notice: GroupNotice, at = `${PATH}/${group.id}`) => c.redirect(`${at}?notice=${notice}`, 303);
  switch (typed.do?.[0]) {
    case 'edit': {
      const faults = await editGroupByStaff(world, by, group, typed);
      if (faults === 'changed') {
        const now = await groupFor(world, by, group.id);
        if (now === undefined) return back('gone');
        return show(world, c, now, { form: 'edit', typed, faults: {}, theirs: now.of });
      }
      return faults === null ? back('saved') : show(world, c, group, { form: 'edit', typed, faults });
    }
    case 'meeting': {
      const added = await addMeetingByStaff(world, by, group, typed);
      return 'faults' in added
        ? show(world, c, group, { form: 'meeting', typed, faults: added.faults })
        : added.value.without === 0
          ? back('meeting')
          : c.redirect(`${PATH}/${group.id}?notice=without&without=${added.value.without}`, 303);
    }
    case 'meeting-off':
      return back((await callOffMeetingByStaff(world, by, group, meeting, why)) ? 'off' : 'gone');
    case 'off':
      return back((await callOffGroupByStaff(world, by, group, why)) ? 'off' : 'gone');
    case 'remove':
      return (await removeGroupByStaff(world, by, group)) ? back('removed', PATH) : back('kept');
    case 'mark': {
      if (!group.meetings.some(({ id }) => id === meeting)) return back('gone');
      const refused = await markMeetingByStaff(world, by, meeting, typed);
      return c.redirect(`${PATH}/${group.id}?meeting=${meeting}&notice=${refused === 0 ? 'marked' : 'unmarked'}`, 303);
    }
    default:
      return back('gone');
  }
}
