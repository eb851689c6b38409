import type { Capabilities, ChannelName, Incoming, Reply } from '../conversation/message.ts';

/** The result of one send. A channel reports *what happened*; only `deliver` decides what to do about it. */
export type Sent =
  /** `externalIds`: the provider's ids of the messages, needed to delete them later. */
  | { result: 'sent'; externalIds: string[] }
  /** Try again no earlier than `at` (epoch ms); without it, after a backoff. */
  | { result: 'retry'; at?: number; why: string }
  /** The reply can go out once the person has written again, and not before. */
  | { result: 'wait'; why: string }
  /** This reply will never go through. `blocked`: nor will any other to this contact. */
  | { result: 'never'; why: string; blocked?: true }
  /** The channel can send nothing at all (a revoked token): hold all its replies, and raise an alarm. */
  | { result: 'pause'; why: string };

/** The result of fetching a file, like that of a send. */
export type FetchedFile = { result: 'got'; bytes: Uint8Array } | Exclude<Sent, { result: 'sent' }>;

/** A provider's later report on a message that it took from us. Receipts come in any order, and more than once. */
export interface Receipt {
  channel: ChannelName;
  /** The message's id, one of the `externalIds` of its send. */
  externalId: string;
  /** `closed`: it was refused, and can go out once the person has written again. */
  state: 'delivered' | 'read' | 'failed' | 'closed';
  /** Why it was refused: a code, never a text of the person. */
  why?: string;
}

/** A contact has blocked us, or has lifted the block, which its next message does too. */
export interface Block {
  channel: ChannelName;
  handle: string;
  isLifted: boolean;
}

/** The addresses of one sender: the most lasting one, and a telephone number beside it. */
type Addresses = Pick<Incoming, 'handle' | 'number'>;

/**
 * The provider says that a sender has other addresses now. The earlier ones may be given to somebody else. A channel
 * never concludes this by itself.
 */
export interface Moved {
  channel: ChannelName;
  /** Unique in its channel, messages included: news with a known id is the same news again. */
  externalId: string;
  from: Addresses;
  to: Addresses;
  /** When the provider says so (epoch ms). */
  at: number;
}

/** The news that a channel brings beside messages. */
export interface News {
  receipts?: Receipt[];
  /** In the order in which they came. */
  blocks?: Block[];
  moved?: Moved[];
}

/**
 * Takes in messages, and news of earlier ones. Resolves when all is durably stored; rejects when it is not, and then
 * the channel must not acknowledge.
 */
export type Receive = (incomings: Incoming[], news?: News) => Promise<void>;

/**
 * Finds the reply that a message of ours shows, by the provider's id of the message; undefined when the reply is not
 * kept any more.
 */
export type Recall = (channel: ChannelName, externalId: string) => Promise<Reply | undefined>;

/** How a provider posts to us by itself, without being polled. */
export interface Webhook {
  /** The path below `/webhooks/`. */
  readonly path: string;
  /** Whether the provider itself sent this request; called before the body is read. */
  isGenuine(headers: Headers, body: Uint8Array): boolean;
  /**
   * Takes a body in. Resolves when everything in it that is for us is durably stored; rejects when it is not, and then
   * the provider must deliver the body again.
   */
  take(body: string, receive: Receive): Promise<void>;
  /**
   * The answer to a provider that verifies our address by GET; undefined when the request does not prove that it comes
   * from the provider.
   */
  verify?(query: URLSearchParams): string | undefined;
}

/** Details of a send that a channel may need beside the reply. */
export interface SendContext {
  /** The provider's ids of the messages that a `clear` may take away, the oldest first. */
  earlier: string[];
  /** The provider's id of the message whose place this one may take, where the channel can replace messages. */
  replaces?: string;
  /**
   * When this contact last wrote, by the provider's clock (epoch ms); null when that is not known, and when the provider
   * has said since that they must write first.
   */
  heardAt: number | null;
  /** The file of a `document`. */
  file?: SentFile;
}

/** A file to send. Its name tells nothing of its person. */
export interface SentFile {
  name: string;
  /** The media type. */
  type: string;
  bytes: Uint8Array;
}

/**
 * How a channel can be. `starting`: it has begun, and nothing has gone through yet. `unreachable`: the network or the
 * provider is down, and it tries again by itself. `refused`: the provider refuses our token, account or address.
 * `elsewhere`: another process has what only one may use. `unlinked`: no phone is linked. `lost`: the provider has ended
 * the link with the phone. `stopped`: it does nothing until the server starts again.
 */
export const CONDITIONS = [
  'starting',
  'running',
  'unreachable',
  'refused',
  'elsewhere',
  'unlinked',
  'lost',
  'stopped',
] as const;

/** How a channel is, as far as it knows by itself. */
export interface Condition {
  state: (typeof CONDITIONS)[number];
  /** Epoch ms. */
  since: number;
  /** The code of the provider or of the network; null where there is none. */
  why: string | null;
}

/**
 * How an attempt to link a phone goes. `code` is a secret: whoever scans it links their phone. It is null until the first
 * one has come. `until`: when the attempt is given up (epoch ms).
 */
export type Linking =
  | { state: 'showing'; code: string | null; until: number }
  | { state: 'linked' | 'given-up' | 'elsewhere' }
  | { state: 'refused'; why: string };

/** The link of a channel with the phone by which it works. */
export interface PhoneLink {
  /** Begins to show codes for a phone to scan, one after the other; nothing happens where a phone is linked. */
  begin(): void;
  /** Ends the link, or the attempt to make one. */
  end(): void;
  /** The newest attempt since the server has started; null where there was none. */
  attempt(): Linking | null;
}

/** A channel parses and sends; it stores nothing and decides nothing. */
interface AnyChannel {
  readonly name: ChannelName;
  /** Begins to take messages in (polling, a socket); absent on channels that are driven by requests. */
  start?(receive: Receive, recall: Recall): void;
  /** Absent on channels that poll, or whose devices fetch by themselves. */
  readonly webhook?: Webhook;
  /** Ends what `start` began, within two seconds. */
  stop?(): Promise<void>;
  /** Absent on channels that work as long as the server does. */
  condition?(): Condition;
}

/** A channel that we send on. */
export interface PushChannel extends AnyChannel {
  readonly can: Capabilities & { pulls: false };
  /** Whether the channel can send at the moment; its due replies wait meanwhile. Absent: always. */
  isReady?(): boolean;
  /** Absent where no phone is needed. */
  readonly phone?: PhoneLink;
  /**
   * The address that opens a chat with us, in which the person begins with `start`; undefined where our name there can't
   * be learned now. Absent: there is no such address.
   */
  address?(start: string): Promise<string | undefined>;
  /** The address of a chat with us, where it is known by now: nothing is waited for. Absent: there is no such address. */
  chat?(): string | undefined;
  /** Shows one reply. Never rejects: every failure is one of the results. */
  send(handle: string, reply: Reply, context: SendContext): Promise<Sent>;
  /**
   * Fetches a file that a person has sent; one of more than `most` bytes is never got. Never rejects. Absent where a file
   * cannot be fetched.
   */
  fetchFile?(ref: string, most: number, signal: AbortSignal): Promise<FetchedFile>;
}

/** A channel whose devices fetch their replies from the outbox. */
export interface PullChannel extends AnyChannel {
  readonly can: Capabilities & { pulls: true };
  /** Tells the devices of this handle that there are replies to fetch. */
  wake(handle: string): void;
}

export type Channel = PushChannel | PullChannel;

export const isPull = (channel: Channel): channel is PullChannel => channel.can.pulls;
