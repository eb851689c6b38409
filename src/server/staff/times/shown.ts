import type { OwnCalendar } from '../../../store/calendars.ts';
import type { Counsellor } from '../../../store/counsellors.ts';
import type { WorkingTimes } from '../../../store/supply.ts';
import type { Made } from '../../../turn/office/times.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import type { View } from '../../html/view.ts';
import type { Reading } from '../frame.ts';

/** The data that the pages of working times show. */

/** A counsellor whose times somebody of the staff may change, with their name. */
export type Named = Omit<Counsellor, 'name'> & { name: string };

/** A line of the list of counsellors: whether people can book them at all. */
export interface Line {
  one: Named;
  /** How many weekdays have hours. */
  days: number;
  /** Their next absence, or the one that they are in. */
  absence: { fromAt: number; toAt: number } | null;
  zone: string;
}

/** The notices after a change of times; a text of each is at `notice`. */
export const TIMES_NOTICES = ['saved', 'made', 'gone'] as const;
export type TimesNotice = (typeof TIMES_NOTICES)[number];
export const isTimesNotice = (name: string | undefined): name is TimesNotice =>
  TIMES_NOTICES.some((one) => one === name);

/** The weekdays in their order, 1 Monday ... 7 Sunday. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** The forms of the page; each posts its name as `do`. */
export const FORMS = ['week', 'day', 'absence', 'calendar', 'feed'] as const;
export type Form = (typeof FORMS)[number];

/** What was typed into a form that could not be saved, and what is wrong. */
export interface Refused {
  form: Form;
  typed: Typed;
  faults: Faults;
}

/** The data that the page of one counsellor's times shows. */
export interface Times extends Reading {
  one: Named;
  times: WorkingTimes;
  zone: string;
  /** Their own calendar, whose times are not offered. */
  calendar: (Omit<OwnCalendar, 'busyUrl'> & { url: string }) | null;
  feed: 'none' | 'open' | 'discreet';
  refused: Refused | null;
  notice: TimesNotice | null;
  /** What became of the appointments that the saved change has hit. */
  made: Made;
}

/** A form of the page, with what was typed into it before and what is wrong with that. */
export interface Filled {
  view: View<'times'>;
  action: string;
  /** What a field holds: what was typed, or `known`. */
  value(name: string, known?: string): string;
  fault(name: string): { fault: string } | Record<string, never>;
}

export function filled(view: View<'times'>, action: string, form: Form, refused: Refused | null): Filled {
  const typed = refused?.form === form ? refused : null;
  return {
    view,
    action,
    value: (name, known = '') => typed?.typed[name]?.[0] ?? known,
    fault(name) {
      const fault = typed?.faults[name];
      return fault === undefined ? {} : { fault: view.show(fault) };
    },
  };
}

/** The data that the list of counsellors shows. */
export interface Lines extends Reading {
  lines: Line[];
}
