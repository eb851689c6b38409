import type { Api } from 'grammy';
import type { Logger } from 'pino';
import type { Incoming } from '../conversation/message.ts';
import type { Receive, Webhook } from '../turn/channel.ts';
import { whyOf } from './telegram-errors.ts';
import { type Heard, incomingOf, joined, leftBy, readUpdate } from './telegram-read.ts';

/** How updates come in: asked for, or posted to us. */
export interface Intake {
  /** Does what there is to do until the signal is aborted. Never rejects. */
  run(receive: Receive, signal: AbortSignal): Promise<void>;
  readonly webhook?: Webhook;
}

/** What is said to Telegram outside of any conversation. */
export interface TelegramWords {
  /** The menu of commands, by two-letter language; '' for all others. */
  commands: ReadonlyMap<string, readonly { command: string; description: string }[]>;
  /** That we speak with single people; to somebody whose app has this language (BCP 47). */
  alone(language: string | undefined): string;
}

export interface IntakeParts {
  api: Api;
  /** The number before the colon of the token. */
  bot: string;
  clock: () => number;
  log: Logger;
  /** What Telegram is told in people's languages; without it no menu of commands is made. */
  words?: TelegramWords;
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
  const left = heard.flatMap(leftBy);
  if (incomings.length + left.length > 0) await receive(incomings, { left });
  for (const { chat, language } of heard.flatMap(joined)) void leave(chat, parts.words?.alone(language), parts);
  return heard.flatMap(({ callback_query }) => callback_query?.id ?? []);
}

/** A group is told in one line that we speak with single people, and left. Nothing depends on it. */
async function leave(chat: number, line: string | undefined, { api }: IntakeParts): Promise<void> {
  if (line !== undefined) await api.sendMessage(chat, line).catch(() => undefined);
  await api.leaveChat(chat).catch(() => undefined);
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
