import type { BusyTimes } from '../booking/busy-times.ts';
import { download } from './download.ts';
import { type Failure, ForeignError } from './failure.ts';
import { openWorker } from './worker.ts';

const MEGABYTE = 1024 * 1024;
const SECOND = 1000;

/** A calendar file, and the stretch of time (epoch ms) for which it is read. */
export interface CalendarQuestion {
  file: Uint8Array;
  zone: string;
  fromAt: number;
  toAt: number;
}

/** The busy times, or why there are none to tell. */
export type CalendarAnswer = BusyTimes | { failure: Failure; detail: string };

/** Reads calendars that others keep. */
export interface CalendarReader extends AsyncDisposable {
  /**
   * The busy times in the calendar at an address, within [fromAt, toAt] (epoch ms).
   *
   * @throws ForeignError
   */
  read(address: string, question: Omit<CalendarQuestion, 'file'>, stop: AbortSignal): Promise<BusyTimes>;
}

/** `trusted`: hosts that may be asked though their address is not public, and without encryption. */
export function openCalendarReader(trusted: ReadonlySet<string>): CalendarReader {
  const worker = openWorker<CalendarQuestion, CalendarAnswer>(new URL('./calendar-worker.ts', import.meta.url), {
    // Many times what the largest calendar takes on a machine that does little else.
    milliseconds: 30 * SECOND,
    megabytes: 64,
  });
  return {
    async read(address, question, signal) {
      const limits = { bytes: 2 * MEGABYTE, milliseconds: 15 * SECOND, trusted, signal };
      const file = await download(address, 'text/calendar', limits);
      const answer = await worker.ask({ ...question, file }, signal);
      if ('failure' in answer) throw new ForeignError(answer.failure, answer.detail);
      return answer;
    },
    [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
  };
}
