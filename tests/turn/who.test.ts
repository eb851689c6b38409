import { describe, expect, test } from 'vitest';
import { loadPerson } from '../../src/store/people.ts';
import { dropTimersOf } from '../../src/store/timers.ts';
import { leaveApp } from '../../src/turn/people/apps.ts';
import { endSession } from '../../src/turn/send/transcript.ts';
import { enqueue } from '../../src/turn/take-in/enqueue.ts';
import { DAY, HOUR } from '../fakes/clock.ts';
import { scriptedChannel } from '../fakes/parts.ts';
import { webPhone } from '../fakes/phones.ts';
import { openStage, type Stage } from '../fakes/stage.ts';
import { conversationOf, JOIN, press, TO_TIMES } from './support.ts';

const WHO = 'Are you the person who wrote here before?';
const BOOK = [...JOIN, ...TO_TIMES, '09:00', 'Yes, book it'];
/** Reminds her shortly before, too. */
const SOON = [press('reminders'), 'Only day and time', 'Yes, please'];
/** What is said to somebody who may be another, and who does not say who they are. */
async function heard(stage: Stage, said: Parameters<Stage['incoming']>[1], handle = '42'): Promise<string> {
  const before = stage.texts(handle).length;
  await stage.pump.receive([stage.incoming(handle, said)]);
  await stage.pump.settle();
  return stage.texts(handle).slice(before).join('\n');
}

describe('after a night, before it is known who writes', () => {
  test('no button and no word names an appointment, STOP neither', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...BOOK);
    const [booked] = await stage.rows('appointment');
    stage.clock.now += 9 * HOUR;
    for (const act of ['confirm', 'keep', 'cancel', 'move'])
      expect(await heard(stage, press(act, booked?.reference ?? ''))).toContain(WHO);
    const stopped = await heard(stage, 'stop');
    expect(stopped).toContain('Your consent is withdrawn');
    expect(stopped).not.toContain('You still have appointments');
  });

  test('words are no answer to a question that was open, and that a request is open stays unsaid', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...JOIN, 'human', 'Not now', press('step', 'skills'));
    const before = (await conversationOf(stage)).stack;
    stage.clock.now += 9 * HOUR;
    for (const words of ['hello', 'what is this', 'xyzzy'])
      expect(await heard(stage, words)).not.toContain('pass this on');
    const { stack } = await conversationOf(stage);
    expect(stack.slice(0, before.length)).toEqual(before);
  });

  test('each app has a silence of its own', async () => {
    const terminal = scriptedChannel('terminal', false);
    await using stage = await openStage('sqlite', { channels: [terminal] });
    await stage.hear('42', ...JOIN, press('linked-apps'), 'Add an app');
    const code = /#\d{5} \d{5}/.exec(stage.texts('42').at(-1) ?? '')?.[0] ?? '';
    const other = async (words: string) => {
      const before = terminal.sent.length;
      await stage.pump.receive([stage.incoming('old', words, 'terminal')]);
      await stage.pump.settle();
      return terminal.sent
        .slice(before)
        .map(({ reply }) => ('text' in reply ? reply.text : ''))
        .join('\n');
    };
    await other(code);
    await stage.hear('42', 'Yes, it is mine');
    await other('menu');
    stage.clock.now += 3 * DAY;
    await stage.hear('42', 'menu');
    expect((await conversationOf(stage)).away).toBe(false);
    // The old phone lies in other hands, an hour after she has written from hers.
    stage.clock.now += HOUR;
    expect(await other('menu')).toContain(WHO);
    expect(await heard(stage, 'menu')).toContain('How can we help you?');
  });

  test('what was due for somebody who has left waits for them, and is shown to nobody else', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...BOOK, ...SOON);
    const [reminder] = await stage.rows('timer');
    stage.clock.now = (reminder?.at ?? 0) - 2 * HOUR;
    for (const words of ['menu', 'This is not me']) await heard(stage, words);
    const sent = stage.texts('42').length;
    stage.clock.now = reminder?.at ?? 0;
    await stage.pump.settle();
    expect(stage.texts('42')).toHaveLength(sent);
    await stage.hear('42', press('undo-leave', (await stage.rows('contact'))[0]?.undo ?? ''));
    await stage.pump.settle();
    expect(stage.texts('42').slice(sent).join('\n')).toMatch(/Reminder/);
  });

  test('what was queued for the app that is left is shown to nobody else, and comes when it is given back', async () => {
    await using stage = await openStage('sqlite');
    await stage.hear('42', ...BOOK);
    await stage.hear('42', ...SOON);
    const { store, world } = stage;
    const [reminder] = await stage.rows('timer');
    const [contact] = await stage.rows('contact');
    const [sealed] = await stage.rows('personKey');
    const person = contact?.person ?? '';
    const key = world.vault.unwrap(person, sealed?.wrapped ?? Buffer.alloc(0));
    stage.clock.now = reminder?.at ?? 0;
    const sent = stage.texts('42').length;
    await store.tx(async (q) => {
      const row = await loadPerson(q, person);
      if (row === undefined || reminder === undefined) throw new Error('nobody to remind');
      const { target, until } = reminder;
      await dropTimersOf(q, { person });
      await enqueue(world, q, row, contact?.id ?? '', { kind: 'due', timer: 'reminder', vars: { target }, until });
      await leaveApp(world, q, { person, key, contact: contact?.id ?? '', firstReply: row.outSeq + 1 }, 'UNDO-1');
    });
    await stage.pump.settle();
    expect(stage.texts('42')).toHaveLength(sent);
    await stage.hear('42', press('undo-leave', 'UNDO-1'));
    expect(stage.texts('42').slice(sent).join('\n')).toMatch(/Reminder/);
  });

  test('who leaves a web chat for good leaves nobody behind whom no app can reach', async () => {
    await using stage = await openStage('sqlite');
    const phone = webPhone(stage);
    await phone.open();
    for (const label of ['English', 'Serbia', 'Yes, I agree', 'Woman']) await phone.choose(label);
    stage.clock.now += 9 * HOUR;
    await phone.write('menu');
    await phone.choose('This is not me');
    const [contact] = await stage.rows('contact');
    expect(contact?.removed).toBe(true);
    const key = stage.world.vault.unwrap(contact?.person ?? '', (await stage.rows('personKey'))[0]?.wrapped as Buffer);
    const handle = stage.world.vault.open(key, `contact:handle:${contact?.id}`, contact?.handle as Buffer);
    await endSession(stage.world, 'web-chat', handle);
    expect(await stage.rows('person')).toEqual([]);
  });
});

test('facts that a question has interrupted go on afterwards', async () => {
  await using stage = await openStage('sqlite');
  await stage.hear('42', ...JOIN, press('step', 'register'), 'Recognised refugee', 'I look for work');
  const { stack } = await conversationOf(stage);
  expect(stack.at(-1)?.flow).toBe('facts');
  await stage.hear('42', press('theme', 'papers'));
  for (let n = 0; n < 5 && !stage.texts('42').slice(-3).join().includes('here you can go on.'); n += 1)
    await stage.hear('42', 'Next');
  expect((await conversationOf(stage)).stack.map(({ flow }) => flow)).toContain('register');
  expect((await conversationOf(stage)).stack.at(-1)?.flow).toBe('facts');
});
