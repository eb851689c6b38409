import type { Logger } from 'pino';
import type { Meter } from './meter.ts';

const MINUTE = 60_000;
/** So many refusals of one kind within a minute are no accident. */
const MANY = 20;

/** Tells the operator of what was refused: limits that were hit, wrong tokens, roles that do not fit. */
export interface Refusals {
  /** `code`: which kind of refusal; never an address, a name or a token. */
  note(code: string): void;
}

/**
 * Counts each refusal for the metrics. Writes a log line for the first of a kind in a minute, and one with an alert once
 * there are `MANY`, so that a flood of refusals is no flood of lines.
 */
export function createRefusals({ clock, log, meter }: { clock(): number; log: Logger; meter: Meter }): Refusals {
  const minutes = new Map<string, { from: number; count: number }>();
  return {
    note(code) {
      meter.refused(code);
      const now = clock();
      const known = minutes.get(code);
      const minute = known !== undefined && now - known.from < MINUTE ? known : { from: now, count: 0 };
      minutes.set(code, minute);
      minute.count += 1;
      if (minute.count === 1) log.warn({ code }, 'refused');
      if (minute.count === MANY)
        log.warn({ code, count: MANY, alert: 'many-refused' }, 'refused many times in a minute');
    },
  };
}
