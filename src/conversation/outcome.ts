import type { Conversation } from './conversation.ts';
import { hasConsent, type Model } from './model.ts';

/** The entry of the profile that says until which day (ISO) the person may be asked how they are. */
export const ASK_UNTIL = 'ask-until';

/** The entry of the profile that says that the person has answered after so many months. */
export const saidEntry = (months: string): string => `outcome-${months}`;

/** Until when (epoch ms) the profile is kept for that; null where the person has not agreed to be asked. */
export function keptUntil(model: Model, c: Conversation): number | null {
  const day = hasConsent(model, c) ? c.profile[ASK_UNTIL] : undefined;
  return day === undefined ? null : Date.parse(day);
}
