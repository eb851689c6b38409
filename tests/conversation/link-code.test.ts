import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeLinkCode, readLinkCode, showLinkCode } from '../../src/conversation/link-code.ts';
import { CHANNELS } from '../../src/conversation/message.ts';
import { model } from './deployed.ts';

const bytes = (value: bigint) => () => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(value);
  return buffer;
};

test('a code is read as it was shown, in the digits of every keyboard', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constantFrom(0x30, 0x660, 0x6f0), (value, zero) => {
      const code = makeLinkCode(bytes(value));
      const typed = showLinkCode(code).replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
      expect(code).toMatch(/^\d{10}$/);
      expect(readLinkCode(typed)).toBe(code);
      expect(readLinkCode(`  ${typed.replace(' ', '')} `)).toBe(code);
    }),
  );
});

test.each(['4829173605', '#482917360', '#48291 736055', '# my code is #48291 73605', '', '#', '28.3.2027'])(
  '%s is no code',
  (text) => expect(readLinkCode(text)).toBeNull(),
);

test.each(model.texts.languages.map(({ tag }) => tag))('every channel has a name in %s', (tag) => {
  for (const channel of CHANNELS) expect(model.texts.say(tag, `channels:${channel}`)).not.toBe('');
});
