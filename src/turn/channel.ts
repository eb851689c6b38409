import type { Capabilities, ChannelName, Incoming, Reply } from '../conversation/message.ts';

/** What became of one send. A channel decides *what happened*; only `deliver` decides what to do about it. */
export type Sent =
  /** `externalIds`: what the provider calls the messages, needed to delete them later. */
  | { result: 'sent'; externalIds: string[] }
  /** Try again no earlier than `at` (epoch ms); without it, after a backoff. */
  | { result: 'retry'; at?: number; why: string }
  /** It goes through once the person has written again, and not before. */
  | { result: 'wait'; why: string }
  /** This reply will never go through. `blocked`: nor will any other to this contact. */
  | { result: 'never'; why: string; blocked?: true }
  /** Nothing at all goes through (a revoked token): hold everything of this channel, and raise an alarm. */
  | { result: 'pause'; why: string };

/** What a provider says later about a message that it took from us. They come in any order, and more than once. */
export interface Receipt {
  channel: ChannelName;
  /** What `send` was told that the message is called. */
  externalId: string;
  state: 'delivered' | 'read' | 'failed';
  /** For `failed`: a code, never a text of the person. */
  why?: string;
}

/** Somebody shut us out. Whoever writes again has let us in again. */
export interface Left {
  channel: ChannelName;
  handle: string;
}

/** What a channel tells beside messages. */
export interface News {
  receipts?: Receipt[];
  left?: Left[];
}

/**
 * Takes messages in, and what became of ours. Resolves when all is durably stored; rejects when it is not, and then the
 * channel must not acknowledge.
 */
export type Receive = (incomings: Incoming[], news?: News) => Promise<void>;

/** What we said in a message of ours, by the provider's name for it; nothing where it is not kept any more. */
export type Recall = (channel: ChannelName, externalId: string) => Promise<Reply | undefined>;

/** How a provider that does not wait to be asked posts to us. */
export interface Webhook {
  /** Below `/webhooks/`. */
  readonly path: string;
  /** Whether the provider itself sent this: asked before anything of the body is read. */
  isGenuine(headers: Headers, body: Uint8Array): boolean;
  /** Takes a body in. Resolves when all in it that is for us is durably stored; rejects when it is not, and must come again. */
  take(body: string, receive: Receive): Promise<void>;
  /** What to answer to a provider that asks by GET whether it is we; nothing where it does not prove itself. */
  verify?(query: URLSearchParams): string | undefined;
}

/** What a channel may want to know beside the reply. */
export interface SendContext {
  /** The provider's ids of what may be taken away by a `clear`, the oldest first. */
  earlier: string[];
  /** The provider's id of the message whose place this one may take, where the channel can do that. */
  replaces?: string;
  /** When we last heard from this contact, in epoch ms; null where that is not known. */
  heardAt: number | null;
}

/** A channel parses and sends; it stores nothing and decides nothing. */
interface AnyChannel {
  readonly name: ChannelName;
  /** Begins to take messages in (polling, a socket); channels that are driven by requests have none. */
  start?(receive: Receive, recall: Recall): void;
  /** Channels that poll, or whose devices come by themselves, have none. */
  readonly webhook?: Webhook;
  /** Ends what `start` began, within two seconds. */
  stop?(): Promise<void>;
}

/** A channel that we send on. */
export interface PushChannel extends AnyChannel {
  readonly can: Capabilities & { pulls: false };
  /** Whether it can send at the moment; what is due for it waits meanwhile. Always, where it is absent. */
  isReady?(): boolean;
  /** Shows one reply. Never rejects: every failure is one of the results. */
  send(handle: string, reply: Reply, context: SendContext): Promise<Sent>;
}

/** A channel whose devices fetch their replies from the outbox. */
export interface PullChannel extends AnyChannel {
  readonly can: Capabilities & { pulls: true };
  /** There is news for this handle. */
  wake(handle: string): void;
}

export type Channel = PushChannel | PullChannel;

export const isPull = (channel: Channel): channel is PullChannel => channel.can.pulls;
