import type { Content } from '../../src/content.ts';
import { listsOf } from '../../src/conversation/lists.ts';
import { readHalfYear } from '../../src/evaluation/periods.ts';
import { type Published, published } from '../../src/evaluation/published.ts';
import { rowsOf } from '../../src/evaluation/rows.ts';
import type { Html } from '../../src/server/html/layout.ts';
import { ALL, type Numbers, type State as StateOfNumbers } from '../../src/server/released.ts';
import { PAGES_OF_NUMBERS, pathOf, type Statistics, statisticsPage } from '../../src/server/staff/statistics/view.ts';
import { START } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { any, every, READERS, YES_AND_NO } from './states.ts';

/** The states of the pages of numbers. */

type State = (content: Content, language: string) => Html;

const served = Object.values(content.pilots);
const [pilot] = served;
const halfYear = readHalfYear('2026-H1', 'Europe/Belgrade');
if (pilot === undefined || halfYear === undefined) throw new Error('there is no pilot');

const numbersOf = (state: StateOfNumbers, number: Published | null, name = 'serbia'): Numbers => ({
  ...{ pilot: name, halfYear, state },
  rows: rowsOf(listsOf(content.model, pilot), '2026-H1').map((row) => ({
    ...row,
    // In an open half-year, the last months are not closed either.
    number: state === 'closed' || (row.month ?? '9') < '2026-04' ? number : null,
  })),
  enrolled: new Map(state === 'closed' ? [['serbia', { people: 46, women: 31 }]] : []),
});

const statisticsOf = (shown: Statistics): State => {
  return (listening, language) => statisticsPage(listening, language, shown);
};

const states = every<Pick<Statistics, 'question' | 'pilots' | 'pilot' | 'numbers'>>({
  question: [...PAGES_OF_NUMBERS],
  pilots: [['serbia'], served.map(({ pilot: name }) => name)],
  pilot: ['serbia', ALL],
  numbers: [
    undefined,
    ...(['none', 'open', 'pending'] as const).map((state) => numbersOf(state, published(10))),
    ...([0, 5, 45] as const).map((number) => numbersOf('closed', published(number))),
    numbersOf('closed', published(45), ALL),
  ],
}).map((shown) =>
  statisticsOf({
    ...shown,
    ...any({ principal: READERS, demo: YES_AND_NO, now: [START], period: ['2026-H1', '2025-H2', '<b>'] }),
    periods: [
      { name: '2026-H2', isClosed: false },
      { name: '2026-H1', isClosed: true },
    ],
  }),
);

export const STATISTICS_PAGE = { at: PAGES_OF_NUMBERS.map((question) => `GET ${pathOf(question)}`), states };
