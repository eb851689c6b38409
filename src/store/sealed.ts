import { currentName } from '../conversation/beginnings.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { Content, Reply } from '../conversation/message.ts';
import type { PersonKey, SEALED, Vault } from './vault.ts';

/** What a timer or a counsellor's answer leads to. After `until` (epoch ms) it goes unsaid. */
export interface Due {
  kind: 'due';
  timer: string;
  vars: Record<string, string>;
  until?: number;
}

/** What a queued message holds. */
export type Body = Content | Due;

/** What only the sending of a reply needs. */
export interface Sending {
  /** After this (epoch ms) it is not sent any more. */
  until?: number;
  /** It is nothing but a question, whose place the next one may take. */
  question?: true;
  /** The message of ours whose button was pressed. */
  pressed?: string;
}

/** What a queued reply holds. */
export type Lasting = Reply & Sending;

/** The reply itself, without what only its sending needs. */
export function replyOf({ until: _, question: __, pressed: ___, ...reply }: Lasting): Reply {
  return reply as Reply;
}

/** Raised by one when what is kept changes its shape; `upgrade` then turns the shape before into the new one. */
const FORMAT = 2;

/** A newer version of Saputnik has written this; an older one must leave it alone, and whatever depends on it. */
export class NewerFormatError extends Error {
  override name = 'NewerFormatError';
}

/** Seals and opens JSON of one kind. `id`: the row, as its place names it. */
interface Codec<T extends object> {
  seal(vault: Vault, key: PersonKey, id: string, value: T): Buffer;
  /** Throws `VaultError` for what cannot be opened, and `NewerFormatError` for what a newer version has written. */
  open(vault: Vault, key: PersonKey, id: string, sealed: Buffer): T;
}

function codec<T extends object>(kind: (typeof SEALED)[number], upgrade: (old: object) => T): Codec<T> {
  return {
    seal: (vault, key, id, value) => vault.seal(key, `${kind}:${id}`, JSON.stringify({ ...value, version: FORMAT })),
    open(vault, key, id, sealed) {
      const kept = JSON.parse(vault.open(key, `${kind}:${id}`, sealed)) as object & { version?: number };
      const { version = 1, ...value } = kept;
      if (version > FORMAT)
        throw new NewerFormatError(`${kind}: format ${version}, and this version reads up to ${FORMAT}`);
      return version === FORMAT ? (value as T) : upgrade(Array.isArray(kept) ? kept : value);
    },
  };
}

const asItIs = <T>(old: object) => old as T;

/** Where a person stands. Until format 2 flows had other names. */
export const conversations = codec<Conversation>('person:conversation', (old) => {
  const conversation = old as Conversation;
  const stack = conversation.stack.map((frame) => ({ ...frame, flow: currentName(frame.flow) }));
  return { ...conversation, stack };
});
/** What came in, and what became due. */
export const bodies = codec<Body>('inbox:body', asItIs);
/** What goes out. */
export const replies = codec<Lasting>('outbox:body', asItIs);
/** What a provider calls the messages that show a reply; a bare list until format 2. */
export const externalIds = codec<{ ids: string[] }>('outbox:externalIds', (old) => ({ ids: old as string[] }));
