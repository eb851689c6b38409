import type { Lists } from '../evaluation/indicators.ts';
import { MOST_ROWS, rowsOf } from '../evaluation/rows.ts';
import { answersTo, type Correctable, questionOf } from './answers.ts';
import type { Finding } from './check.ts';
import { CHANNELS } from './message.ts';
import type { Model } from './model.ts';

/** The lists that the rows of a pilot's numbers come from: what its flows and its folder offer. */
export function listsOf(model: Model, { pilot, languages }: { pilot: string; languages: readonly string[] }): Lists {
  const answers = (name: Correctable): string[] => {
    const question = questionOf(model, pilot, name);
    return question === undefined ? [] : answersTo(question);
  };
  return {
    steps: model.wayOf(pilot),
    languages,
    channels: CHANNELS,
    answers: {
      gender: answers('gender'),
      status: answers('status'),
      education: answers('education'),
      employment: answers('employment'),
      children: answers('children'),
    },
  };
}

/** Whether these lists make more rows than hide people well; a longer way, or a longer list of answers, does. */
export function checkLists(lists: Lists): Finding[] {
  // Every half-year has as many.
  const rows = rowsOf(lists, '2026-H1').length;
  if (rows <= MOST_ROWS) return [];
  return [
    {
      where: 'numbers',
      what: `${rows} numbers would be published; with more than ${MOST_ROWS}, people can be found in them`,
    },
  ];
}
