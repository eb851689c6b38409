import type { Api } from 'grammy';
import type { Logger } from 'pino';
import type { Incoming } from '../conversation/message.ts';
import type { Receive, Webhook } from '../turn/channel.ts';
import { whyOf } from './telegram-errors.ts';
import { type Heard, incomingOf, readUpdate } from './telegram-read.ts';

/** How updates come in: asked for, or posted to us. */
export interface Intake {
  /** Does what there is to do until the signal is aborted. Never rejects. */
  run(receive: Receive, signal: AbortSignal): Promise<void>;
  readonly webhook?: Webhook;
}

export interface IntakeParts {
  api: Api;
  /** The number before the colon of the token. */
  bot: string;
  clock: () => number;
  log: Logger;
  /** Resolves after `ms`; ends early, either way, when the signal is aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What is asked for, either way. */
export const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member'] as const;

/** grammY types its signals after an old polyfill, which differs from Node's own in the types alone. */
export type ApiSignal = Parameters<Api['getUpdates']>[1];

/** Stores what updates say, in their order, and returns the ids of the presses among them. Rejects where it is not stored. */
export async function takeIn(updates: unknown[], receive: Receive, parts: IntakeParts): Promise<string[]> {
  const heard = updates.flatMap((update) => read(update, parts));
  const incomings = heard.flatMap((one): Incoming | Incoming[] => incomingOf(one, parts.bot, parts.clock()) ?? []);
  if (incomings.length > 0) await receive(incomings);
  return heard.flatMap(({ callback_query }) => callback_query?.id ?? []);
}

/** One update that cannot be read must not hold up all that come after it. */
function read(update: unknown, { log }: IntakeParts): Heard[] {
  try {
    return [readUpdate(update)];
  } catch (error) {
    log.error({ why: whyOf(error) }, 'Telegram update cannot be read, skipped');
    return [];
  }
}

/** Without an answer the button keeps spinning and the app presses it again; beyond that nothing depends on it. */
export async function answer(presses: string[], { api }: IntakeParts, signal?: AbortSignal): Promise<void> {
  await Promise.allSettled(presses.map((id) => api.answerCallbackQuery(id, {}, signal as ApiSignal)));
}
