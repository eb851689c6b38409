import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterClose } from '../../src/channels/whatsapp-web-close.ts';

test('a device that has just been linked connects again at once', () => {
  expect(afterClose(515, 7, 0.9)).toEqual({ kind: 'again', ms: 0 });
});

test.each([401, 403, 411])('%i wants a phone to link it anew', (code) => {
  expect(afterClose(code, 0, 0)).toEqual({ kind: 'relink', why: `WhatsApp ${code}` });
});

test('440 leaves the connection to whoever has it', () => {
  expect(afterClose(440, 0, 0)).toEqual({ kind: 'stop', why: 'WhatsApp 440' });
});

test('all else is tried again after a time that grows to five minutes, and never at the same moment by all', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(408, 428, 405, 500, 503, 599),
      fc.nat(60),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (code, failures, dice) => {
        const next = afterClose(code, failures, dice);
        const most = Math.min(300_000, 2_000 * 2 ** failures);
        expect(next.kind).toBe('again');
        if (next.kind !== 'again') return;
        expect(next.ms).toBeGreaterThanOrEqual(most / 2);
        expect(next.ms).toBeLessThanOrEqual(most);
      },
    ),
  );
  expect(afterClose(500, 0, 0)).not.toEqual(afterClose(500, 0, 0.5));
});
