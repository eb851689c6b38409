import type { Content } from './message.ts';

export type Medium = Extract<Content, { kind: 'media' }>;

/** Where a channel names no album, media sent within this time (ms) of one another belong together. */
const TOGETHER_MS = 30_000;

/** The picture, or another medium, that came last, as far as it takes to know those that belong to it. */
export interface Album {
  name?: string;
  /** When it was sent (epoch ms); absent once the person has said something else. */
  sentAt?: number;
  /** What the person was told about it; absent where it was passed on to staff. */
  told?: 'media' | 'voice' | 'location' | 'contact-card' | 'file-other-kind' | 'file-too-big';
}

/**
 * Whether a medium was sent together with the one before it: the person hears once that we cannot look at pictures. Voice
 * notes are spoken one by one.
 */
export function belongsTo(last: Album | undefined, { media, album, sentAt }: Medium): boolean {
  if (last === undefined) return false;
  if (album !== undefined && album === last.name) return true;
  if (media === 'voice' || sentAt === undefined || last.sentAt === undefined) return false;
  return Math.abs(sentAt - last.sentAt) <= TOGETHER_MS;
}

/** The album once its person has said something else: only media that the channel names as part of it still belong. */
export function parted({ sentAt: _, ...album }: Album): Album {
  return album;
}
