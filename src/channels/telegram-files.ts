import type { Api } from 'grammy';
import type { PushChannel } from '../turn/channel.ts';
import { readAtMost, TooLargeError } from './read-at-most.ts';
import { outcomeOf } from './telegram-errors.ts';
import type { ApiSignal } from './telegram-intake.ts';

/**
 * Fetches files of people: by their id the Bot API tells a path, at which they can be read for an hour, up to 20 MB
 * (https://core.telegram.org/bots/api#getfile). `root`: the address of the files, with the token and a slash at its end.
 */
export const createFetchFile =
  (api: Api, root: string, clock: () => number): NonNullable<PushChannel['fetchFile']> =>
  async (ref, most, signal) => {
    try {
      const { file_path: path, file_size: bytes } = await api.getFile(ref, signal as ApiSignal);
      if (path === undefined || (bytes ?? 0) > most) return { result: 'never', why: 'too large' };
      // Nothing of a failure is passed on: its address holds the token.
      const response = await fetch(new URL(path, root), { signal }).catch(() => undefined);
      if (response === undefined || response.status >= 500) return { result: 'retry', why: 'network' };
      if (!response.ok || response.body === null) return { result: 'never', why: `Telegram ${response.status}` };
      return { result: 'got', bytes: await readAtMost(response.body, most) };
    } catch (error) {
      if (error instanceof TooLargeError) return { result: 'never', why: 'too large' };
      if (signal.aborted || error instanceof TypeError) return { result: 'retry', why: 'network' };
      return outcomeOf(error, clock());
    }
  };
