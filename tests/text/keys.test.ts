import { describe, expect, test } from 'vitest';
import { ARM_NAMES } from '../../src/booking/reminders.ts';
import { MODES } from '../../src/booking/slots.ts';
import { GIVES_UP, WISH_CODES } from '../../src/booking/wishes.ts';
import { CHANNELS } from '../../src/conversation/message.ts';
import { RATINGS } from '../../src/evaluation/events.ts';
import { ACCESS } from '../../src/pilot/pilot.ts';
import { viewOf } from '../../src/server/html/view.ts';
import { MORNING } from '../../src/store/codes.ts';
import type { TextKey } from '../../src/text/keys.ts';
import { MissingTextError, type Param } from '../../src/text/texts.ts';
import { content } from '../fakes/parts.ts';

const { texts } = content.model;
const { say } = viewOf(texts, 'en', 'staff');

/** The compiler refuses each of these, and `@ts-expect-error` refuses a line that compiles. */
const REFUSED: Record<string, () => unknown> = {
  // @ts-expect-error
  'a text that no language has': () => texts.say('en', 'staff:no.such'),
  // @ts-expect-error
  'a text of a page that no language has': () => say('no.such'),
  // @ts-expect-error
  'a branch of texts': () => texts.say('en', 'staff:appointment'),
  // @ts-expect-error
  'a text of another page': () => say('period'),
  // @ts-expect-error
  'a parameter that is such a text': () => texts.show('en', { text: 'common:no-such' } satisfies Param),
  'a family that has no text for one of its codes': () =>
    // @ts-expect-error
    [...ARM_NAMES, 'never' as const].map((arm) => say(`appointment.arm.${arm}`)),
};

test.each(Object.entries(REFUSED))('%s does not compile, and is not said', (_, says) => {
  expect(says).toThrow(MissingTextError);
});

test('texts that flows and pilots name are checked with the flows', () => {
  const keys: TextKey[] = ['main:menu.text', 'main:menu.options.data', 'topics:job', 'serbia:services.sos-women.name'];
  for (const key of keys) expect(texts.say('en', key)).not.toBe('');
});

describe('a family has a text for each of its codes, and none else', () => {
  test.each([
    ['channels:', CHANNELS],
    ['common:wish.', [...WISH_CODES, 'none']],
    ['common:relax.', Object.values(GIVES_UP)],
    ['common:access.', ACCESS],
    ['common:rating.', RATINGS],
    ['common:by-', MODES.filter((mode) => mode !== 'in-person').flatMap((mode) => [mode, `${mode}-how`])],
    ['staff:mail.', ['new', 'moved', 'cancelled', MORNING, 'line']],
  ])('%s', (family, codes) => {
    const keys = texts.keys('en').filter((key) => key.startsWith(family));
    expect(keys.map((key) => key.slice(family.length)).sort()).toEqual([...codes].sort());
  });
});
