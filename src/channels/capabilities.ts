import type { Capabilities, ChannelName } from '../conversation/message.ts';

/** How long a text may be in one message, in UTF-16 units. */
interface Limits {
  text: number;
}

/** What each channel can show: the one table that the conversation and the renderings read. */
export const CAPABILITIES = {
  'web-chat': { buttons: true, reminds: false, pulls: true, audio: true, text: Number.POSITIVE_INFINITY },
  /** https://core.telegram.org/bots/api#sendmessage */
  telegram: { buttons: true, reminds: true, pulls: false, audio: true, text: 4096 },
  terminal: { buttons: false, reminds: false, pulls: false, audio: false, text: Number.POSITIVE_INFINITY },
} as const satisfies Record<ChannelName, Capabilities & Limits>;
