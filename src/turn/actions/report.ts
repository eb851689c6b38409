import { halfYearAt } from '../../evaluation/periods.ts';
import { countTally, raiseTally, type Tally } from '../../store/events.ts';
import { note } from '../../store/log.ts';
import type { World } from '../world.ts';
import { type Act, chosenPilot } from './action.ts';

/** What people report to the coordinator with a tap: they did not find something, or a fact or a service is wrong. */
const REPORTS = ['not-found', 'wrong-fact', 'wrong-service'] as const;
export type ReportKind = (typeof REPORTS)[number];

const codeOf = ({ kind, language, what }: Pick<Report, 'kind' | 'language' | 'what'>) =>
  [kind, language, what].join('.');

/** Counts a report of `what` (a flow, a fact, a service) with its language, and with nothing of the person. */
export async function report(act: Act, kind: ReportKind, what: string): Promise<void> {
  const { q, conversation: c, setting } = act;
  const period = halfYearAt(setting.now, chosenPilot(act)?.zone ?? 'UTC').name;
  await countTally(q, {
    pilot: c.pilot ?? 'none',
    period,
    kind: codeOf({ kind, language: c.language ?? '', what }),
    demo: setting.demo,
  });
}

/** The mark before the kind of a count that says how many of these reports a coordinator has dealt with. */
const DONE = 'done.';

/** Reports that nobody has dealt with: of what, in which language, in which half-year, and how many. */
export interface Report {
  kind: ReportKind;
  language: string;
  what: string;
  period: string;
  count: number;
  /** All of them, those that are dealt with too. */
  all: number;
}

/** The reports among a pilot's counts that nobody has dealt with. */
export function reportsAmong(tallies: readonly Tally[]): Report[] {
  const of = (period: string, kind: string) => tallies.find((one) => one.period === period && one.kind === kind);
  return tallies.flatMap(({ kind: counted, count: all, period }) => {
    const [name, language = '', what = ''] = counted.split('.');
    const kind = REPORTS.find((one) => one === name);
    const count = all - (of(period, DONE + counted)?.count ?? 0);
    return kind === undefined || count <= 0 ? [] : [{ kind, language, what, period, count, all }];
  });
}

/**
 * Marks reports as dealt with: as many as the reader saw (`all`), so that newer ones show again. `by`: the log's name of
 * the reader.
 */
export async function dealWith(
  { store, demo, clock }: Pick<World, 'store' | 'demo' | 'clock'>,
  { pilot, by }: { pilot: string; by: string },
  seen: readonly Report[],
): Promise<void> {
  await store.tx(async (q) => {
    for (const { kind, language, what, period, all } of seen)
      await raiseTally(q, { pilot, period, kind: DONE + codeOf({ kind, language, what }), count: all, demo });
    for (const what of new Set(seen.map((one) => one.what)))
      await note(q, { who: by, what: 'reports-done', target: what, pilot, at: clock() });
  });
}
