import { numbered } from '../conversation/numbered.ts';
import type { PushChannel } from '../turn/channel.ts';
import { CAPABILITIES } from './capabilities.ts';

const CLEAR_SCREEN = '\u001b[2J\u001b[3J\u001b[H';

/**
 * The chat in a terminal. Options are numbered, and a reply reaches the person only while they look at the terminal.
 */
export function createTerminal(write: (text: string) => void): PushChannel {
  return {
    name: 'terminal',
    can: CAPABILITIES.terminal,
    async send(_handle, reply) {
      write(`${numbered(reply) ?? CLEAR_SCREEN}\n\n`);
      return { result: 'sent', externalIds: [] };
    },
  };
}
