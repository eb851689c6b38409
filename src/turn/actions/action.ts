import type { Conversation, Value } from '../../conversation/conversation.ts';
import { hasConsent, type Setting } from '../../conversation/model.ts';
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
  /** The `seq` of this turn's first reply. */
  firstReply: number;
  /** How many of the person's messages wait behind this turn. */
  waiting: number;
  /** The network that the message came from, where it is known. */
  network: string | undefined;
  /** The contact that the person writes from. */
  contact: { id: string; channel: string };
  conversation: Conversation;
  setting: Setting;
  /** The variables that the action reads, as its spec lists them. */
  vars: Record<string, Value | undefined>;
}

/** An action's result, and what it leaves for the end of the turn. */
export interface Outcome extends ActionResult {
  /**
   * Runs once the turn is written, in its transaction: work that changes the person's row or queues other turns of
   * theirs. Returns the ids of people who were forgotten.
   */
  after?: () => Promise<string[]>;
}

export type Action = (act: Act) => Promise<Outcome>;

/** The word in a variable; empty when the variable holds none. */
export const word = (act: Pick<Act, 'vars'>, name: string): string => {
  const value = act.vars[name];
  return typeof value === 'string' ? value : '';
};

/** Whether the person's consent holds. */
export const consents = ({ world, conversation }: Act): boolean => hasConsent(world.content.model, conversation);

/** The pilot that the person chose; undefined when they chose none, or this instance does not serve it. */
export const chosenPilot = (act: Act) =>
  act.conversation.pilot === null ? undefined : act.world.content.pilots[act.conversation.pilot];
