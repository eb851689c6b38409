import { describe, expect, test } from 'vitest';
import { ACTIONS } from '../../src/conversation/actions.ts';
import type { Flow, Step } from '../../src/conversation/flow.ts';
import { confirmService } from '../../src/pilot/confirmed.ts';
import { Service } from '../../src/pilot/pilot.ts';
import { content } from '../fakes/world.ts';
import { brokenContent, DAY, DIALECTS, HOUR, JOIN, type Stage, setStage, TO_TIMES } from './support.ts';

/**
 * How every action can end, each reached by a conversation. An appointment is never deleted, so one that was there to be
 * shown is there to be cancelled.
 */
const UNREACHED = ['appointment.cancel: unknown'];
const declared = Object.entries(ACTIONS).flatMap(([action, { outcomes }]) => outcomes.map((o) => `${action}: ${o}`));
const seen = new Set<string>();

/** The deployed flows, which note every outcome that a conversation takes. */
const watched = { ...brokenContent(Object.values(content.model.flowsOf(null)).map(watch)), pilots: confirmedPilots() };

/** Somebody in Serbia has confirmed what is said about subsidiary protection. */
function confirmedPilots() {
  const { serbia } = content.pilots;
  if (serbia === undefined) throw new Error('no pilot');
  const subsidiary = { state: 'V', confirmedBy: 'somebody', confirmedOn: '2026-11-01' } as const;
  return { ...content.pilots, serbia: { ...serbia, rights: { ...serbia.rights, subsidiary } } };
}

function watch(flow: Flow): Flow {
  const steps = Object.entries(flow.steps).map(([id, step]): [string, Step] => [
    id,
    step.kind === 'do' ? { ...step, on: noting(step) } : step,
  ]);
  return { ...flow, steps: Object.fromEntries(steps) };
}

function noting({ action, on }: Extract<Step, { kind: 'do' }>): Record<string, string> {
  return new Proxy(on, {
    get(target, outcome) {
      seen.add(`${action}: ${String(outcome)}`);
      return Reflect.get(target, outcome);
    },
  });
}

const BOOK = [...TO_TIMES, '09:00', 'Yes, book it'];

/** What people do, and what happens meanwhile. */
const STORIES: Record<string, (stage: Stage) => Promise<void>> = {
  async 'looks around, reads, asks for a human, and leaves'({ hear }) {
    await hear('42', ...JOIN.slice(0, 3), 'Just look around', 'human', 'My appointments');
    for (const status of ['Asylum seeker', 'Recognised refugee', 'Subsidiary protection', 'Temporary protection'])
      await hear('42', 'menu', 'Steps to work', status);
    await hear('42', 'menu', 'he beats me', 'Yes', 'stop');
  },
  async 'reads about services of every kind'({ hear, execute, rows }) {
    await hear('42', ...JOIN, 'Services here');
    const services = (await rows('service'))
      .filter(({ pilot }) => pilot === 'serbia')
      .map(({ data }) => Service.parse(data));
    const [first] = services;
    if (first === undefined) throw new Error('no services');
    const confirmed = confirmService(first, 'somebody', '2026-11-01');
    await execute(`update service set data = '${JSON.stringify(confirmed)}' where id = '${confirmed.id}'`);
    for (const { id } of services.slice(0, 9)) {
      const { texts } = content.model;
      await hear('42', texts.say('en', `serbia:services.${id}.name`), 'Another service');
    }
    await execute(`delete from service where id = 'apc'`);
    await hear('42', content.model.texts.say('en', 'serbia:services.apc.name'));
    await execute('delete from service');
    await hear('42', 'Another service');
  },
  async 'books, too much and twice, and cancels'({ hear, clock }) {
    await hear('42', ...JOIN, ...BOOK, ...BOOK, 'menu', ...TO_TIMES, '10:20', 'Yes, book it');
    await hear('42', 'menu', ...TO_TIMES, '13:00', 'Yes, book it');
    await hear('42', 'My appointments', '25 Nov 09:00', 'Cancel it', 'menu');
    await hear('42', { kind: 'tap', button: 's.cancel.NKDX-9HJF' }, 'My appointments', '25 Nov 10:20');
    clock.now += 2 * DAY;
    await hear('42', 'Cancel it', 'stop');
  },
  async 'looks at an appointment again when it is cancelled, and when it is over'({ hear, rows, clock }) {
    await hear('42', ...JOIN, ...BOOK, ...TO_TIMES, '10:20', 'Yes, book it');
    const [first, second] = (await rows('appointment')).map(({ reference }) => reference);
    await hear('42', { kind: 'tap', button: `s.cancel.${first}` }, 'Yes, cancel it', first ?? '');
    await hear('42', 'stop');
    clock.now += 2 * DAY;
    await hear('42', 'hello', 'Just look around', second ?? '');
  },
  async 'loses a time to somebody else, before and after it is shown'({ hear }) {
    for (const handle of ['42', '43']) await hear(handle, ...JOIN, ...TO_TIMES);
    await hear('42', '09:00', 'Yes, book it');
    await hear('43', '09:00', 'menu', ...TO_TIMES, '10:20');
    await hear('42', ...TO_TIMES, '10:20', 'Yes, book it');
    await hear('43', 'Yes, book it');
  },
  async 'finds nothing to book'({ hear, execute }) {
    await hear('42', ...JOIN, ...TO_TIMES.slice(0, 3));
    await execute('delete from hours');
    await hear('42', 'Wed 25 Nov', 'Talk to a human', 'he beats me');
    await execute('delete from topic');
    await hear('42', 'menu', 'Book a talk');
  },
  async 'wants news, then none, and adds and removes another app'({ hear, texts, pump, incoming }) {
    await hear('42', ...JOIN, 'menu', 'My data', 'News', 'Yes, please', 'menu', 'My data', 'News', 'No');
    await hear('42', 'menu', 'My data', 'Other apps', 'Remove an app');
    await hear('42', 'menu', 'My data', 'Other apps', 'Add an app');
    const code = /#\d{5} \d{5}/.exec(texts('42').at(-1) ?? '')?.[0] ?? '';
    await pump.receive([incoming('page', 'hello', 'web-chat'), incoming('page', code, 'web-chat')]);
    await hear('42', 'menu', 'My data', 'Other apps', 'Remove an app', 'Web chat');
  },
  async 'is in danger before anything else, and has everything deleted'({ hear }) {
    await hear('42', 'he beats me', 'Yes', ...JOIN, 'My data', 'Delete everything', 'Yes, delete', 'Delete now');
    await hear('43', 'hello', 'English', 'Berlin', 'Just look around', 'he beats me', 'Yes');
  },
};

describe.each(DIALECTS)('every action on %s', (dialect) => {
  test.each(Object.keys(STORIES))('somebody %s', async (name) => {
    await using stage = await setStage(dialect, { content: watched });
    await STORIES[name]?.(stage);
    stage.clock.now += 2 * HOUR;
    await stage.pump.settle();
    expect((await stage.rows('inbox')).filter(({ state }) => state !== 'done')).toEqual([]);
  });

  test('ends in every way that it declares', () => {
    expect(declared.filter((outcome) => !seen.has(outcome))).toEqual(UNREACHED);
    expect([...seen].filter((outcome) => !declared.includes(outcome))).toEqual([]);
    seen.clear();
  });
});
