import type { Sent } from '../turn/channel.ts';

/** A call that did not succeed. It holds codes alone: no text of a person, no number, no token. */
export class CloudError extends Error {
  override name = 'CloudError';
  /** HTTP's; 0 where there was no answer. */
  readonly status: number;
  /** Meta's; 0 where it said none. */
  readonly code: number;
  /** What `retry-after` asked for, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(status: number, code = 0, retryAfter?: number) {
    super(status === 0 ? 'WhatsApp is out of reach' : `WhatsApp ${code === 0 ? `HTTP ${status}` : code}`);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

type Failed = Exclude<Sent, { result: 'sent' }>;

/** The window of 24 hours is closed. */
export const WINDOW_CLOSED = 131047;

/** Temporary ones (https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes). */
const RETRY = new Set([2, 4, 80007, 130429, 131000, 131048, 131053, 131056, 133016]);
/** A token that is not taken any more, a right that is missing, an account that is shut. */
const PAUSE = new Set([10, 190, 368, 131031]);
const isPause = (code: number): boolean => PAUSE.has(code) || (code >= 200 && code <= 299);
/** To one person: one message in six seconds, after a burst. */
const PAIR = { code: 131056, ms: 6_000 };

/** What a failed call means for the reply. `now`: epoch ms. */
export function outcomeOf(error: unknown, now: number): Failed {
  if (!(error instanceof CloudError)) return { result: 'never', why: error instanceof Error ? error.name : 'unknown' };
  const { status, code, message: why, retryAfter } = error;
  if (isPause(code) || status === 401) return { result: 'pause', why };
  if (code === PAIR.code) return { result: 'retry', at: now + (retryAfter ?? PAIR.ms), why };
  if (status === 0 || status === 429 || status >= 500 || RETRY.has(code))
    return { result: 'retry', why, ...(retryAfter !== undefined && { at: now + retryAfter }) };
  return { result: 'never', why };
}
