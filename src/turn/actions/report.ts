import { halfYearOf } from '../../evaluation/periods.ts';
import { countTally } from '../../store/events.ts';
import { type Act, chosenPilot } from './action.ts';

/** What people report to the coordinator with a tap: they did not find something, or a fact or a service is wrong. */
const REPORTS = ['not-found', 'wrong-fact', 'wrong-service'] as const;
export type ReportKind = (typeof REPORTS)[number];

/** Counts a report of `what` (a flow, a fact, a service) with its language, and with nothing of the person. */
export async function report(act: Act, kind: ReportKind, what: string): Promise<void> {
  const { q, conversation: c, setting } = act;
  const period = halfYearOf(setting.now, chosenPilot(act)?.zone ?? 'UTC');
  await countTally(q, {
    pilot: c.pilot ?? 'none',
    period,
    kind: [kind, c.language ?? '', what].join('.'),
    demo: setting.demo,
  });
}

/** What was reported, in which language, and how often. */
export interface Report {
  kind: ReportKind;
  language: string;
  what: string;
  count: number;
}

/** The reports among a pilot's counts of a half-year. */
export const reportsAmong = (tallies: readonly { kind: string; count: number }[]): Report[] =>
  tallies.flatMap(({ kind: counted, count }) => {
    const [name, language = '', what = ''] = counted.split('.');
    const kind = REPORTS.find((one) => one === name);
    return kind === undefined ? [] : [{ kind, language, what, count }];
  });
