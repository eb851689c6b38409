import { describe, expect, test } from 'vitest';
import { ACTS, currentName, RENAMED, TIMERS } from '../../src/conversation/beginnings.ts';
import { checkNeeded } from '../../src/conversation/check.ts';
import { deployed, model } from './deployed.ts';

const flows = model.flowsOf(null);

describe('what the program begins', () => {
  test('has a flow in the model and in every pilot', () => {
    for (const pilot of [null, ...Object.keys(deployed.pilots)]) expect(checkNeeded(model.flowsOf(pilot))).toEqual([]);
  });

  test.each([...TIMERS.map((name) => ['timer', name] as const), ...ACTS.map((name) => ['act', name] as const)])(
    'is missed by the check where a pilot has removed it: %s %s',
    (header, name) => {
      const removed = Object.entries(flows).filter(([, flow]) => flow[header] !== name);
      expect(removed).toHaveLength(Object.keys(flows).length - 1);
      expect(checkNeeded(Object.fromEntries(removed))).toContainEqual({
        where: header,
        what: `no flow for ${name}, which the program begins`,
      });
    },
  );
});

describe('an earlier name', () => {
  test.each(Object.entries(RENAMED))('%s leads to %s', (before, now) => {
    expect(flows[before]).toBeUndefined();
    const flow = flows[now];
    expect(flow?.flow).toBe(now);
    expect([currentName(before), currentName(now)]).toEqual([now, now]);
    // Timers and acts had the names of their flows.
    for (const header of ['timer', 'act'] as const)
      if (flow?.[header] === now) expect(model.find('serbia', header, before)).toBe(flow);
  });

  test('of something that every object has is not one', () => {
    expect(currentName('constructor')).toBe('constructor');
  });
});
