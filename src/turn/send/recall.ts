import type { ChannelName, Reply } from '../../conversation/message.ts';
import { findReply } from '../../store/dispatch.ts';
import { replies, replyOf } from '../../store/sealed.ts';
import type { World } from '../world.ts';

/**
 * The reply that a message of ours shows, by the provider's id of the message. Undefined for a card that was shown, and
 * for a reply that is not kept any more.
 */
export async function recall(
  { store, vault }: World,
  channel: ChannelName,
  externalId: string,
): Promise<Reply | undefined> {
  const row = await findReply(store.read, vault.blindIndex('sent', channel, externalId));
  if (row === undefined || row.body === null) return undefined;
  const key = vault.unwrap(row.person, row.wrapped);
  return replyOf(replies.open(vault, key, `${row.person}.${row.seq}`, row.body));
}
