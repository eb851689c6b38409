import { GrammyError, HttpError } from 'grammy';
import type { Logger } from 'pino';
import { jittered } from '../backoff.ts';
import type { Condition, Sent } from '../turn/channel.ts';

// grammY's errors hold the message and the address with the token in it: they are never logged or passed on. Only the
// results of the functions in this file are.

type Failed = Exclude<Sent, { result: 'sent' }>;

/** The result of a send whose call failed. `now`: epoch ms. */
export function outcomeOf(error: unknown, now: number): Failed {
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

/** The pauses before the next request for updates, in milliseconds. */
const BACKOFF = { first: 1_000, most: 30_000, refused: 30_000, token: 300_000 };

/** The log line that explains a refusal to the operator, by Telegram's error code. */
const REFUSED: Record<number, string> = {
  400: 'Telegram refuses the webhook: nothing is received',
  409: 'Telegram: another process polls with this bot token, or a webhook is set: nothing is received',
};

/**
 * Logs why no updates come in, and returns how many milliseconds to wait before asking again. `failures`: how many
 * requests in a row have failed before this one.
 */
export function pauseAfter(error: unknown, failures: number, log: Logger): number {
  const why = whyOf(error);
  const code = error instanceof GrammyError ? error.error_code : 0;
  if (code === 401 || code === 404) {
    log.error({ why, alert: 'nothing-received' }, 'Telegram refuses the bot token: nothing is received');
    return BACKOFF.token;
  }
  const refused = REFUSED[code];
  if (refused !== undefined) {
    log.error({ why, alert: 'nothing-received' }, refused);
    return BACKOFF.refused;
  }
  log.warn({ why, failures: failures + 1 }, 'Telegram updates not taken in, asking again');
  const asked = error instanceof GrammyError ? error.parameters.retry_after : undefined;
  return asked === undefined ? jittered(failures, BACKOFF) : asked * 1_000;
}

/** How the channel is after a request for updates, or for a webhook, has failed. */
export function conditionAfter(error: unknown): Condition['state'] {
  const code = error instanceof GrammyError ? error.error_code : 0;
  if (code === 409) return 'elsewhere';
  return code === 401 || code === 404 || code === 400 ? 'refused' : 'unreachable';
}

/** Descriptions that hold Telegram's own words alone. Any other might quote the message, so it is not repeated. */
const OWN_WORDS = new Set([
  'Bad Request: chat not found',
  'Bad Request: message text is empty',
  'Bad Request: message is too long',
  'Bad Request: reply markup is too long',
  'Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
  'Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443',
  'Bad Request: bad webhook: Failed to resolve host: Name or service not known',
  'Forbidden: bot was blocked by the user',
  'Forbidden: user is deactivated',
]);
const CODE = /^Bad Request: [A-Z][A-Z0-9_]+$/;

/** A failure in a few words that hold no text of a person and no token. */
export function whyOf(error: unknown): string {
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
