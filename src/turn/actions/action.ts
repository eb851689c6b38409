import type { Conversation, Value } from '../../conversation/conversation.ts';
import type { Setting } from '../../conversation/model.ts';
import type { ActionResult } from '../../conversation/walk.ts';
import type { Q } from '../../store/store.ts';
import type { PersonKey } from '../../store/vault.ts';
import type { World } from '../world.ts';

/** One action under way. It runs inside the turn's transaction, so it reads and writes the database and nothing else. */
export interface Act {
  world: World;
  q: Q;
  person: string;
  key: PersonKey;
  /** The number of the first reply that this turn says. */
  firstReply: number;
  /** Where they write from. */
  contact: { id: string; channel: string };
  conversation: Conversation;
  setting: Setting;
  /** What the action's spec says that it reads. */
  vars: Record<string, Value | undefined>;
}

export type Action = (act: Act) => Promise<ActionResult>;

/** A variable that holds a word; empty where it has none. */
export const word = (act: Pick<Act, 'vars'>, name: string): string => {
  const value = act.vars[name];
  return typeof value === 'string' ? value : '';
};

/** The pilot that was chosen, as long as this instance serves it. */
export const chosenPilot = (act: Act) =>
  act.conversation.pilot === null ? undefined : act.world.content.pilots[act.conversation.pilot];
