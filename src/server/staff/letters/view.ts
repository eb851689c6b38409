import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import { codeOf } from '../../../turn/office/cause.ts';
import { groupOf, type Letter, MOST_LETTERS } from '../../../turn/office/dead-letters.ts';
import { hidden } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty } from '../../html/notice.ts';
import { table } from '../../html/table.ts';
import { viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { codeLine, nameOf, type SystemView } from '../system/view.ts';

/** How many letters one page lists. */
export const ON_A_PAGE = 25;

/** Letters that share queue, channel and cause, as the page shows them. */
export interface Group extends Pick<Letter, 'queue' | 'channel' | 'cause'> {
  count: number;
  /** When the newest of them came (epoch ms). */
  newest: number;
}

/** A letter as the page lists it. */
export type Listed = Pick<Letter, 'name' | 'queue' | 'channel' | 'cause' | 'at' | 'reason'>;

/** What was done just now, and with how many. */
export type LettersNotice = { what: 'retried'; count: number; left: number } | { what: 'dropped'; count: number };

/** The data that the page of what was given up shows. */
export interface LettersShown extends Reading {
  groups: Group[];
  /** Those of one page, whose people are of the reader's pilots. */
  letters: Listed[];
  /** The number of this page, from 1 on, and whether others follow. */
  number: number;
  hasMore: boolean;
  isCut: boolean;
  blocked: number;
  notice: LettersNotice | null;
}

const PATH = '/staff/system/letters';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The page of messages and replies that were given up. It shows no words, no person, and no time but the age. */
export function lettersPage(texts: Texts, language: string, shown: LettersShown): Html {
  const view = viewOf(texts, language, 'system');
  const { say } = view;
  const { groups, isCut, blocked } = shown;
  const title = say('letters.title');
  const body = html`${staffBar(texts, language, shown, '/staff/system', title)}
<main>
${noticeOf(view, shown.notice)}
<p class="about">${say('letters.about')}</p>
${
  groups.length === 0
    ? empty(say('letters.none'))
    : html`<p class="about" id="rule">${say('letters.rule')}</p>
${isCut ? html`<p class="about">${say('letters.cut', { most: MOST_LETTERS })}</p>` : ''}
<section aria-labelledby="causes"><h2 id="causes">${say('letters.byCause')}</h2>${groupTable(view, shown)}</section>
<section aria-labelledby="each"><h2 id="each">${say('letters.each')}</h2><p class="about">${say('letters.eachHint')}</p>${eachTable(view, shown)}</section>`
}
${blocked === 0 ? '' : html`<p class="about">${say('messages.blocked', { count: blocked })}</p>`}
<p><a href="/staff/system">${texts.say(language, 'staff:system.title')}</a></p>
</main>`;
  return page(texts, language, title, body, { styles: ['forms.css', 'system.css'] });
}

function noticeOf({ say }: SystemView, notice: LettersNotice | null): Html | '' {
  if (notice === null) return '';
  const { what, count } = notice;
  if (what === 'dropped') return done(say('letters.dropped', { count }));
  const left = notice.left === 0 ? '' : ` ${say('letters.left', { count: notice.left })}`;
  return done(`${say('letters.retried', { count })}${left}`);
}

function groupTable(view: SystemView, { groups, now }: LettersShown): Html {
  const { say } = view;
  const rows = groups.map((group, i) => ({
    cells: [
      html`<span id="group-${i}">${whatIs(view, group)}: ${group.count}</span>`,
      age(view, now - group.newest),
      say(`letters.cause.${group.cause}`),
      acts(view, { group: groupOf(group) }, `group-${i}`, 'retryAll', 'dropAll'),
    ],
  }));
  return table({
    labelledBy: 'causes',
    describedBy: 'rule',
    columns: columnsOf(view),
    rows,
  });
}

function eachTable(view: SystemView, { letters, number, hasMore, now }: LettersShown): Html {
  const { say } = view;
  const rows = letters.map((one) => ({
    cells: [
      html`<span id="of-${one.name}">${whatIs(view, one)}</span>`,
      age(view, now - one.at),
      html`${say(`letters.cause.${one.cause}`)}${codeLine(view, codeOf(one.reason))}`,
      acts(view, { letter: one.name }, `of-${one.name}`, 'retry', 'drop'),
    ],
  }));
  const list =
    letters.length === 0
      ? empty(say('letters.noneEach'))
      : table({ labelledBy: 'each', columns: columnsOf(view), rows });
  const link = (to: number, label: 'newer' | 'older') =>
    html`<a class="button plain" href="${PATH}?page=${to}">${say(`letters.${label}`)}</a>`;
  return html`${list}${number === 1 && !hasMore ? '' : html`<p>${number === 1 ? '' : link(number - 1, 'newer')} ${hasMore ? link(number + 1, 'older') : ''}</p>`}`;
}

const COLUMNS = ['what', 'age', 'cause', 'act'] as const;
const columnsOf = ({ say }: SystemView) => COLUMNS.map((name) => ({ name, label: say(`letters.column.${name}`) }));

/** What a letter is, and its channel. */
const whatIs = (view: SystemView, { queue, channel }: Pick<Letter, 'queue' | 'channel'>): Html =>
  html`${view.say(`letters.queue.${queue}`)} · ${nameOf(view, channel)}`;

/** An age without the time, by which somebody who knows when a phone was picked up could tell whose it is. */
function age({ say }: SystemView, ms: number): string {
  if (ms < HOUR) return say('letters.young');
  return ms < 2 * DAY
    ? say('letters.hours', { count: Math.floor(ms / HOUR) })
    : say('letters.days', { count: Math.floor(ms / DAY) });
}

/** The buttons of a letter, or of a group of them. */
function acts(
  { say }: SystemView,
  of: Readonly<Record<string, string>>,
  describedBy: string,
  retry: 'retry' | 'retryAll',
  drop: 'drop' | 'dropAll',
): Html {
  const form = (act: 'retry' | 'drop', label: 'retry' | 'retryAll' | 'drop' | 'dropAll') =>
    html`<form method="post" action="${PATH}/${act}">${hidden(of)}<button class="button plain" aria-describedby="${describedBy}">${say(`letters.${label}`)}</button></form>`;
  return html`${form('retry', retry)} ${form('drop', drop)}`;
}
