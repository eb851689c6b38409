import type { TimerKind } from '../../conversation/beginnings.ts';
import { dropDocuments } from '../../store/documents.ts';
import { DROPPED, queuedRows, updateInbox } from '../../store/inbox.ts';
import { dropReplies } from '../../store/outbox.ts';
import { bodies } from '../../store/sealed.ts';
import { dropShownCode } from '../../store/shown-codes.ts';
import type { Q } from '../../store/store.ts';
import { dropTimersOf } from '../../store/timers.ts';
import type { PersonKey } from '../../store/vault.ts';
import type { World } from '../world.ts';

/**
 * Drops what is lined up for a person unasked: timers, turns that wait in the inbox behind their own messages, and
 * replies that wait to be sent; and a code that they have shown to nobody yet. `kinds`: those that end; absent where the person wants to hear nothing more. News about
 * their apps stays: a stranger who came into the chat must not be able to hush it.
 */
export async function fallSilent(
  { vault }: World,
  q: Q,
  { person, key }: { person: string; key: PersonKey },
  kinds?: readonly TimerKind[],
): Promise<void> {
  if (kinds === undefined) {
    await dropTimersOf(q, { person });
    await dropReplies(q, person, {});
    await dropDocuments(q, person);
    await dropShownCode(q, person);
  }
  for (const kind of kinds ?? []) {
    await dropTimersOf(q, { person, kind });
    await dropReplies(q, person, { timer: kind });
  }
  const ends = (timer: string): boolean =>
    kinds === undefined ? timer !== ('app-news' satisfies TimerKind) : kinds.some((kind) => kind === timer);
  for (const { seq, body } of await queuedRows(q, person)) {
    // The row stays in its place, because the person's counter of waiting messages counts it.
    const waiting = body === null ? null : bodies.open(vault, key, `${person}.${seq}`, body);
    if (waiting?.kind === 'due' && ends(waiting.timer))
      await updateInbox(q, { person, seq }, { body: null, reason: DROPPED });
  }
}
