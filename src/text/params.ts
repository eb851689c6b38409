import { hasRightToLeft, isolate } from './bidi.ts';
import { cleanInput } from './clean.ts';
import { dayLabel, formatDate, formatDateTime, formatTime, momentLabel } from './dates.ts';
import type { TextKey } from './keys.ts';
import { intlLocale } from './locale.ts';

/**
 * A value for a placeholder of a text. Times are epoch milliseconds with an IANA zone, dates are ISO, `text` is a key.
 */
export type Param =
  | string
  | number
  | { date: string }
  /** A date, short enough for a button. */
  | { day: string }
  | { time: number; zone: string }
  | { dateTime: number; zone: string }
  /** Day and time, short enough for a row of a list. */
  | { moment: number; zone: string }
  | { text: TextKey }
  | { list: Param[] };

/** The language of the text around the parameters, and how that language says a key. */
export interface Surroundings {
  tag: string;
  direction: 'ltr' | 'rtl';
  say: (key: string) => string;
}

/**
 * Renders one parameter for a text: cleaned, and isolated where its direction could differ from the text's. A
 * right-to-left text isolates every parameter, because phone numbers, times and ranges come apart in it.
 */
export function renderParam(param: Param, around: Surroundings): string {
  // The items are isolated, the words between them belong to the text.
  if (typeof param === 'object' && 'list' in param) {
    return new Intl.ListFormat(intlLocale(around.tag)).format(param.list.map((item) => renderParam(item, around)));
  }
  const plain = renderPlain(param, around);
  return around.direction === 'rtl' || hasRightToLeft(plain) ? isolate(plain) : plain;
}

function renderPlain(param: Exclude<Param, { list: Param[] }>, { tag, say }: Surroundings): string {
  if (typeof param === 'string') return cleanInput(param);
  if (typeof param === 'number') return String(param);
  if ('date' in param) return formatDate(param.date, tag);
  if ('day' in param) return dayLabel(param.day, tag);
  if ('time' in param) return formatTime(param.time, param.zone, tag);
  if ('dateTime' in param) return formatDateTime(param.dateTime, param.zone, tag);
  if ('moment' in param) return momentLabel(param.moment, param.zone, tag);
  return say(param.text);
}
