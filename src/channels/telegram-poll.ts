import type { Api } from 'grammy';
import type { Receive } from '../turn/channel.ts';
import { conditionAfter, pauseAfter, whyOf } from './telegram-errors.ts';
import { ALLOWED_UPDATES, type ApiSignal, answer, type Intake, type IntakeParts, takeIn } from './telegram-intake.ts';

/** How long Telegram may hold a request that asks for updates. */
export const POLL_SECONDS = 25;

/**
 * Long polling. An update is confirmed, by a request with a higher offset, only after `receive` has resolved. Until
 * then Telegram hands it out again: messages for 24 hours, button presses for 150 seconds. `polled`: a client that
 * waits for an answer longer than `POLL_SECONDS`.
 */
export function byPolling(parts: IntakeParts, polled: Api): Intake {
  const { api, condition, log, wait } = parts;

  /**
   * Removes a webhook, because Telegram hands out no updates while one is set. Telegram keeps the updates that wait for
   * the webhook, and hands them out afterwards.
   */
  async function endWebhook(signal: AbortSignal): Promise<void> {
    const { url } = await api.getWebhookInfo(signal as ApiSignal);
    if (!url) return;
    await api.deleteWebhook({ drop_pending_updates: false }, signal as ApiSignal);
    log.warn('the webhook that was set at Telegram is removed: updates are polled now');
  }

  /** Hands one batch over and returns the offset that confirms it. */
  async function takeBatch(receive: Receive, offset: number, signal: AbortSignal): Promise<number> {
    const asked = { offset, timeout: POLL_SECONDS, allowed_updates: ALLOWED_UPDATES };
    const updates = await polled.getUpdates(asked, signal as ApiSignal);
    const last = updates.at(-1);
    if (!last || signal.aborted) return offset;
    await answer(await takeIn(updates, receive, parts), parts, signal);
    // The last id, not the highest: after a quiet week Telegram goes on from a random id, which may be lower.
    return last.update_id + 1;
  }

  return {
    async run(receive, signal) {
      let offset: number | undefined;
      let failures = 0;
      while (!signal.aborted) {
        try {
          if (offset === undefined) await endWebhook(signal);
          offset = await takeBatch(receive, offset ?? 0, signal);
          failures = 0;
          condition.note('running');
        } catch (error) {
          if (signal.aborted) return;
          condition.note(conditionAfter(error), whyOf(error));
          await wait(pauseAfter(error, failures++, log), signal).catch(() => undefined);
        }
      }
    },
  };
}
