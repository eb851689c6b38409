import { Api } from 'grammy';
import type { LanguageCode } from 'grammy/types';
import type { PushChannel, Receive } from '../turn/channel.ts';
import { CAPABILITIES } from './capabilities.ts';
import { keepCondition } from './condition.ts';
import { whyOf } from './telegram-errors.ts';
import { createFetchFile } from './telegram-files.ts';
import type { ApiSignal, IntakeParts } from './telegram-intake.ts';
import { byPolling, POLL_SECONDS } from './telegram-poll.ts';
import { createSend } from './telegram-send.ts';
import { byWebhook, type WebhookOptions } from './telegram-webhook.ts';

/** How long Telegram may take to answer, beyond the time that it may hold a request. */
const ANSWER_SECONDS = 10;
const STOP_MS = 1_800;
const OWN_ROOT = 'https://api.telegram.org';

interface TelegramOptions extends Pick<IntakeParts, 'clock' | 'log' | 'wait' | 'words'> {
  /** `<bot id>:<secret>`, from BotFather. */
  token: string;
  /** Base address of the Bot API, without a slash at its end; default Telegram's own. */
  apiRoot?: string;
  /** The address and the secret with which Telegram posts updates to us; without it updates are polled. */
  webhook?: WebhookOptions;
  /** The recordings that a person can ask for, by the names of their files. */
  recordings?: ReadonlyMap<string, { path: string }>;
}

/** Sets the menu of commands in each language. A menu that fails is set at the next start. */
async function setCommands({ api, words, log }: IntakeParts, signal: AbortSignal): Promise<void> {
  for (const [language, commands] of words?.commands ?? []) {
    try {
      const code = language === '' ? {} : { language_code: language as LanguageCode };
      await api.setMyCommands(commands, code, signal as ApiSignal);
    } catch (error) {
      if (!signal.aborted) log.warn({ why: whyOf(error), language }, 'Telegram did not take the menu of commands');
    }
  }
}

/** The address of a chat with a bot (https://core.telegram.org/bots/features#deep-linking). */
const chatWith = (name: string): string => `https://t.me/${name}`;

/** Telegram, by the Bot API (https://core.telegram.org/bots/api). */
export function createTelegram({ token, apiRoot, webhook, recordings, ...given }: TelegramOptions) {
  const client = (timeoutSeconds: number) => new Api(token, { timeoutSeconds, ...(apiRoot && { apiRoot }) });
  const [bot = ''] = token.split(':');
  const condition = keepCondition(given.clock);
  const sending = keepCondition(given.clock);
  const parts: IntakeParts = { ...given, api: client(ANSWER_SECONDS), bot, condition };
  const intake = webhook ? byWebhook(parts, webhook) : byPolling(parts, client(POLL_SECONDS + ANSWER_SECONDS));
  const send = createSend(parts.api, parts.clock, (file) => recordings?.get(file)?.path);
  let name: string | undefined;
  let running: { abort: AbortController; done: Promise<void> } | undefined;

  /** The bot's own name, which Telegram is asked for once; undefined where it does not tell it now. */
  async function ownName(signal?: AbortSignal): Promise<string | undefined> {
    try {
      name ??= (await parts.api.getMe(signal as ApiSignal | undefined)).username;
    } catch (error) {
      if (!signal?.aborted) parts.log.warn({ why: whyOf(error) }, "Telegram did not tell the bot's name");
    }
    return name;
  }

  return {
    name: 'telegram',
    can: CAPABILITIES.telegram,
    ...(intake.webhook && { webhook: intake.webhook }),

    start(receive: Receive) {
      const abort = new AbortController();
      running = { abort, done: intake.run(receive, abort.signal) };
      void setCommands(parts, abort.signal);
      void ownName(abort.signal);
    },

    fetchFile: createFetchFile(parts.api, `${apiRoot ?? OWN_ROOT}/file/bot${token}/`, parts.clock),

    chat: () => (name === undefined ? undefined : chatWith(name)),

    async address(start) {
      const known = await ownName();
      return known === undefined ? undefined : `${chatWith(known)}?start=${start}`;
    },

    async send(handle, reply, context) {
      const sent = await send(handle, reply, context);
      if (sent.result === 'pause') sending.note('refused', sent.why);
      else if (sent.result === 'sent') sending.note('running');
      return sent;
    },

    // With a webhook, a token that is not valid any more shows only where we send.
    condition: () =>
      (condition.get().state === 'running' && sending.get().state === 'refused' ? sending : condition).get(),

    async stop() {
      if (!running) return;
      const timer = new AbortController();
      running.abort.abort();
      await Promise.race([running.done, parts.wait(STOP_MS, timer.signal)]);
      timer.abort();
    },
  } satisfies PushChannel;
}
