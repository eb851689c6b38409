import { makeLinkCode } from '../../conversation/link-code.ts';
import { SHOWN_MS, showShownCode } from '../../conversation/shown-code.ts';
import { saveShownCode } from '../../store/shown-codes.ts';
import { type Action, consents } from './action.ts';

/** Makes a code that the person shows to staff. Without consent nothing is kept that they could find by it. */
export const show: Action = async (act) => {
  if (!consents(act)) return { outcome: 'none' };
  const { world, q, person, setting } = act;
  const digits = makeLinkCode((n) => world.random(n));
  const hash = world.vault.blindIndex('staff-code', digits);
  await saveShownCode(q, { hash, person, until: setting.now + SHOWN_MS });
  return { outcome: 'done', set: { code: showShownCode(digits) } };
};
