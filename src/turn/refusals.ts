import type { Logger } from 'pino';
import type { Meter } from './meter.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** So many refusals of one kind within a minute are no accident. */
const MANY = 20;
/** So many bookings or requests of crowds within an hour are more than a few friends on one sofa. */
const MANY_OF_CROWD = 8;

/** Tells the operator of what was refused: limits that were hit, wrong tokens, roles that do not fit; and of crowds. */
export interface Refusals {
  /** `code`: which kind of refusal; never an address, a name or a token. */
  note(code: string): void;
  /** One of many of its kind came from one network. It is not refused, and staff find it on a page of its own. */
  noteCrowd(kind: CrowdKind): void;
}

/** What may come in crowds. */
export type CrowdKind = 'booking' | 'request';

/**
 * Counts each refusal, and each of a crowd, for the metrics. Writes a log line for the first of a kind in a minute (of a
 * crowd: in an hour), and one with an alert once there are many, so that a flood of refusals is no flood of lines.
 */
export function createRefusals({ clock, log, meter }: { clock(): number; log: Logger; meter: Meter }): Refusals {
  const spans = new Map<string, { from: number; count: number }>();
  /** How many of a kind there are by now in its span of time, which begins with the first one. */
  const countOf = (code: string, spanMs: number): number => {
    const now = clock();
    const known = spans.get(code);
    const span = known !== undefined && now - known.from < spanMs ? known : { from: now, count: 0 };
    spans.set(code, span);
    span.count += 1;
    return span.count;
  };
  return {
    note(code) {
      meter.refused(code);
      const count = countOf(code, MINUTE);
      if (count === 1) log.warn({ code }, 'refused');
      if (count === MANY) log.warn({ code, count, alert: 'many-refused' }, 'refused many times in a minute');
    },
    noteCrowd(kind) {
      meter.crowded(kind);
      const code = `crowd ${kind}`;
      const count = countOf(code, HOUR);
      if (count === 1) log.warn({ code }, 'many at once from one network');
      if (count === MANY_OF_CROWD)
        log.warn({ code, count, alert: 'crowd' }, 'very many from one network within an hour');
    },
  };
}
