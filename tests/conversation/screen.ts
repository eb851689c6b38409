import { CAPABILITIES } from '../../src/channels/capabilities.ts';
import type { Input } from '../../src/conversation/advance.ts';
import type { Conversation } from '../../src/conversation/conversation.ts';
import type { ChannelName, Content } from '../../src/conversation/message.ts';
import type { Setting } from '../../src/conversation/model.ts';
import type { Done } from '../../src/conversation/walk.ts';
import { WITH_BUTTONS } from './talk.ts';

/** A message of ours as it stands on a screen. */
interface Message {
  buttons: string[];
  /** It is a question and nothing else, so another question may take its place. */
  isQuestion: boolean;
}

/** What a person sees of a chat, the newest message last. */
export type Screen = readonly Message[];

/** The setting of a channel, where one reply shows a number of options that can be stored. */
export function settingOf(channel: ChannelName): Setting {
  const can = CAPABILITIES[channel];
  return { ...WITH_BUTTONS, channel, can: { ...can, options: Math.min(can.options, 1000) } };
}

/** The channels that take messages away at a quick exit. */
const CLEARS: readonly ChannelName[] = ['telegram', 'web-chat'];

/** The screen after a turn. `pressed`: the button by which it began, if that is how. */
export function shownAfter(screen: Screen, { channel, can }: Setting, turn: Done, pressed?: string): Screen {
  const isCleared = CLEARS.includes(channel) && turn.replies.some(({ kind }) => kind === 'clear');
  const before = isCleared ? [] : screen;
  const isQuestion = 'edits' in can && turn.asksOnly;
  const fresh = turn.replies.flatMap((reply): Message[] => {
    if (reply.kind === 'clear') return [];
    const listen =
      'audio' in reply && reply.audio !== undefined && reply.kind !== 'audio' ? [reply.audio.listen.id] : [];
    return [
      { buttons: [...listen, ...(reply.kind === 'choice' ? reply.options.map(({ id }) => id) : [])], isQuestion },
    ];
  });
  const newest = before.at(-1);
  const replaces = isQuestion && newest?.isQuestion && pressed !== undefined && newest.buttons.includes(pressed);
  return [...(replaces ? before.slice(0, -1) : before), ...fresh];
}

/** Every button that can still be seen, once; where options are numbered, every one that a number still stands for. */
export const buttonsOn = (screen: Screen, c: Conversation, { can }: Setting): string[] => [
  ...new Set(can.buttons ? screen.flatMap(({ buttons }) => buttons) : Object.values(c.numbers.buttons)),
];

/** What a person does who presses a button, or types its number; undefined where it has no number any more. */
export function pressing(button: string, c: Conversation, { can }: Setting): Input | undefined {
  const heard = (content: Content): Input => ({ kind: 'content', content });
  if (can.buttons) return heard({ kind: 'tap', button });
  const number = Object.entries(c.numbers.buttons).findLast(([, id]) => id === button)?.[0];
  return number === undefined ? undefined : heard({ kind: 'text', text: number });
}
