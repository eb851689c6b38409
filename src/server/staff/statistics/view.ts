import { html } from 'hono/html';
import type { Content } from '../../../content.ts';
import { CHANNELS } from '../../../conversation/message.ts';
import type { Published } from '../../../evaluation/disclosure.ts';
import { type HalfYear, monthsOf, type NoPeriod } from '../../../evaluation/periods.ts';
import { MILESTONE_NAMES, NOT_SAID, type Table } from '../../../evaluation/release.ts';
import { formatMonth } from '../../../text/dates.ts';
import type { TextKey } from '../../../text/keys.ts';
import { languageName } from '../../../text/languages.ts';
import type { Param, Texts } from '../../../text/texts.ts';
import type { Html } from '../../html/layout.ts';
import { type Cell, table } from '../../html/table.ts';
import type { View } from '../../html/view.ts';
import { definitionOf, type Released } from '../../released.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** The data that the page of numbers shows. */
export interface Statistics extends Reading {
  pilots: readonly string[];
  pilot: string;
  periods: { closed: readonly string[]; running: string };
  /** The period as the address of the page has it. */
  period: string | undefined;
  /** `none`: there is no closed half-year yet. */
  found: Released | NoPeriod | { error: 'none' };
  demo: boolean;
}

type Say = View<'statistics'>['say'];

export function statisticsPage(content: Content, language: string, shown: Statistics): Html {
  const { texts } = content.model;
  const say: Say = (key, params) => texts.say(language, `statistics:${key}`, params);
  const { found } = shown;
  const body = html`${staffBar(texts, language, shown, '/staff/statistics')}
<main>
${shown.demo ? html`<p class="demo">${say('demo')}</p>` : ''}
${choice(say, texts, language, shown)}
${'error' in found ? html`<p class="notice ${found.error}">${say(REASONS[found.error])}</p>` : numbers(content, language, say, found)}
</main>`;
  return page(texts, language, say('title'), body, { styles: ['statistics.css'] });
}

const REASONS = { none: 'none', open: 'notClosed', malformed: 'noPeriod' } as const;

function choice(say: Say, texts: Texts, language: string, { pilots, pilot, periods, period }: Statistics): Html {
  const spanOf = (name: string) => say('halfYear', span(name, language));
  const option = (value: string, chosen: boolean, label: string) =>
    html`<option value="${value}"${chosen ? html` selected=""` : ''}>${label}</option>`;
  const { closed, running } = periods;
  const names = closed.includes(running) ? closed : [running, ...closed];
  return html`<form method="get" action="/staff/statistics" class="choice">
<label for="pilot">${say('pilot')}</label>
<select id="pilot" name="pilot">${pilots.map((name) => option(name, name === pilot, texts.say(language, `pilots:${name}.name`)))}</select>
<label for="period">${say('period')}</label>
<select id="period" name="period">${names.map((name) => option(name, name === period, closed.includes(name) ? spanOf(name) : say('open', { halfYear: spanOf(name) })))}</select>
<button class="button">${say('show')}</button>
</form>`;
}

function numbers(content: Content, language: string, say: Say, { pilot, halfYear, release }: Released): Html {
  const { texts } = content.model;
  const { total, tables } = release;
  const targets = content.pilots[pilot]?.targets;
  const women = tables.find(({ by }) => by === 'gender')?.rows.find(({ value }) => value === 'woman');
  const zoneName: Param = { text: `pilots:${pilot}.zone` };
  const during = say('during', { ...span(halfYear.name, language), zoneName });
  const number = (people: Published) => (people === 'suppressed' ? say('suppressed') : String(people));
  const figure = (name: 'total' | 'women', people: Published, target: number | undefined) =>
    html`<div class="figure"><dt>${say(name)}</dt><dd><strong${people === 'suppressed' ? html` class="suppressed"` : ''}>${number(people)}</strong>${target === undefined ? '' : html` <span class="about">${say('target', { target })}</span>`}</dd></div>`;
  const address = `/staff/statistics.csv?${new URLSearchParams({ pilot, period: halfYear.name })}`;
  const about = html`<section aria-labelledby="total"><h2 id="total">${texts.say(language, `pilots:${pilot}.name`)} · ${say('halfYear', span(halfYear.name, language))}</h2>
<dl class="figures">${figure('total', total, targets?.people)}${women === undefined ? '' : figure('women', women.people, targets?.women)}</dl>
<p class="about">${definitionOf(content, language, 'total')} ${during}.</p>`;
  if (total === 0) return html`${about}<p class="notice empty">${say('empty')}</p></section>`;
  if (total === 'suppressed') return html`${about}<p class="notice few">${say('few')}</p></section>`;
  return html`${about}<p class="about">${say('why')}</p>
<p><a class="button plain" href="${address}" download>${say('download')}</a></p></section>
<div class="tables">${tables.map(
    (one) => html`<section aria-labelledby="by-${one.by}"><h2 id="by-${one.by}">${say(`by.${one.by}`)}</h2>
<p class="about" id="about-${one.by}">${definitionOf(content, language, one.by)} ${during}. ${say('outOf', { total })}.</p>
${one.withheld ? html`<p class="notice withheld">${say('withheld')}</p>` : tableOf(texts, language, say, one, total)}</section>`,
  )}</div>`;
}

function tableOf(texts: Texts, language: string, say: Say, { by, rows }: Table, total: number): Html {
  return table({
    labelledBy: `by-${by}`,
    describedBy: `about-${by}`,
    columns: [
      { name: 'value', label: say(`by.${by}`), unseen: true },
      { name: 'people', label: say('people') },
      { name: 'share', label: say('share') },
    ],
    rows: rows.map(({ value, people }) => ({
      cells: [nameOf(texts, language, by, value), ...sharesOf(say, people, total)],
    })),
  });
}

/** A number of people, and their share of all. */
function sharesOf(say: Say, people: Published, total: number): Cell[] {
  if (people === 'suppressed') return [{ shows: say('suppressed'), mark: 'suppressed' }, ''];
  return [String(people), html`<span class="percent" dir="ltr">${percent(people, total)}</span>${bar(people, total)}`];
}

const percent = (people: number, total: number) => `${Math.round((100 * people) / total)}%`;

/** A bar. It is a shape, because our pages forbid inline styles, and the width of a shape is an attribute. */
const bar = (people: number, total: number): Html =>
  html`<svg class="measure" aria-hidden="true" width="100%" height="12"><rect width="${(100 * people) / total}%" height="12"></rect></svg>`;

/** The name of a value; a value that is no longer offered is shown by its code. */
function nameOf(texts: Texts, language: string, by: Table['by'], value: string): Html | string {
  if (value === NOT_SAID) return texts.say(language, 'statistics:notSaid');
  if (by === 'month') return formatMonth(value, language);
  if (by === 'language' && texts.languages.some(({ tag }) => tag === value)) return languageName(value, language);
  const key = nameKey(by, value);
  return key !== undefined && texts.has(key) ? texts.show(language, { text: key }) : html`<bdi>${value}</bdi>`;
}

/** The key of the text that names a value. The answers to questions have theirs in the flows that ask. */
function nameKey(by: Table['by'], value: string): TextKey | undefined {
  switch (by) {
    case 'gender':
      return `gender:ask.options.${value}`;
    case 'status':
      return `status:ask.options.${value}`;
    case 'channel':
      return isOf(CHANNELS, value) ? `statistics:channel.${value}` : undefined;
    case 'milestone':
      return isOf(MILESTONE_NAMES, value) ? `statistics:milestone.${value}` : undefined;
    default:
      return undefined;
  }
}

const isOf = <T extends string>(known: readonly T[], value: string): value is T => known.some((one) => one === value);

/** The first and the last month of a half-year. */
function span(name: HalfYear['name'], language: string): { from: string; to: string } {
  const [from = '', to = ''] = [monthsOf(name).at(0), monthsOf(name).at(-1)];
  return { from: formatMonth(from, language), to: formatMonth(to, language) };
}
