import type { Reply, Content as Said } from '../../src/conversation/message.ts';
import type { TextKey } from '../../src/text/keys.ts';
import { content } from '../fakes/parts.ts';
import type { Dice } from './dice.ts';

const english = (key: TextKey): string => content.model.texts.say('en', key);

/**
 * What a random walk leaves alone: other languages, whose labels nobody here knows; being forgotten and the safety card,
 * which leave nothing to check.
 */
const AVOIDED = new Set([
  english('main:menu.options.data'),
  english('main:menu.options.language'),
  english('main:menu.options.numbers'),
  english('help:ways.buttons.safety'),
]);
const AGREE = english('consent:agree.options.agree');
const ENGLISH = 'English';
/** What it likes to choose: the way to an appointment. */
const LIKED = new Set([
  AGREE,
  ENGLISH,
  english('main:menu.options.talk'),
  english('slot:confirm.options.yes'),
  english('services:more.options.talk'),
]);

/** What somebody says who has this before them, or nothing that can be chosen from: mostly sense, sometimes not. */
export function wander(dice: Dice, shown: Reply | undefined): Said {
  const options = shown?.kind === 'choice' ? shown.options.filter(({ label }) => !AVOIDED.has(label)) : [];
  const must = options.find(({ label }) => label === ENGLISH || label === AGREE);
  if (must !== undefined) return { kind: 'tap', button: must.id };
  const wrong = dice.int(100);
  if (wrong < 5) return { kind: 'text', text: `something ${dice.int(1000)}` };
  if (wrong < 9) return { kind: 'text', text: 'back' };
  if (wrong < 11) return { kind: 'text', text: 'help' };
  if (wrong < 13) return { kind: 'media', media: 'photo' };
  const liked = options.find(({ label }) => LIKED.has(label));
  const option = liked !== undefined && dice.chance(0.8) ? liked : dice.pick(options);
  return option === undefined ? { kind: 'text', text: 'menu' } : { kind: 'tap', button: option.id };
}
