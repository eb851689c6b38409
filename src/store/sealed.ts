import { currentName } from '../conversation/beginnings.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { Content, Reply } from '../conversation/message.ts';
import type { Skills } from '../conversation/skills.ts';
import type { PersonKey, SEALED, Vault } from './vault.ts';

/**
 * A message that a timer, a broadcast or a counsellor's answer puts in the inbox. After `until` (epoch ms) it begins no
 * turn.
 */
export interface Due {
  kind: 'due';
  timer: string;
  vars: Record<string, string>;
  until?: number;
  /** The person has just written, so the turn counts as a part of the answer. */
  asked?: true;
}

/** The body of a queued message. */
export type Body = Content | Due;

/** A message as it is kept once its turn is over: what leads to a file is kept with the file alone. */
export function keptBody(body: Body): Body {
  if (body.kind !== 'media') return body;
  const { kind, media, caption } = body;
  return { kind, media, ...(caption !== undefined && { caption }) };
}

/** The fields that only the sending of a reply needs. */
export interface Sending {
  /** After this (epoch ms) the reply is not sent any more. */
  until?: number;
  /** The reply is nothing but a question, and the next question may replace it on the screen. */
  question?: true;
  /** The provider's id of our message whose button the person pressed. */
  pressed?: string;
}

/** The body of a queued reply. */
export type Lasting = Reply & Sending;

/** The reply itself, without the fields of `Sending`. */
export function replyOf({ until: _, question: __, pressed: ___, ...reply }: Lasting): Reply {
  return reply as Reply;
}

/**
 * The version of the sealed JSON. Raise it by one when a shape changes; `upgrade` then turns the older shape into the
 * new.
 */
const FORMAT = 2;

/** A newer version of Saputnik has sealed this text; an older one must leave it, and all that depends on it, alone. */
export class NewerFormatError extends Error {
  override name = 'NewerFormatError';
}

/** Seals and opens JSON of one kind. `id`: the row's key, as it stands in its `Place`. */
interface Codec<T extends object> {
  seal(vault: Vault, key: PersonKey, id: string, value: T): Buffer;
  /** Throws `VaultError` if `sealed` cannot be opened, and `NewerFormatError` if a newer version has sealed it. */
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

/** Conversations. Before format 2 flows had other names. */
export const conversations = codec<Conversation>('person:conversation', (old) => {
  const conversation = old as Conversation;
  const stack = conversation.stack.map((frame) => ({ ...frame, flow: currentName(frame.flow) }));
  return { ...conversation, stack };
});
/** Bodies of the inbox: messages from people, and timers that became due. */
export const bodies = codec<Body>('inbox:body', asItIs);
/** Bodies of the outbox. */
export const replies = codec<Lasting>('outbox:body', asItIs);
/** The answers that a file is made of when it is sent. `own`: the person's language; both are BCP 47. */
export type Made =
  | {
      kind: 'cv';
      format: 'pdf' | 'docx';
      language: string;
      own: string;
      /** Whose customs it keeps (ISO 3166-1). */
      country: string;
      gender?: string;
      /** What the person is good at: a code, or their own words. */
      strength?: string;
      skills: Skills;
    }
  | { kind: 'reference'; language: string; own: string };

/** The answers of documents that are still to be sent. */
export const documents = codec<Made>('document:body', asItIs);
/** A provider's ids of the messages that show a reply. Before format 2 it was a bare list. */
export const externalIds = codec<{ ids: string[] }>('outbox:externalIds', (old) => ({ ids: old as string[] }));
