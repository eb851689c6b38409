import type { Incoming } from '../../conversation/message.ts';
import { accountWho } from '../../store/accounts.ts';
import { linkChat, useChatCode } from '../../store/chats.ts';
import { note } from '../../store/log.ts';
import { hashSecret } from '../../store/principal.ts';
import type { Q } from '../../store/store.ts';
import { colleagueById } from '../../store/team.ts';
import { staffChannel, type World } from '../world.ts';
import { languageFor, linkTo } from './words.ts';

/** What is said in a chat of staff, beside any conversation. */
export interface Said {
  handle: string;
  language: string;
  text: string;
}

/**
 * Redeems a code that came in a chat: links the chat to the account whose code it is. Returns what is to be said there
 * once this is committed. A code that is unknown, has ended or was used before links nothing, and gets one answer.
 */
export async function redeem(world: World, q: Q, { handle }: Incoming, code: string): Promise<Said> {
  const { vault, content } = world;
  const { texts } = content.model;
  const now = world.clock();
  const found = await useChatCode(q, hashSecret(code), now);
  const colleague = found && (await colleagueById(q, found.account));
  const language = languageFor(texts, colleague?.speaks ?? []);
  const link = linkTo(world, '/staff/me');
  if (found?.isOpen !== true || colleague === undefined)
    return { handle, language, text: texts.say(language, 'staff:told.noCode', { link }) };
  const { id } = colleague;
  await linkChat(q, id, vault.seal('house', `account:chat:${id}`, handle), now);
  await note(q, { who: accountWho(id), what: 'chat-linked', target: id, pilot: null, at: now });
  return { handle, language, text: texts.say(language, 'staff:told.linked', { link }) };
}

/** Says something in a chat of staff. If that fails, the page of the account shows the link all the same. */
export async function sayTo(world: World, { handle, language, text }: Said): Promise<void> {
  const sent = await staffChannel(world)?.send(
    handle,
    { kind: 'text', language, text },
    { earlier: [], heardAt: null },
  );
  if (sent !== undefined && sent.result !== 'sent')
    world.log.warn({ result: sent.result, why: sent.why }, 'a chat of staff was not told that it is linked');
}
