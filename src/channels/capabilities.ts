import type { Capabilities, ChannelName } from '../conversation/message.ts';

/** How long a text may be in one message, in UTF-16 units. */
interface Limits {
  text: number;
}

const ANY = Number.POSITIVE_INFINITY;

/** What each channel can show: the one table that the conversation and the renderings read. */
export const CAPABILITIES = {
  'web-chat': { buttons: true, reminds: false, pulls: true, audio: true, options: ANY, text: ANY },
  /** https://core.telegram.org/bots/api#sendmessage */
  telegram: { buttons: true, reminds: true, pulls: false, audio: true, options: 100, text: 4096 },
  terminal: { buttons: false, reminds: false, pulls: false, audio: false, options: ANY, text: ANY },
} as const satisfies Record<ChannelName, Capabilities & Limits>;
