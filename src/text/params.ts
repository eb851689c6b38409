import { hasRightToLeft, isolate, isolateNumber, keepRightToLeft } from './bidi.ts';
import { cleanInput } from './clean.ts';
import { dayLabel, formatDate, formatDateTime, formatFullDate, formatTime, momentLabel, weekdayName } from './dates.ts';
import type { TextKey } from './keys.ts';
import { intlLocale } from './locale.ts';

/**
 * A value for a placeholder of a text. Times are epoch milliseconds with an IANA zone, dates are ISO, `text` is a key.
 */
export type Param =
  | string
  | number
  | { date: string }
  /** A date with its year. */
  | { fullDate: string }
  /** A date, short enough for a button. */
  | { day: string }
  /** The name of a weekday: 1 Monday ... 7 Sunday. */
  | { weekday: number }
  | { time: number; zone: string }
  | { dateTime: number; zone: string }
  /** Day and time, short enough for a row of a list. */
  | { moment: number; zone: string }
  /** A telephone number that can be called. */
  | { phone: string }
  /** A mail address, or a website with `https://`. */
  | { link: string }
  /** A text, with the parameters of its own placeholders. */
  | { text: TextKey; params?: Record<string, Param> }
  | { list: Param[] }
  /** Each on a line of its own. */
  | { lines: Param[] }
  /** A name and its value, such as a telephone number. */
  | { name: Param; value: Param };

/** The language of the text around the parameters, and how that language says a key. */
export interface Surroundings {
  tag: string;
  direction: 'ltr' | 'rtl';
  say: (key: string, params?: Record<string, Param>) => string;
}

/**
 * Renders one parameter for a text: cleaned, and isolated where its direction could differ from the text's. A
 * right-to-left text isolates every parameter, because phone numbers, times and ranges come apart in it.
 */
export function renderParam(param: Param, around: Surroundings): string {
  // The parts are isolated, the words between them belong to the text.
  const each = (item: Param) => renderParam(item, around);
  if (typeof param === 'object' && 'list' in param) return listed(param.list.map(each), around);
  if (typeof param === 'object' && 'lines' in param) return param.lines.map(each).join('\n');
  if (typeof param === 'object' && 'name' in param) return `${each(param.name)}: ${each(param.value)}`;
  if (typeof param === 'object' && 'phone' in param) return isolateNumber(cleanInput(param.phone));
  // Its letters keep it together, and some apps would take an isolate for a part of it.
  if (typeof param === 'object' && 'link' in param) return cleanInput(param.link);
  const plain = renderPlain(param, around);
  if (around.direction === 'ltr') return hasRightToLeft(plain) ? isolate(plain) : plain;
  return isolate(typeof param === 'object' && 'text' in param ? keepRightToLeft(plain) : plain);
}

/** Right-to-left scripts get commas alone: the Arabic "and" clings to the next word, and reads as a 9 before a number. */
const listed = (items: string[], { tag, direction }: Surroundings): string =>
  direction === 'rtl' ? items.join('، ') : listFormat(tag).format(items);

const formats = new Map<string, Intl.ListFormat>();

function listFormat(tag: string): Intl.ListFormat {
  const format = formats.get(tag) ?? new Intl.ListFormat(intlLocale(tag));
  formats.set(tag, format);
  return format;
}

type Plain = Exclude<
  Param,
  { list: Param[] } | { lines: Param[] } | { name: Param } | { phone: string } | { link: string }
>;

function renderPlain(param: Plain, { tag, say }: Surroundings): string {
  if (typeof param === 'string') return cleanInput(param);
  if (typeof param === 'number') return String(param);
  if ('date' in param) return formatDate(param.date, tag);
  if ('fullDate' in param) return formatFullDate(param.fullDate, tag);
  if ('day' in param) return dayLabel(param.day, tag);
  if ('weekday' in param) return weekdayName(param.weekday, tag);
  if ('time' in param) return formatTime(param.time, param.zone, tag);
  if ('dateTime' in param) return formatDateTime(param.dateTime, param.zone, tag);
  if ('moment' in param) return momentLabel(param.moment, param.zone, tag);
  return say(param.text, param.params);
}
