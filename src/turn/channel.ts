import type { Capabilities, ChannelName, Incoming, Reply } from '../conversation/message.ts';

/** What became of one send. A channel decides *what happened*; only `deliver` decides what to do about it. */
export type Sent =
  /** `externalIds`: what the provider calls the messages, needed to delete them later. */
  | { result: 'sent'; externalIds: string[] }
  /** Try again no earlier than `at` (epoch ms); without it, after a backoff. */
  | { result: 'retry'; at?: number; why: string }
  /** This reply will never go through. `blocked`: nor will any other to this contact. */
  | { result: 'never'; why: string; blocked?: true }
  /** Nothing at all goes through (a revoked token): hold everything of this channel, and raise an alarm. */
  | { result: 'pause'; why: string };

/** Takes messages in. Resolves when all are durably stored; rejects when they are not, and then the channel must not acknowledge. */
export type Receive = (incomings: Incoming[]) => Promise<void>;

/** How a provider that does not wait to be asked posts to us. */
export interface Webhook {
  /** Whether these are the provider's own headers: asked before anything else of the request is looked at. */
  isGenuine(headers: Headers): boolean;
  /** Takes a body in. Resolves when all in it that is for us is durably stored; rejects when it is not, and must come again. */
  take(body: string, receive: Receive): Promise<void>;
}

/** A channel parses and sends; it stores nothing and decides nothing. */
interface AnyChannel {
  readonly name: ChannelName;
  /** Begins to take messages in (polling); channels that are driven by requests have none. */
  start?(receive: Receive): void;
  /** Served at `/webhooks/<name>`; channels that poll, or whose devices come by themselves, have none. */
  readonly webhook?: Webhook;
  /** Ends what `start` began, within two seconds. */
  stop?(): Promise<void>;
}

/** A channel that we send on. */
export interface PushChannel extends AnyChannel {
  readonly can: Capabilities & { pulls: false };
  /**
   * Shows one reply. Never rejects: every failure is one of the results.
   * `earlier`: the provider's ids of what may be taken away by a `clear`.
   */
  send(handle: string, reply: Reply, earlier: string[]): Promise<Sent>;
}

/** A channel whose devices fetch their replies from the outbox. */
export interface PullChannel extends AnyChannel {
  readonly can: Capabilities & { pulls: true };
  /** There is news for this handle. */
  wake(handle: string): void;
}

export type Channel = PushChannel | PullChannel;

export const isPull = (channel: Channel): channel is PullChannel => channel.can.pulls;
