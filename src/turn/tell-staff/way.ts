import type { Account } from '../../store/accounts.ts';
import type { PushChannel } from '../channel.ts';
import type { Mailer } from '../mailer.ts';
import { staffChannel, type World } from '../world.ts';

/** How an account is told: in its chat or, where it has none or the channel does not run here, by mail. */
export type Way =
  | { way: 'chat'; channel: PushChannel; handle: string; chat: Buffer }
  | { way: 'mail'; mailer: Mailer; address: string };

/** How an account is told; undefined where nothing leads to it. The addresses of a demonstration's accounts are made up. */
export function wayTo(world: World, { id, chat, mail, demo }: Account): Way | undefined {
  const { vault, mailer } = world;
  const channel = staffChannel(world);
  if (chat !== null && channel !== undefined)
    return { way: 'chat', channel, chat, handle: vault.open('house', `account:chat:${id}`, chat) };
  if (mailer === undefined || demo) return undefined;
  return { way: 'mail', mailer, address: vault.open('house', `account:mail:${id}`, mail) };
}
