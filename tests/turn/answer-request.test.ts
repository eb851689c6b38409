import { describe, expect, test } from 'vitest';
import { createWebChat } from '../../src/channels/web-chat.ts';
import type { Principal } from '../../src/store/principal.ts';
import { answerByStaff } from '../../src/turn/requests/by-staff.ts';
import { endSession, fetchReplies } from '../../src/turn/send/transcript.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { DIALECTS } from '../fakes/store.ts';
import { answerAndClose, JOIN } from './support.ts';

const BY: Principal = { role: 'counsellor', pilots: ['serbia'], who: 'account:ana' };
const WORDS = 'Come tomorrow at nine.';

const answer = async (stage: Stage, by = BY) => {
  const [request] = await stage.rows('request');
  const outcome = await answerAndClose(stage.world, by, request?.id ?? 'none', WORDS);
  await stage.pump.settle();
  return outcome;
};

describe.each(DIALECTS)("a counsellor's answer on %s", (dialect) => {
  test('reaches the person, leaves their open question open, and is on record', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'Book an appointment', 'human', 'Not now');
    expect(await answer(stage)).toBe('done');
    expect(stage.texts('42').at(-1)).toBe(`A counsellor writes:\n\n${WORDS}`);
    const [request] = await stage.rows('request');
    expect(request).toMatchObject({ state: 'answered', answeredAt: stage.clock.now });
    const entry = { who: BY.who, target: request?.id, pilot: 'serbia', at: stage.clock.now };
    expect((await stage.rows('log')).sort((a, b) => a.what.localeCompare(b.what))).toMatchObject([
      { ...entry, what: 'request-answered' },
      { ...entry, what: 'request-closed' },
    ]);
    await stage.hear('42', 'Finding a job');
    expect(stage.texts('42').at(-1)).toBe('Whom would you like to meet?');
  });

  test('waits for a page to fetch it, and wakes the page', async () => {
    const webChat = createWebChat();
    await using stage = await openStage(dialect, { channels: [webChat] });
    for (const said of [...JOIN, 'human']) await stage.pump.receive([stage.incoming('page', said, 'web-chat')]);
    const { now } = await fetchReplies(stage.world, 'web-chat', 'page', 0);
    const woken = webChat.waitForNews('page', 1e6, new AbortController().signal);
    expect(await answer(stage)).toBe('done');
    await woken;
    expect(await fetchReplies(stage.world, 'web-chat', 'page', now)).toMatchObject({
      replies: [{ reply: { text: expect.stringContaining(WORDS) } }],
    });
  });

  test('goes out once, whoever answers at the same moment', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'human');
    const [request] = await stage.rows('request');
    const outcomes = await Promise.all(
      [stage.world, stage.beside().world].map((world, i) => {
        const by = { ...BY, who: `account:${i}`, account: `${i}` };
        return answerByStaff(world, by, request?.id ?? '', { words: WORDS, language: 'en', seen: 0 });
      }),
    );
    expect(outcomes.sort()).toEqual(['done', 'taken']);
    await stage.pump.settle();
    expect(stage.texts('42').filter((text) => text.includes(WORDS))).toHaveLength(1);
    expect(await stage.rows('log')).toHaveLength(1);
  });

  test('is not given by somebody of another pilot', async () => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'human');
    expect(await answer(stage, { ...BY, pilots: ['berlin'] })).toBe('gone');
    expect(await answer(stage, { ...BY, pilots: [] })).toBe('gone');
    expect(await stage.rows('request')).toMatchObject([{ state: 'open' }]);
    expect(await stage.rows('log')).toMatchObject([{ what: 'refused-other', who: BY.who, pilot: 'serbia' }]);
  });

  test.each([
    ['has said STOP', (stage: Stage) => stage.hear('42', 'stop')],
    [
      'had everything deleted',
      (stage: Stage) => stage.hear('42', 'menu', 'My data', 'Delete everything', 'Yes, delete', 'Delete now'),
    ],
    ['has ended the session', (stage: Stage) => endSession(stage.world, 'telegram', '42')],
    [
      'has blocked us',
      async (stage: Stage) => {
        stage.telegram.outcomes.push({ result: 'never', why: 'Forbidden', blocked: true });
        await stage.hear('42', 'help');
      },
    ],
  ])('has nowhere to go where the person %s', async (_, leave) => {
    await using stage = await openStage(dialect);
    await stage.hear('42', ...JOIN, 'human');
    await leave(stage);
    const sent = stage.telegram.sent.length;
    expect(await answer(stage)).toBe('gone');
    expect(stage.telegram.sent).toHaveLength(sent);
  });
});
