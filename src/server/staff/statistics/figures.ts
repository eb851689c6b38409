import type { IndicatorName, Question } from '../../../evaluation/indicators.ts';
import type { KeyIn } from '../../../text/keys.ts';

/**
 * A table of a page with its picture. `whole`: a row for each indicator. `values`: a row for each value, which all its
 * indicators have. `months`: a row for each month.
 */
export interface Figure {
  /** The key of its heading; absent where its one indicator names it. */
  title?: `figure.${string}` & KeyIn<'statistics'>;
  rows: 'whole' | 'values' | 'months';
  indicators: readonly [IndicatorName, ...IndicatorName[]];
  /** Says which value the one in the middle has: its values are classes in order. */
  middle?: true;
}

const byValue = (...indicators: Figure['indicators']): Figure => ({ rows: 'values', indicators });

/** What each page shows, a few numbers at a time. Every row that is published stands on one of them. */
export const FIGURES: Readonly<Record<Question, readonly Figure[]>> = {
  who: [
    { title: 'figure.people', rows: 'whole', indicators: ['active', 'new', 'met'] },
    { title: 'figure.months', rows: 'months', indicators: ['active', 'new'] },
    ...(['gender', 'age', 'status', 'language', 'channel'] as const).map((one) => byValue(one)),
    ...(['education', 'employment', 'children'] as const).map((one) => byValue(one)),
  ],
  way: [
    { title: 'figure.way', rows: 'values', indicators: ['step-shown', 'step-finished'] },
    { title: 'figure.plans', rows: 'values', indicators: ['plan-made', 'plan-done'] },
  ],
  appointments: [
    {
      title: 'figure.whole',
      rows: 'whole',
      indicators: [
        ...(['booked', 'confirmed', 'moved', 'moved-by-staff', 'cancelled', 'cancelled-by-staff', 'not-held'] as const),
        ...(['due', 'missed', 'waiting', 'waiting-served'] as const),
      ],
    },
    { title: 'figure.months', rows: 'months', indicators: ['booked', 'due', 'missed'] },
    { ...byValue('lead'), middle: true },
    { title: 'figure.reminders', rows: 'values', indicators: ['due-by-reminder', 'missed-by-reminder'] },
  ],
  humans: [
    { title: 'figure.requests', rows: 'whole', indicators: ['asked', 'asking', 'unanswered'] },
    { ...byValue('answered-within'), middle: true },
    { title: 'figure.months', rows: 'months', indicators: ['asked'] },
  ],
  satisfaction: [
    { title: 'figure.ratings', rows: 'whole', indicators: ['rated'] },
    byValue('rating'),
    byValue('step-rating'),
  ],
  outcomes: [
    byValue('outcome'),
    byValue('outcome-said'),
    { title: 'figure.people', rows: 'whole', indicators: ['left'] },
    byValue('readiness'),
  ],
};
