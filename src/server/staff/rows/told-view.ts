import { html } from 'hono/html';
import type { ToConfirm } from '../../../pilot/facts.ts';
import { linksIn } from '../../../text/links.ts';
import type { Html } from '../../html/layout.ts';
import type { View } from '../../html/view.ts';
import type { Line } from './told.ts';

/** The parts of the pages of facts, services and offices that show a row. */

/** What people are told, a line each; what they are not told is marked. */
export const toldLines = ({ say, show }: View<'knowledge'>, lines: readonly Line[]): Html =>
  lines.length === 0
    ? html`<p class="about">${say('told.nothing')}</p>`
    : html`<ul class="told" role="list" aria-label="${say('told.title')}">${lines.map(
        ({ says, isTold, state }) =>
          html`<li><bdi>${show(says)}</bdi>${state === undefined || state === 'V' ? '' : html` <span class="about">${say(`state.${state}`)}</span>`}${isTold ? '' : html` <span class="chip missed">${say('told.not')}</span>`}</li>`,
      )}</ul>`;

/** The source of a row, with its link, its year and how it stands. */
export function sourceOf(
  { say }: View<'knowledge'>,
  { source, asOf, state }: Pick<ToConfirm, 'state' | 'asOf' | 'source'>,
): Html | '' {
  if (state === undefined && source === undefined) return '';
  const link = source !== undefined && linksIn(source).join() === source && !source.includes('@') ? source : undefined;
  const name =
    link === undefined
      ? html`<bdi>${source ?? say('source.none')}</bdi>`
      : html`<a href="${link.includes('://') ? link : `https://${link}`}" rel="noreferrer" dir="ltr">${link}</a>`;
  const more = [asOf ?? say('source.undated'), ...(state === undefined ? [] : [say(`state.${state}`)])];
  return html`<p class="about">${say('source.label')} ${name} · ${more.join(' · ')}</p>`;
}

/** The texts that a row lacks, as they are added to the file of translations. */
export function lackingTexts({ say, language }: View<'knowledge'>, pilot: string, lacks: readonly string[]): Html | '' {
  if (lacks.length === 0) return '';
  return html`<div class="stale"><p>${say('texts.lacking')}</p>
<pre dir="ltr"><code>locales/${language}/${pilot}.json
${lacks.map((key) => `${key.slice(pilot.length + 1)}\n`)}</code></pre></div>`;
}
