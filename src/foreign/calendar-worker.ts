import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { busyTimes } from '../booking/busy-times.ts';
import { CalendarError } from '../booking/calendar-lines.ts';
import type { CalendarAnswer, CalendarQuestion } from './calendar.ts';

/** More busy times than this in a quarter of a year are not those of one person. */
const MOST_SPANS = 2500;

// Where there are fewer processors than threads, the server comes first. Elsewhere than on Linux, it is the same thread.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

/** A thread that reads calendars. An error that is not the calendar's ends it, and the one who asked is told. */
parentPort?.on('message', (question: CalendarQuestion) => parentPort?.postMessage(answer(question)));

function answer({ file, zone, fromAt, toAt }: CalendarQuestion): CalendarAnswer {
  try {
    const found = busyTimes(new TextDecoder().decode(file), zone, fromAt, toAt);
    return found.spans.length > MOST_SPANS ? { failure: 'too-much', detail: 'times' } : found;
  } catch (error) {
    if (error instanceof CalendarError) return { failure: 'unreadable', detail: 'calendar' };
    throw error;
  }
}
