import type { Api } from 'grammy';
import type { Logger } from 'pino';
import type { Incoming } from '../conversation/message.ts';
import type { Receive, Webhook } from '../turn/channel.ts';
import type { Keeper } from './condition.ts';
import { whyOf } from './telegram-errors.ts';
import { blockIn, type Heard, incomingOf, joined, readUpdate } from './telegram-read.ts';

/** The way in which updates come in: by polling, or by a webhook. */
export interface Intake {
  /** Polls until the signal is aborted, or sets the webhook. Never rejects. */
  run(receive: Receive, signal: AbortSignal): Promise<void>;
  readonly webhook?: Webhook;
}

/** The texts that are sent outside of any conversation. */
export interface TelegramWords {
  /** The menu of commands, by two-letter language; the entry '' is for all other languages. */
  commands: ReadonlyMap<string, readonly { command: string; description: string }[]>;
  /** The sentence that we speak with single people only, for a person whose app has this language (BCP 47). */
  alone(language: string | undefined): string;
}

export interface IntakeParts {
  api: Api;
  /** The number before the colon of the token. */
  bot: string;
  clock: () => number;
  log: Logger;
  /** How it goes to take updates in. */
  condition: Keeper;
  /** The texts in people's languages; without them no menu of commands is set. */
  words?: TelegramWords;
  /** Resolves after `ms` milliseconds. When the signal is aborted, it ends early, and either resolves or rejects. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The kinds of update that we ask for, by polling and by webhook. */
export const ALLOWED_UPDATES = ['message', 'callback_query', 'my_chat_member'] as const;

/** grammY types its signals after an old polyfill, which differs from Node's own in the types alone. */
export type ApiSignal = Parameters<Api['getUpdates']>[1];

/**
 * Stores the content of updates in their order, and returns the ids of the presses among them. Rejects when the content
 * is not stored.
 */
export async function takeIn(updates: unknown[], receive: Receive, parts: IntakeParts): Promise<string[]> {
  const heard = updates.flatMap((update) => read(update, parts));
  const incomings = heard.flatMap((one): Incoming | Incoming[] => incomingOf(one, parts.bot, parts.clock()) ?? []);
  const blocks = heard.flatMap(blockIn);
  if (incomings.length + blocks.length > 0) await receive(incomings, { blocks });
  for (const { chat, language } of heard.flatMap(joined)) void leave(chat, parts.words?.alone(language), parts);
  return heard.flatMap(({ callback_query }) => callback_query?.id ?? []);
}

/**
 * Tells a group in one line that we speak with single people only, and leaves it. Failures are ignored: nothing depends
 * on it.
 */
async function leave(chat: number, line: string | undefined, { api }: IntakeParts): Promise<void> {
  if (line !== undefined) await api.sendMessage(chat, line).catch(() => undefined);
  await api.leaveChat(chat).catch(() => undefined);
}

/** Reads one update. An unreadable update is skipped, because it must not hold up those after it. */
function read(update: unknown, { log }: IntakeParts): Heard[] {
  try {
    return [readUpdate(update)];
  } catch (error) {
    log.error({ why: whyOf(error) }, 'Telegram update cannot be read, skipped');
    return [];
  }
}

/**
 * Answers presses. Without an answer the button keeps spinning and the app sends the press again; nothing else depends
 * on it, so failures are ignored.
 */
export async function answer(presses: string[], { api }: IntakeParts, signal?: AbortSignal): Promise<void> {
  await Promise.allSettled(presses.map((id) => api.answerCallbackQuery(id, {}, signal as ApiSignal)));
}
