import { isSameSecret } from '../same-secret.ts';
import { pauseAfter, whyOf } from './telegram-errors.ts';
import { ALLOWED_UPDATES, type ApiSignal, answer, type Intake, type IntakeParts, takeIn } from './telegram-intake.ts';

export interface WebhookOptions {
  /** Where Telegram reaches us, by https. */
  url: string;
  /** What Telegram proves itself with: 1 to 256 of `A-Z a-z 0-9 _ -`. */
  secret: string;
}

const SECRET_HEADER = 'x-telegram-bot-api-secret-token';

/**
 * So many people are taken in at once; more would only wait for the database, which commits together what arrives
 * together. It costs no order: Telegram posts the messages of one chat one after the other, each once the one before
 * it is acknowledged, and so the presses of one person. A press and a message of the same person may cross, which a
 * press bears: it names the question that it answers. (github.com/tdlib/telegram-bot-api, WebhookActor.cpp.)
 */
const MAX_CONNECTIONS = 10;

/**
 * Updates posted to us. An update is acknowledged only after `receive` has resolved; until then Telegram posts it
 * again, messages for 24 hours and button presses for 150 seconds. The webhook stays set when we stop: what comes
 * meanwhile waits at Telegram.
 */
export function byWebhook(parts: IntakeParts, { url, secret }: WebhookOptions): Intake {
  const { api, log, wait } = parts;
  const asked = {
    secret_token: secret,
    allowed_updates: ALLOWED_UPDATES,
    max_connections: MAX_CONNECTIONS,
    drop_pending_updates: false,
  };
  /** Of the present run: an answer to a press must not hold up a stop. */
  let running: AbortSignal | undefined;

  return {
    async run(_, signal) {
      running = signal;
      for (let failures = 0; !signal.aborted; failures += 1) {
        try {
          await api.setWebhook(url, asked, signal as ApiSignal);
          return;
        } catch (error) {
          if (signal.aborted) return;
          await wait(pauseAfter(error, failures, log), signal).catch(() => undefined);
        }
      }
    },

    webhook: {
      path: 'telegram',
      // Digests are equally long whatever was sent, as the comparison wants them.
      isGenuine: (headers) => isSameSecret(headers.get(SECRET_HEADER) ?? '', secret),

      async take(body, receive) {
        try {
          // What cannot be read is acknowledged: Telegram would post it for a day, and hold back what comes after it.
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

/** Nothing where it is no JSON: that cannot be read as an update either. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
