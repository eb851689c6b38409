import type { Api } from 'grammy';
import type { Receive } from '../turn/channel.ts';
import { pauseAfter } from './telegram-errors.ts';
import { ALLOWED_UPDATES, type ApiSignal, answer, type Intake, type IntakeParts, takeIn } from './telegram-intake.ts';

/** How long Telegram may hold a request that asks for updates. */
export const POLL_SECONDS = 25;

/**
 * Long polling. An update is confirmed, by asking beyond it, only after `receive` has resolved; until then Telegram
 * hands it out again, messages for 24 hours and button presses for 150 seconds. `polled`: waits beyond `POLL_SECONDS`.
 */
export function byPolling(parts: IntakeParts, polled: Api): Intake {
  const { api, log, wait } = parts;

  /** While a webhook is set, Telegram hands out nothing. What waits for it is kept, and handed out afterwards. */
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
    // Not the highest id seen: after a quiet week Telegram goes on from a random one, which may be lower.
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
        } catch (error) {
          if (signal.aborted) return;
          await wait(pauseAfter(error, failures++, log), signal).catch(() => undefined);
        }
      }
    },
  };
}
