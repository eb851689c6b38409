import type { Store } from '../../src/store/store.ts';
import type { Receive } from '../../src/turn/channel.ts';
import type { Journal, Planned } from './journal.ts';

/** Brings in what people say, as a provider does: what is not acknowledged comes again. */
export interface Intake {
  /** Resolves when the messages are taken in, and acknowledged in the journal. */
  deliver(messages: readonly Planned[]): Promise<void>;
  /** Delivers what a killed process did not acknowledge and, as happens, the last that it did. */
  deliverAgain(): Promise<void>;
}

export function createIntake(journal: Journal, receive: Receive, clock: () => number): Intake {
  async function deliver(messages: readonly Planned[]): Promise<void> {
    await receive(
      messages.map(({ id, handle, said }) => ({
        ...{ channel: 'telegram', externalId: id, handle, content: said, at: clock() },
      })),
    );
    journal.acknowledge(messages.map(({ id }) => id));
  }
  return {
    deliver,
    async deliverAgain() {
      const acknowledged = journal.acknowledged();
      const byHandle = Map.groupBy(journal.planned(), ({ handle }) => handle);
      await Promise.all(
        [...byHandle.values()].map((messages) => {
          const open = messages.findIndex(({ id }) => !acknowledged.has(id));
          return deliver(messages.slice(Math.max(0, (open === -1 ? messages.length : open) - 1)));
        }),
      );
    },
  };
}

/** Whether a message or a reply still waits. */
export async function isBusy({ read: { db, t } }: Store): Promise<boolean> {
  const rows = await Promise.all([
    db.select({ state: t.inbox.state }).from(t.inbox),
    db.select({ state: t.outbox.state }).from(t.outbox),
  ]);
  return rows.flat().some(({ state }) => state === 'queued');
}
