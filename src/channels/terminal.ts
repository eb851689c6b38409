import type { PushChannel } from '../turn/channel.ts';
import { renderForTerminal } from './terminal-render.ts';

const CLEAR_SCREEN = '\u001b[2J\u001b[3J\u001b[H';

/** The chat in a terminal: options are numbered, and nothing can be sent unless somebody is looking. */
export function createTerminal(write: (text: string) => void): PushChannel {
  return {
    name: 'terminal',
    can: { buttons: false, reminds: false, pulls: false, audio: false },
    async send(_handle, reply) {
      write(`${renderForTerminal(reply) ?? CLEAR_SCREEN}\n\n`);
      return { result: 'sent', externalIds: [] };
    },
  };
}
