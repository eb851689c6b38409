import { html } from 'hono/html';
import type { TextKey } from '../../../text/keys.ts';
import type { Texts } from '../../../text/texts.ts';
import type { Report } from '../../../turn/actions/report.ts';
import { hidden } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty, wrong } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { pilotLinks } from '../rows/list.ts';
import { whyLines } from '../rows/reasons.ts';
import { lackingTexts, sourceOf, toldLines } from '../rows/told-view.ts';
import { confirmForm, pathOf } from '../rows/view.ts';
import type { Item } from './query.ts';

/** What was done, or was not; a text of each is at `notice`. */
const DONE = ['confirmed', 'dealt'] as const;
type OutdatedNotice = (typeof DONE)[number] | 'changed' | 'faults';
export const isOutdatedNotice = (name: string | undefined): name is (typeof DONE)[number] =>
  DONE.some((one) => one === name);

/** The data of the list of what is to be checked. */
export interface Outdated extends Reading {
  /** The pilot whose list it is, among those of the reader; null where the reader has none. */
  pilot: string | null;
  pilots: string[];
  items: Item[];
  notice: OutdatedNotice | null;
  /** What was typed as the name of who confirms, and for which row where it was missing. */
  by: string;
  missingAt: string | null;
}

/** How a form names reports, as its reader saw them. */
export const seenAs = ({ period, kind, language, what, all }: Report): string =>
  [period, kind, language, what, all].join(' ');

/** The list of what is outdated, unconfirmed or was reported to be wrong. */
export function outdatedPage(texts: Texts, language: string, shown: Outdated): Html {
  const view = viewOf(texts, language, 'knowledge');
  const { say } = view;
  const { pilot, pilots, items, notice } = shown;
  const body = html`${staffBar(texts, language, shown, '/staff/outdated')}
<main class="narrow"><p class="about">${say('about.outdated')}</p>
${notice === null ? '' : noticeOf(view, notice)}
${pilotLinks(view, '/staff/outdated', pilot, pilots)}
${
  items.length === 0 || pilot === null
    ? empty(say('none.outdated'))
    : html`<p>${say('count', { count: items.length })}</p>
<ul role="list" class="rows">${items.map((item, i) => card(view, shown, pilot, item, `item-${i}`))}</ul>`
}
</main>`;
  return page(texts, language, texts.say(language, 'staff:outdated.title'), body, {
    styles: ['forms.css', 'rows.css'],
  });
}

function noticeOf({ say, texts, language }: View<'knowledge'>, notice: OutdatedNotice): Html {
  if (notice === 'faults') return wrong(texts.say(language, 'faults:check'));
  return notice === 'changed' ? wrong(say('notice.changedSince')) : done(say(`notice.${notice}`));
}

function card(view: View<'knowledge'>, shown: Outdated, pilot: string, item: Item, at: string): Html {
  const { say } = view;
  const { name, kind } = namesOf(view, item);
  return html`<li class="card"><h2 id="${at}"><bdi>${name}</bdi> <span class="about">${kind}</span></h2>
${whyLines(view, item.reasons, item.reports)}
${
  item.in === 'chat'
    ? ''
    : html`${toldLines(view, item.in === 'database' ? item.told.lines : item.lines)}
${sourceOf(view, item.source)}`
}
${item.in === 'database' ? lackingTexts(view, pilot, item.told.lacks) : ''}
${item.in === 'folder' ? inFolder(view, pilot, item) : ''}
${
  item.reports.length === 0
    ? ''
    : html`<form method="post" action="/staff/outdated">${hidden({ pilot, seen: item.reports.map(seenAs) })}
<button class="button plain" name="do" value="done" aria-describedby="${at}">${say('dealtButton')}</button></form>`
}
${item.in === 'database' ? inDatabase(view, shown, pilot, item, at) : ''}</li>`;
}

function inDatabase(
  view: View<'knowledge'>,
  { by, missingAt }: Outdated,
  pilot: string,
  { kind, id, version, reasons }: Item & { in: 'database' },
  at: string,
): Html {
  const { say } = view;
  const isByMissing = missingAt === `${kind}/${id}`;
  const form = { id: `by-${at}`, action: '/staff/outdated', by: isByMissing ? '' : by, isByMissing };
  const canConfirm = version !== null && reasons.length > 0;
  return html`${canConfirm ? html`<details${isByMissing ? html` open` : ''}><summary aria-describedby="${at}">${say('confirm.title')}</summary>${confirmForm(view, { ...form, hide: { pilot, kind, id, version } })}</details>` : ''}
<p><a class="button plain" href="${pathOf(kind, pilot, id)}" aria-describedby="${at}">${say('editLink')}</a></p>`;
}

/** What the folder says is confirmed by a command, and committed. */
const inFolder = ({ say }: View<'knowledge'>, pilot: string, { kind, isThere }: Item & { in: 'folder' }): Html =>
  html`<p class="about">${say(isThere ? 'folder.confirm' : 'folder.fill', { file: `flows/pilots/${pilot}/pilot.yaml` })}</p>
${isThere ? html`<pre dir="ltr"><code>npm run saputnik -- facts confirm ${pilot}/${kind} --by NAME</code></pre>` : html`<pre dir="ltr"><code>${kind}:</code></pre>`}`;

/** What an item is called, and what kind of thing it is. */
function namesOf({ say, texts, language }: View<'knowledge'>, item: Item): { name: string; kind: string } {
  if (item.in === 'database') return { name: item.told.name, kind: say(`kind.${item.kind}`) };
  if (item.in === 'folder') return { name: say(`kind.${item.kind}`), kind: '' };
  const step: TextKey = `steps:${item.at}`;
  const name = texts.has(step) ? texts.say(language, step) : item.at;
  return { name, kind: say('kind.chat') };
}
