import { setTimeout as sleep } from 'node:timers/promises';
import type { Update } from 'grammy/types';

/** What `setWebhook` was told. */
export interface Hook {
  url: string;
  secret: string | undefined;
  maxConnections: number;
}

/** One try to post an update. */
interface Posted {
  update: number;
  /** HTTP status of the answer; none where there was none. */
  status?: number;
  /** What the answer's body said. */
  said: string;
}

/** Where the public address leads. Where it rejects, Telegram has got no answer, or has lost its patience. */
export type Reach = (request: Request) => Response | Promise<Response>;

interface Entry {
  update: Update;
}

/** Shorter than Telegram's own, which waits 1, 2, 4 ... seconds and for the time that the answer names. */
const RESEND_MS = 10;

/**
 * Posts what waits, as Telegram's server does (github.com/tdlib/telegram-bot-api, WebhookActor.cpp): an update is
 * confirmed by any 2xx and otherwise posted again; the messages of a chat go one after the other, and so do the presses
 * of a person, while up to `max_connections` such rows go at once.
 *
 * `waiting`: what is not confirmed yet, oldest first. `confirm`: takes one of them off.
 */
export function createPosting(waiting: () => readonly Entry[], confirm: (entry: Entry) => void) {
  let hook: Hook | undefined;
  let reach: Reach | undefined;
  const posted: Posted[] = [];
  const rows = new Set<string>();

  function look(): void {
    if (hook === undefined || reach === undefined) return;
    for (const entry of waiting()) {
      if (rows.size >= hook.maxConnections) return;
      const row = rowOf(entry.update);
      if (rows.has(row)) continue;
      rows.add(row);
      void post(entry, hook, reach).finally(() => {
        rows.delete(row);
        look();
      });
    }
  }

  async function post(entry: Entry, { url, secret }: Hook, reached: Reach): Promise<void> {
    const request = new Request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret !== undefined && { 'x-telegram-bot-api-secret-token': secret }),
      },
      body: JSON.stringify(entry.update),
    });
    const answer = await Promise.resolve(reached(request)).catch(() => undefined);
    const { update_id: update } = entry.update;
    posted.push({ update, ...(answer && { status: answer.status }), said: (await answer?.text()) ?? '' });
    if (answer?.ok) confirm(entry);
    else await sleep(RESEND_MS);
  }

  return {
    posted,
    look,
    set(next: Hook | undefined): void {
      hook = next;
      look();
    },
    reachedBy(next: Reach | undefined): void {
      reach = next;
      look();
    },
  };
}

function rowOf({ update_id, message, callback_query }: Update): string {
  if (message) return `chat ${message.chat?.id}`;
  return callback_query ? `presses of ${callback_query.from.id}` : `update ${update_id}`;
}
