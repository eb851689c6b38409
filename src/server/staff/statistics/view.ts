import { html } from 'hono/html';
import { type Content, pilotOf } from '../../../content.ts';
import { QUESTIONS } from '../../../evaluation/indicators.ts';
import { type HalfYear, monthsOf } from '../../../evaluation/periods.ts';
import { formatMonth } from '../../../text/dates.ts';
import type { Texts } from '../../../text/texts.ts';
import type { Html } from '../../html/layout.ts';
import { table } from '../../html/table.ts';
import type { View } from '../../html/view.ts';
import { ALL, type Numbers } from '../../released.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { figureView } from './figure-view.ts';
import { FIGURES } from './figures.ts';

/** The pages of numbers: each answers one question. The first one is about the targets. */
export const PAGES_OF_NUMBERS = ['targets', ...QUESTIONS] as const;
export type PageOfNumbers = (typeof PAGES_OF_NUMBERS)[number];

/** The data that a page of numbers shows. */
export interface Statistics extends Reading {
  question: PageOfNumbers;
  /** The pilots to choose from. */
  pilots: readonly string[];
  /** The one that is shown, or `ALL`. */
  pilot: string;
  /** The half-years to choose from, newest first, and whether each is closed. */
  periods: readonly { name: string; isClosed: boolean }[];
  /** The period as the address of the page has it. */
  period: string;
  /** Undefined: there is no such half-year. */
  numbers: Numbers | undefined;
  demo: boolean;
}

type Say = View<'statistics'>['say'];

export const pathOf = (question: PageOfNumbers): string =>
  question === 'targets' ? '/staff/statistics' : `/staff/statistics/${question}`;

export function statisticsPage(content: Content, language: string, shown: Statistics): Html {
  const { texts } = content.model;
  const say: Say = (key, params) => texts.say(language, `statistics:${key}`, params);
  const { numbers, question, demo } = shown;
  const body = html`${staffBar(texts, language, shown, '/staff/statistics')}
<main${demo ? html` class="watermark"` : ''}>
${demo ? html`<p class="demo">${say('demo')}</p>` : ''}
${questions(say, shown)}
${choice(say, texts, language, shown)}
${numbers === undefined ? html`<p class="notice malformed">${say('noPeriod')}</p>` : answer(content, language, say, shown, numbers)}
</main>`;
  return page(texts, language, `${say(`question.${question}`)} · ${say('title')}`, body, {
    styles: ['statistics.css'],
  });
}

const choiceOf = ({ pilot, period }: Pick<Statistics, 'pilot' | 'period'>) => new URLSearchParams({ pilot, period });

const questions = (say: Say, shown: Statistics): Html =>
  html`<nav class="questions" aria-label="${say('questions')}">${PAGES_OF_NUMBERS.map((one) =>
    one === shown.question
      ? html`<a href="${pathOf(one)}?${choiceOf(shown)}" aria-current="page">${say(`question.${one}`)}</a> `
      : html`<a href="${pathOf(one)}?${choiceOf(shown)}">${say(`question.${one}`)}</a> `,
  )}</nav>`;

function choice(
  say: Say,
  texts: Texts,
  language: string,
  { question, pilots, pilot, periods, period }: Statistics,
): Html {
  const option = (value: string, chosen: boolean, label: string) =>
    html`<option value="${value}"${chosen ? html` selected=""` : ''}>${label}</option>`;
  const names = [...(pilots.length > 1 ? [ALL] : []), ...pilots];
  const label = (name: string) => (name === ALL ? say('all') : texts.say(language, `pilots:${name}.name`));
  return html`<form method="get" action="${pathOf(question)}" class="choice">
<label for="pilot">${say('pilot')}</label>
<select id="pilot" name="pilot">${names.map((name) => option(name, name === pilot, label(name)))}</select>
<label for="period">${say('period')}</label>
<select id="period" name="period">${periods.map(({ name, isClosed }) => {
    const span = say('halfYear', spanOf(name, language));
    return option(name, name === period, isClosed ? span : say('open', { halfYear: span }));
  })}</select>
<button class="button">${say('show')}</button>
</form>`;
}

function answer(content: Content, language: string, say: Say, shown: Statistics, numbers: Numbers): Html {
  const { question } = shown;
  const { halfYear, pilot, state } = numbers;
  const span = spanOf(halfYear.name, language);
  const during =
    pilot === ALL
      ? say('duringAll', span)
      : say('during', { ...span, zoneName: { text: `pilots:${pilot}.zone` as 'pilots:serbia.zone' } });
  const head = html`<h1>${say(`question.${question}`)}</h1><p class="about">${during}</p>`;
  if (question === 'targets')
    return html`${head}${targets(content, language, say, shown, numbers)}${files(say, shown)}`;
  const figures = FIGURES[question].filter(({ rows }) => state === 'closed' || rows === 'months');
  return html`${head}
${notices(say, state)}
${
  state === 'none'
    ? ''
    : html`<p class="about">${say('rule')}</p><p class="about">${say('margin')}</p>
<div class="tables">${figures.map((figure) => figureView(content, language, say, figure, numbers))}</div>`
}${files(say, shown)}`;
}

const NOTICES = { open: 'notClosed', pending: 'pending', none: 'nobody' } as const;
const notices = (say: Say, state: Numbers['state']): Html | '' =>
  state === 'closed' ? '' : html`<p class="notice ${state}">${say(NOTICES[state])}</p>`;

function targets(content: Content, language: string, say: Say, { pilots }: Statistics, numbers: Numbers): Html {
  const { texts } = content.model;
  const named = numbers.pilot === ALL ? pilots : [numbers.pilot];
  const lines = named.map((pilot) => ({
    label: texts.say(language, `pilots:${pilot}.name` as 'pilots:serbia.name'),
    target: pilotOf(content, pilot).targets,
    enrolled: numbers.enrolled.get(pilot),
  }));
  const add = (pick: (line: (typeof lines)[number]) => number | undefined) =>
    lines.reduce((sum, line) => sum + (pick(line) ?? 0), 0);
  const together = {
    label: say('targets.together'),
    target: { people: add(({ target }) => target.people), women: add(({ target }) => target.women) },
    enrolled: { people: add(({ enrolled }) => enrolled?.people), women: add(({ enrolled }) => enrolled?.women) },
  };
  const all = lines.length > 1 ? [...lines, together] : lines;
  const exact = (number: number | undefined) =>
    number === undefined ? { shows: say('openYet'), mark: 'unsaid' } : html`<span class="figure">${number}</span>`;
  return html`${notices(say, numbers.state)}
<section aria-labelledby="targets"><h2 id="targets">${say('targets.title')}</h2>
<p class="about" id="about-targets">${say('targets.about')}</p>
${table({
  labelledBy: 'targets',
  describedBy: 'about-targets',
  columns: [
    { name: 'value', label: say('pilot') },
    { name: 'number', label: say('targets.enrolled') },
    { name: 'target', label: say('column.target') },
    { name: 'women', label: say('column.women') },
    { name: 'target', label: say('column.target') },
  ],
  rows: all.map(({ label, target, enrolled }) => ({
    cells: [label, exact(enrolled?.people), String(target.people), exact(enrolled?.women), String(target.women)],
  })),
})}</section>`;
}

function files(say: Say, shown: Statistics): Html {
  const to = choiceOf(shown);
  return html`<p class="files"><a class="button plain" href="/staff/statistics.csv?${to}" download>${say('csv')}</a>
<a class="button plain" href="/staff/statistics.json?${to}" download>${say('json')}</a>
<a class="button plain" href="/staff/statistics-codebook.csv" download>${say('codebook')}</a></p>`;
}

/** The first and the last month of a half-year. */
function spanOf(name: HalfYear['name'], language: string): { from: string; to: string } {
  const [from = '', to = ''] = [monthsOf(name).at(0), monthsOf(name).at(-1)];
  return { from: formatMonth(from, language), to: formatMonth(to, language) };
}
