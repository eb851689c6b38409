import type { TimerKind } from '../../conversation/beginnings.ts';
import { dropDocuments } from '../../store/documents.ts';
import { DROPPED, queuedRows, updateInbox } from '../../store/inbox.ts';
import { dropReplies } from '../../store/outbox.ts';
import { bodies } from '../../store/sealed.ts';
import type { Q } from '../../store/store.ts';
import { dropTimersOf } from '../../store/timers.ts';
import type { PersonKey } from '../../store/vault.ts';
import type { World } from '../world.ts';

/**
 * Drops everything that is lined up for a person unasked, because they want to hear nothing more: timers, turns that
 * wait in the inbox behind their own messages, and replies that wait to be sent. News about their apps stays: a stranger
 * who came into the chat must not be able to hush it.
 */
export async function fallSilent(
  { vault }: World,
  q: Q,
  { person, key }: { person: string; key: PersonKey },
): Promise<void> {
  await dropTimersOf(q, { person });
  await dropReplies(q, person, {});
  await dropDocuments(q, person);
  for (const { seq, body } of await queuedRows(q, person)) {
    // The row stays in its place, because the person's counter of waiting messages counts it.
    const waiting = body === null ? null : bodies.open(vault, key, `${person}.${seq}`, body);
    if (waiting?.kind === 'due' && waiting.timer !== ('app-news' satisfies TimerKind))
      await updateInbox(q, { person, seq }, { body: null, reason: DROPPED });
  }
}
