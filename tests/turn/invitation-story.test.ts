import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KEEP, purge } from '../../src/store/retention.ts';
import { endByStaff, inviteByStaff } from '../../src/turn/office/people/invite.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { JOIN, labels, press } from './support.ts';

const SEED = 20_261_201;
const BY = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana', counsellor: null } as const;
const TOPICS = ['job', 'papers', 'training'];

/** Whatever may happen between one look at the clock and the next. */
const DEEDS = [
  'invite',
  'pass',
  'decline',
  'book',
  'stop',
  'agree',
  'block',
  'unblock',
  'refuse',
  'done',
  'erase',
] as const;
type Deed = { does: (typeof DEEDS)[number]; n: number };

const deeds = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ does: fc.constant('invite' as const), n: fc.nat(59) }) },
    { weight: 6, arbitrary: fc.record({ does: fc.constant('pass' as const), n: fc.integer({ min: 1, max: 100 }) }) },
    { weight: 6, arbitrary: fc.record({ does: fc.constantFrom(...DEEDS), n: fc.nat(9) }) },
  ),
  { minLength: 20, maxLength: 50 },
);

const isOfInvitation = (text: string) => /ou can choose a time\. Last day/.test(text);

async function live(stage: Stage, story: readonly Deed[]): Promise<void> {
  await stage.hear('42', ...JOIN);
  /** How many messages there were of each invitation, by its id; the newest is the one that is stored. */
  const said = new Map<string, number>();
  let heard = 0;
  const look = async () => {
    const before = (await stage.rows('bookingInvitation'))[0]?.id;
    await stage.pump.settle();
    const fresh = stage.texts('42').slice(heard);
    heard = stage.texts('42').length;
    const count = fresh.filter(isOfInvitation).length;
    expect(count === 0 || before !== undefined, 'nothing is said of an invitation that is gone').toBe(true);
    if (before !== undefined) said.set(before, (said.get(before) ?? 0) + count);
  };
  for (const { does, n } of story) {
    const [row] = await stage.rows('bookingInvitation');
    const people = await stage.rows('person');
    if (does === 'invite') {
      const day = new Date(stage.clock.now + (n + 1) * DAY).toISOString().slice(0, 10);
      const typed = { topic: [TOPICS[n % TOPICS.length] ?? ''], until: [day] };
      await inviteByStaff(stage.world, BY, { person: people[0]?.id ?? '', pilot: 'serbia' }, typed);
    }
    if (does === 'pass') stage.clock.now += n * HOUR;
    if (does === 'decline') await stage.hear('42', press('decline-invitation', row?.id ?? 'x'));
    if (does === 'book') {
      await stage.hear('42', press('book', row?.topic ?? 'job'));
      for (let i = 0; i < 4 && labels(stage.last('42')).length > 0; i += 1)
        await stage.hear('42', labels(stage.last('42'))[0] ?? '');
    }
    if (does === 'stop') await stage.hear('42', 'stop');
    if (does === 'agree') await stage.hear('42', 'menu', 'Yes, I agree');
    if (does === 'block' || does === 'unblock')
      await stage.pump.receive([], { blocks: [{ channel: 'telegram', handle: '42', isLifted: does === 'unblock' }] });
    if (does === 'refuse') stage.telegram.outcomes.push({ result: 'never', why: 'too long' });
    if (does === 'done' && row !== undefined) await endByStaff(stage.world, BY, row.id);
    if (does === 'erase') await stage.hear('42', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    await look();
    const open = (await stage.rows('bookingInvitation')).filter(({ state }) => state === 'open');
    expect(open.length).toBeLessThanOrEqual(1);
    for (const { callAt, until } of open) expect(callAt).toBeLessThanOrEqual(until);
    const [left] = await stage.rows('bookingInvitation');
    const lined = (await stage.rows('timer')).filter(({ kind }) => kind === 'invite-to-book');
    if (left?.state !== 'open') expect(lined, 'nothing is lined up of what has ended').toEqual([]);
  }
  for (const [id, count] of said) expect(count, `messages of ${id}`).toBeLessThanOrEqual(2);
  await stage.store.tx((q) => purge(q, stage.clock.now + 61 * DAY + KEEP.invitations));
  expect(await stage.rows('bookingInvitation')).toEqual([]);
}

test.each(DIALECTS)(
  `an invitation is told twice at most and ends on %s, whatever happens (seed ${SEED})`,
  async (dialect) => {
    await fc.assert(
      fc.asyncProperty(deeds, async (story) => {
        await using stage = await openStage(dialect);
        await live(stage, story);
      }),
      { seed: SEED, numRuns: dialect === 'sqlite' ? 8 : 3, endOnFailure: true },
    );
  },
);
