import { leaveApp } from '../people/apps.ts';
import { newId } from '../world.ts';
import type { Action } from './action.ts';

/** Who writes, after a long silence: several people may use one phone. */

export const known: Action = async () => ({ outcome: 'done', person: { away: false } });

/** The person keeps everything, and loses this app; a day long, the button in it gives it back. */
export const leave: Action = async ({ world, q, person, key, contact, firstReply }) => {
  const undo = newId(world);
  const after = async () => {
    await leaveApp(world, q, { person, key, contact: contact.id, firstReply }, undo);
    return [];
  };
  return { outcome: 'done', set: { undo }, after };
};
