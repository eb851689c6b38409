import { isSameSecret } from '../same-secret.ts';
import { conditionAfter, pauseAfter, whyOf } from './telegram-errors.ts';
import { ALLOWED_UPDATES, type ApiSignal, answer, type Intake, type IntakeParts, takeIn } from './telegram-intake.ts';

export interface WebhookOptions {
  /** The https address that Telegram posts updates to. */
  url: string;
  /** The secret that proves that a request comes from Telegram: 1 to 256 of `A-Z a-z 0-9 _ -`. */
  secret: string;
}

const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

/**
 * How many updates Telegram may post at once. More would only wait for the database, which commits together the
 * messages that arrive together. Order is kept: Telegram posts the messages of one chat one after the other, each once
 * the one before it is acknowledged, and likewise the presses of one person. A press and a message of the same person
 * may overtake each other, which does no harm: a press names the question that it answers.
 * (github.com/tdlib/telegram-bot-api, WebhookActor.cpp.)
 */
const MAX_CONNECTIONS = 10;

/**
 * Takes in the updates that Telegram posts to us. An update is acknowledged only after `receive` has resolved. Until
 * then Telegram posts it again: messages for 24 hours, button presses for 150 seconds. The webhook stays set when we
 * stop, and updates that come meanwhile wait at Telegram.
 */
export function byWebhook(parts: IntakeParts, { url, secret }: WebhookOptions): Intake {
  const { api, condition, log, wait } = parts;
  const asked = {
    secret_token: secret,
    allowed_updates: ALLOWED_UPDATES,
    max_connections: MAX_CONNECTIONS,
    drop_pending_updates: false,
  };
  /** The signal of the present run. It ends the answers to presses, which must not hold up a stop. */
  let running: AbortSignal | undefined;

  return {
    async run(_, signal) {
      running = signal;
      for (let failures = 0; !signal.aborted; failures += 1) {
        try {
          await api.setWebhook(url, asked, signal as ApiSignal);
          condition.note('running');
          return;
        } catch (error) {
          if (signal.aborted) return;
          condition.note(conditionAfter(error), whyOf(error));
          await wait(pauseAfter(error, failures, log), signal).catch(() => undefined);
        }
      }
    },

    webhook: {
      path: 'telegram',
      // The comparison needs equal lengths: `isSameSecret` compares digests, so the header may have any length.
      isGenuine: (headers) => isSameSecret(headers.get(SECRET_HEADER) ?? '', secret),

      async take(body, receive) {
        try {
          // An unreadable update is acknowledged: otherwise Telegram would post it for a day, and hold back the updates
          // after it.
          const presses = await takeIn([parsed(body)], receive, parts);
          void answer(presses, parts, running);
        } catch (error) {
          log.warn({ why: whyOf(error) }, 'Telegram update not stored, Telegram posts it again');
          throw error;
        }
      },
    },
  };
}

/** The body as JSON; undefined when it is none, which counts as an unreadable update. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
