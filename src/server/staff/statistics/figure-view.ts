import { html } from 'hono/html';
import type { Content } from '../../../content.ts';
import { type IndicatorName, indicator, NOT_SAID } from '../../../evaluation/indicators.ts';
import { middle, type Published } from '../../../evaluation/published.ts';
import { baseOf, type Row } from '../../../evaluation/rows.ts';
import { formatMonth } from '../../../text/dates.ts';
import type { TextKey } from '../../../text/keys.ts';
import { languageName } from '../../../text/languages.ts';
import type { Html } from '../../html/layout.ts';
import { type Cell, table } from '../../html/table.ts';
import type { View } from '../../html/view.ts';
import { aboutIndicator, lookup, type Numbers } from '../../released.ts';
import type { Figure } from './figures.ts';

type Say = View<'statistics'>['say'];

interface Column {
  name: string;
  label: string;
  /** The row of numbers that a row of the table shows in this column. */
  row(of: Row): Row;
  shows: 'number' | 'share';
}

/** A table with its picture: bars beside the numbers, so that it reads the same in both directions and in grey. */
export function figureView(content: Content, language: string, say: Say, figure: Figure, numbers: Numbers): Html {
  const [first] = figure.indicators;
  const id = `${figure.rows}-${first}`;
  const about = aboutOf(content, language, say, figure);
  const lines = linesOf(figure, numbers);
  const columns = columnsOf(content, language, say, figure);
  const { numberOf, rateOf } = lookup(numbers);
  const most = Math.max(1, ...lines.flatMap((line) => columns.map(({ row }) => numberOf(row(line)) ?? 0)));
  const cell = (line: Row, { row, shows }: Column): Cell => {
    const shown = row(line);
    if (shows === 'number') return numberCell(say, numberOf(shown), most);
    const share = rateOf(shown);
    if (share !== null)
      return html`<span dir="ltr">${say('share', { percent: share.percent, margin: share.margin })}</span>`;
    return baseOf(shown) === undefined ? '' : { shows: say('tooFew'), mark: 'unsaid' };
  };
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${say(figure.title ?? `indicator.${first}.name`)}</h2>
<div class="about" id="about-${id}">${about}</div>
${table({
  labelledBy: id,
  describedBy: `about-${id}`,
  columns: [{ name: 'value', label: headingOf(say, figure) }, ...columns.map(({ name, label }) => ({ name, label }))],
  rows: lines.map((line) => ({
    cells: [
      labelOf(content, language, say, figure, line),
      ...columns.map((column) => labelled(column.label, cell(line, column))),
    ],
  })),
})}
${figure.middle ? middleView(content, language, say, figure, numbers) : ''}</section>`;
}

/** A cell with its column's name, which a narrow screen shows in it; a screen reader says the column's own heading. */
function labelled(label: string, cell: Cell): Cell {
  if (cell === '') return cell;
  const named = (shows: Html | string) => html`<span class="label" aria-hidden="true">${label}</span>${shows}`;
  return typeof cell === 'object' && 'mark' in cell ? { ...cell, shows: named(cell.shows) } : named(cell);
}

/** The row of each line, of the figure's first indicator. */
function linesOf({ rows, indicators: [first, ...others] }: Figure, numbers: Numbers): Row[] {
  if (rows === 'whole') return [first, ...others].map((name) => ({ indicator: name }));
  const own = numbers.rows.filter((row) => row.indicator === first && !row.women);
  return own.filter(({ month }) => (month !== undefined) === (rows === 'months'));
}

function columnsOf(content: Content, language: string, say: Say, { rows, indicators }: Figure): Column[] {
  const womenToo = indicators.some((name) => indicator(name).cuts.includes('women'));
  if (rows === 'whole') {
    return [
      { name: 'number', label: say('column.number'), row: (line) => line, shows: 'number' },
      ...(womenToo ? [{ name: 'women', label: say('column.women'), row: womenOf, shows: 'number' as const }] : []),
      { name: 'share', label: say('column.share'), row: (line) => line, shows: 'share' },
    ];
  }
  return indicators.flatMap((name): Column[] => {
    const label =
      rows === 'months' || indicators.length > 1 ? aboutIndicator(content, language, name).name : say('column.number');
    const row = (line: Row): Row => ({ ...line, indicator: name });
    const hasWomen = rows === 'values' && indicator(name).cuts.includes('women');
    const hasShare = rows === 'values' && indicator(name).of !== undefined;
    return [
      { name: 'number', label, row, shows: 'number' },
      ...(hasShare ? [{ name: 'share', label: say('column.share'), row, shows: 'share' as const }] : []),
      ...(hasWomen
        ? [
            {
              name: 'women',
              label: say('column.women'),
              row: (line: Row) => womenOf(row(line)),
              shows: 'number' as const,
            },
          ]
        : []),
    ];
  });
}

/** The row of the women in a row. Of those who are here they stand in the table of genders. */
const womenOf = (row: Row): Row =>
  row.indicator === 'active' ? { indicator: 'gender', value: 'woman' } : { ...row, women: true };

function numberCell(say: Say, number: Published | null, most: number): Cell {
  if (number === null) return { shows: say('openYet'), mark: 'unsaid' };
  return html`<span class="figure">${number}</span>${bar(number, most)}`;
}

/** A bar. It is a shape, because our pages forbid inline styles, and the width of a shape is an attribute. */
const bar = (number: number, most: number): Html =>
  html`<svg class="measure" aria-hidden="true" width="100%" height="12"><rect width="${(100 * number) / most}%" height="12"></rect></svg>`;

function aboutOf(content: Content, language: string, say: Say, { rows, indicators }: Figure): Html {
  const [first] = indicators;
  const said = indicators.map((name) => {
    const { name: label, definition } = aboutIndicator(content, language, name);
    const { of } = indicator(name);
    const base =
      of === undefined ? '' : ` (${say('outOf', { of: aboutIndicator(content, language, of as IndicatorName).name })})`;
    return html`<dt>${label}</dt><dd>${definition}${base}</dd>`;
  });
  const unit = say('counts', { unit: say(`unit.${indicator(first).unit}`) });
  if (indicators.length === 1 && rows !== 'whole')
    return html`<p>${aboutIndicator(content, language, first).definition} ${unit}</p>`;
  return html`<p>${unit}</p><details><summary>${say('meaning')}</summary><dl>${said}</dl></details>`;
}

const headingOf = (say: Say, { rows, indicators: [first] }: Figure): string =>
  rows === 'months'
    ? say('column.month')
    : indicator(first).question === 'way'
      ? say('column.step')
      : say('column.what');

function labelOf(content: Content, language: string, say: Say, { rows }: Figure, line: Row): Html | string {
  if (rows === 'whole') return aboutIndicator(content, language, line.indicator).name;
  if (rows === 'months') return formatMonth(line.month ?? '', language);
  return valueName(content, language, say, line);
}

function middleView(
  content: Content,
  language: string,
  say: Say,
  { indicators: [first] }: Figure,
  numbers: Numbers,
): Html {
  const classes = numbers.rows.flatMap(({ indicator: name, value, number }) =>
    name === first && value !== undefined && number !== null ? [{ name: value, number }] : [],
  );
  const found = middle(classes);
  const shown = found === null ? say('tooFew') : valueName(content, language, say, { indicator: first, value: found });
  return html`<p class="middle">${say('middle', { class: String(shown) })}</p>`;
}

/** The name of a value. The answers to questions have theirs in the flows that ask. */
function valueName(
  { model: { texts } }: Content,
  language: string,
  say: Say,
  { indicator: name, value = '' }: Row,
): string {
  if (value === NOT_SAID) return say('notSaid');
  if (name === 'language') return languageName(value, language);
  const key = valueKey(name, value) as TextKey;
  return texts.say(language, key);
}

function valueKey(name: IndicatorName, value: string): string {
  switch (name) {
    case 'gender':
    case 'status':
    case 'education':
    case 'employment':
    case 'children':
      return `${name}:ask.options.${value}`;
    case 'channel':
      return `statistics:channel.${value}`;
    case 'step-shown':
    case 'step-finished':
    case 'plan-made':
    case 'plan-done':
      return `steps:${value}`;
    case 'due-by-reminder':
    case 'missed-by-reminder':
      return `statistics:value.reminder.${value}`;
    case 'rating':
    case 'step-rating':
      return `common:rating.${value}`;
    case 'outcome':
      return `people:programme.is.${value}`;
    default:
      return `statistics:value.${name}.${value}`;
  }
}
