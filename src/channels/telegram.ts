import { randomInt } from 'node:crypto';
import { Api, GrammyError, HttpError } from 'grammy';
import type { Update } from 'grammy/types';
import type { Logger } from 'pino';
import type { Incoming } from '../conversation/message.ts';
import type { PushChannel, Receive, Sent } from '../turn/channel.ts';
import { incomingOf } from './telegram-read.ts';
import { type Payload, render } from './telegram-render.ts';

/** How long Telegram may hold a request that asks for updates, and how long any answer may take beyond that. */
const POLL_SECONDS = 25;
const ANSWER_SECONDS = 10;

/** What is waited before asking for updates again, in milliseconds. */
const BACKOFF = { first: 1_000, most: 30_000, conflict: 30_000, token: 300_000 };
const STOP_MS = 1_800;
const DELETE_AT_ONCE = 100;

/** grammY types its signals after an old polyfill, which differs from Node's own in the types alone. */
type ApiSignal = Parameters<Api['getUpdates']>[1];

interface TelegramOptions {
  /** `<bot id>:<secret>`, from BotFather. */
  token: string;
  /** Base address of the Bot API, without a slash at its end; default Telegram's own. */
  apiRoot?: string;
  clock: () => number;
  log: Logger;
  /** Resolves after `ms`; ends early, either way, when the signal is aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Telegram, by long polling of the Bot API (https://core.telegram.org/bots/api).
 *
 * An update is confirmed, by asking beyond it, only after `receive` has resolved; until then Telegram hands it out
 * again, messages for 24 hours and button presses for 150 seconds. A reply of several parts whose later part fails is
 * retried as a whole: its first parts are then shown once more.
 *
 * grammY's errors hold the message and the address with the token in it: they never leave this file, only `whyOf` does.
 */
export function createTelegram({ token, apiRoot, clock, log, wait }: TelegramOptions): PushChannel {
  const client = (timeoutSeconds: number) => new Api(token, { timeoutSeconds, ...(apiRoot && { apiRoot }) });
  const api = client(ANSWER_SECONDS);
  const polled = client(POLL_SECONDS + ANSWER_SECONDS);
  const [bot = ''] = token.split(':');
  let polling: { abort: AbortController; done: Promise<void> } | undefined;

  async function poll(receive: Receive, signal: AbortSignal): Promise<void> {
    let offset = 0;
    let failures = 0;
    while (!signal.aborted) {
      try {
        offset = await takeBatch(receive, offset, signal);
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        await wait(pauseAfter(error, failures++), signal).catch(() => undefined);
      }
    }
  }

  /** Hands one batch over and returns the offset that confirms it. */
  async function takeBatch(receive: Receive, offset: number, signal: AbortSignal): Promise<number> {
    const updates = await polled.getUpdates(
      { offset, timeout: POLL_SECONDS, allowed_updates: ['message', 'callback_query', 'my_chat_member'] },
      signal as ApiSignal,
    );
    const last = updates.at(-1);
    if (!last || signal.aborted) return offset;
    const incomings = updates.flatMap(read);
    if (incomings.length > 0) await receive(incomings);
    // Without an answer the button keeps spinning and the app presses it again; beyond that nothing depends on it.
    const pressed = updates.flatMap((update) => update.callback_query?.id ?? []);
    await Promise.allSettled(pressed.map((id) => api.answerCallbackQuery(id, {}, signal as ApiSignal)));
    // Not the highest id seen: after a quiet week Telegram goes on from a random one, which may be lower.
    return last.update_id + 1;
  }

  /** One update that cannot be read must not hold up all that come after it. */
  function read(update: Update): Incoming[] {
    try {
      const incoming = incomingOf(update, bot, clock());
      return incoming ? [incoming] : [];
    } catch (error) {
      log.error({ update: update.update_id, why: whyOf(error) }, 'Telegram update cannot be read, skipped');
      return [];
    }
  }

  /** Says what is wrong, and for how many milliseconds not to ask again. */
  function pauseAfter(error: unknown, failures: number): number {
    const why = whyOf(error);
    const code = error instanceof GrammyError ? error.error_code : undefined;
    if (code === 401 || code === 404) {
      log.error({ why }, 'Telegram refuses the bot token: nothing is received');
      return BACKOFF.token;
    }
    if (code === 409) {
      log.error(
        { why },
        'Telegram: another process polls with this bot token, or a webhook is set: nothing is received',
      );
      return BACKOFF.conflict;
    }
    log.warn({ why, failures: failures + 1 }, 'Telegram updates not taken in, asking again');
    const asked = error instanceof GrammyError ? error.parameters.retry_after : undefined;
    return asked === undefined ? randomInt(Math.min(BACKOFF.first * 2 ** failures, BACKOFF.most) + 1) : asked * 1_000;
  }

  /** Sends one after the other; `sent` holds the ids of those that went through, also when a later one fails. */
  async function show(chat: number, payloads: Payload[], sent: string[]): Promise<void> {
    for (const { text, ...rest } of payloads) {
      const message = await api.sendMessage(chat, text, rest);
      sent.push(String(message.message_id));
    }
  }

  /** Deletes what can still be deleted. One message older than 48 hours makes Telegram refuse all of a batch: halve it. */
  async function takeAway(chat: number, messages: number[]): Promise<void> {
    for (let from = 0; from < messages.length; from += DELETE_AT_ONCE) {
      const batch = messages.slice(from, from + DELETE_AT_ONCE);
      try {
        await api.deleteMessages(chat, batch);
      } catch (error) {
        const outcome = outcomeOf(error, clock());
        if (outcome.result !== 'never' || outcome.blocked) throw error;
        if (batch.length > 1) {
          const half = Math.ceil(batch.length / 2);
          await takeAway(chat, batch.slice(0, half));
          await takeAway(chat, batch.slice(half));
        }
      }
    }
  }

  return {
    name: 'telegram',
    can: { buttons: true, reminds: true, pulls: false },

    start(receive) {
      const abort = new AbortController();
      polling = { abort, done: poll(receive, abort.signal) };
    },

    async send(handle, reply, earlier): Promise<Sent> {
      const chat = Number(handle);
      const externalIds: string[] = [];
      try {
        if (reply.kind === 'clear') await takeAway(chat, earlier.map(Number));
        else await show(chat, render(reply), externalIds);
        return { result: 'sent', externalIds };
      } catch (error) {
        const outcome = outcomeOf(error, clock());
        return externalIds.length === 0
          ? outcome
          : { ...outcome, why: `${outcome.why}, after part ${externalIds.length}` };
      }
    },

    async stop() {
      if (!polling) return;
      const timer = new AbortController();
      polling.abort.abort();
      await Promise.race([polling.done, wait(STOP_MS, timer.signal)]);
      timer.abort();
    },
  };
}

type Failed = Exclude<Sent, { result: 'sent' }>;

/** What a failed call means for the reply. */
function outcomeOf(error: unknown, now: number): Failed {
  const why = whyOf(error);
  if (error instanceof HttpError) return { result: 'retry', why };
  if (!(error instanceof GrammyError)) return { result: 'never', why };
  const { error_code, description, parameters } = error;
  if (error_code === 401 || error_code === 404) return { result: 'pause', why };
  const unreachable = error_code === 403 || description === 'Bad Request: chat not found';
  if (unreachable) return { result: 'never', why, blocked: true };
  if (error_code === 400) return { result: 'never', why };
  if (parameters.retry_after === undefined) return { result: 'retry', why };
  return { result: 'retry', at: now + parameters.retry_after * 1_000, why };
}

/** Descriptions in Telegram's own words. Any other might quote the message, so it is not repeated. */
const OWN_WORDS = new Set([
  'Bad Request: chat not found',
  'Bad Request: message text is empty',
  'Bad Request: message is too long',
  'Bad Request: reply markup is too long',
  'Forbidden: bot was blocked by the user',
  'Forbidden: user is deactivated',
]);
const CODE = /^Bad Request: [A-Z][A-Z0-9_]+$/;

/** A failure in a few words that hold no text of a person and no token. */
function whyOf(error: unknown): string {
  if (error instanceof GrammyError) {
    const { error_code, description } = error;
    return OWN_WORDS.has(description) || CODE.test(description) ? description : `Telegram ${error_code}`;
  }
  if (error instanceof HttpError) {
    const cause = error.error;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    return /^[A-Z_]+$/.test(code) ? `network: ${code}` : 'network';
  }
  return error instanceof Error ? error.name : 'unknown';
}
