/** Tuesday, 24 November 2026, 10:00 in Belgrade: a working day on which nothing is special. */
export const START = Date.UTC(2026, 10, 24, 9, 0);

/** In milliseconds, as clocks count. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
