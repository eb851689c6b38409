import { html } from 'hono/html';
import type { EditedKind } from '../../../store/holdings.ts';
import type { TextKey } from '../../../text/keys.ts';
import type { Texts } from '../../../text/texts.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import type { ShownRow } from './query.ts';
import { pathOf, type RowNotice } from './view.ts';

/** The data of a list of facts, services or offices. */
export interface RowList extends Reading {
  kind: EditedKind;
  /** The pilot whose rows are listed, among those of the reader; null where the reader has none. */
  pilot: string | null;
  pilots: string[];
  rows: ShownRow[];
  notice: RowNotice | null;
}

/** The list of a pilot's facts, services or offices, in groups: by step, by need. */
export function listPage(texts: Texts, language: string, list: RowList): Html {
  const view = viewOf(texts, language, 'knowledge');
  const { say } = view;
  const { kind, pilot, pilots, rows, notice } = list;
  const path = `/staff/${kind}` as const;
  const groups = Map.groupBy(rows, (row) => groupOf(row));
  const body = html`${staffBar(texts, language, list, path)}
<main class="narrow"><p class="about">${say(`about.${kind}`)}</p>
${notice === null || notice === 'changed' || notice === 'faults' ? '' : done(say(`notice.${notice}`))}
${pilotLinks(view, path, pilot, pilots)}
${kind === 'facts' || pilot === null ? '' : html`<p><a class="button" href="${pathOf(kind, pilot, 'new')}">${say(`add.${kind}`)}</a></p>`}
${rows.length === 0 ? empty(say(`none.${kind}`)) : ''}
${[...groups].map(([group, found], i) => groupPart(view, list, group, found, `group-${i}`))}
</main>`;
  return page(texts, language, texts.say(language, `staff:${kind}.title`), body, { styles: ['forms.css', 'rows.css'] });
}

/** The links from a page of one pilot to the same page of the reader's others. */
export const pilotLinks = (
  { say, show }: View<'knowledge'>,
  path: string,
  pilot: string | null,
  pilots: readonly string[],
): Html | '' =>
  pilots.length < 2
    ? ''
    : html`<nav class="pages" aria-label="${say('pilots')}">${pilots.map(
        (one) =>
          html`<a href="${path}?pilot=${one}"${one === pilot ? html` aria-current="page"` : ''}>${show({ text: `pilots:${one}.name` })}</a>`,
      )}</nav>`;

/** The key of the name under which a row is listed; null where the kind has no groups. */
function groupOf({ row }: ShownRow): TextKey | null {
  if ('contacts' in row) return `needs:${row.needs[0] ?? 'work'}` as TextKey;
  return 'step' in row ? `steps:${row.step}` : null;
}

function groupPart(view: View<'knowledge'>, list: RowList, group: TextKey | null, rows: ShownRow[], id: string): Html {
  const { texts, language } = view;
  const items = html`<ul role="list" class="rows">${rows.map((row) => item(view, list, row))}</ul>`;
  if (group === null) return items;
  const name = texts.has(group) ? texts.say(language, group) : (group.split(':')[1] ?? '');
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${name}</h2>${items}</section>`;
}

function item({ say }: View<'knowledge'>, { kind, pilot }: RowList, { id, row, told, reasons }: ShownRow): Html {
  const chip = (words: string) => html` <span class="chip missed">${words}</span>`;
  const isEnded = 'ended' in row && row.ended === true;
  return html`<li><a href="${pathOf(kind, pilot ?? '', id)}"><bdi>${told.name}</bdi></a>${isEnded ? chip(say('ended')) : ''}${
    !isEnded && told.lacks.length > 0 ? chip(say('noText')) : ''
  }${!isEnded && reasons.length > 0 ? chip(say('toCheck')) : ''}${
    'audience' in row && row.audience !== undefined
      ? html` <span class="about">${say('field.professionals')}</span>`
      : ''
  }${'helpline' in row && row.helpline ? html` <span class="about">${say('field.helpline')}</span>` : ''}</li>`;
}
