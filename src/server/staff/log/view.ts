import { html } from 'hono/html';
import { DEEDS } from '../../../store/codes.ts';
import type { LogRow } from '../../../store/log.ts';
import type { Texts } from '../../../text/texts.ts';
import { field, selectField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { empty } from '../../html/notice.ts';
import { table } from '../../html/table.ts';
import { viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** An entry as the page shows it. */
export type LogEntry = LogRow & {
  /** The name of who did it; null where nobody was signed in, empty where they are gone. */
  name: string | null;
  /** The name of what it is about; null where only its id is known. */
  about: string | null;
};

/** The data that the page of the log shows. */
export interface Log extends Reading {
  entries: LogEntry[];
  /** The people who can be filtered by, as the log names them, with their names. */
  people: [who: string, name: string][];
  filter: { who: string | undefined; what: string | undefined; reference: string };
  /** The place where older entries go on; null at the end. */
  next: string | null;
  zone: string;
  zoneName: string;
}

const COLUMNS = ['at', 'who', 'what', 'about'] as const;

/** The page of the log, the newest entry first. */
export function logPage(texts: Texts, language: string, log: Log): Html {
  const view = viewOf(texts, language, 'staff');
  const { say, show } = view;
  const { entries, people, filter, next, zone, zoneName } = log;
  const any = { value: '', label: say('log.any') };
  const deeds = DEEDS.map((deed) => ({ value: deed, label: say(`log.deed.${deed}`) }));
  const rows = entries.map(({ at, name, what, about, target, pilot }) => ({
    cells: [
      show({ dateTime: at, zone }),
      html`<bdi>${name === null ? say('log.nobody') : name === '' ? say('log.gone') : name}</bdi>`,
      say(`log.deed.${what}`),
      html`<bdi dir="ltr">${about ?? target}</bdi>${pilot === null ? '' : html` <span class="about">${show({ text: `pilots:${pilot}.name` })}</span>`}`,
    ],
  }));
  const older = new URLSearchParams({ ...given(filter), ...(next === null ? {} : { before: next }) });
  const body = html`${staffBar(texts, language, log, '/staff/log')}
<main>
<p class="about">${say('log.about')} ${say('today.zone', { zoneName })}</p>
<form method="get" action="/staff/log" class="filter" role="search">
<div>${selectField({ id: 'who', label: say('log.who'), options: [any, ...people.map(([value, label]) => ({ value, label }))], value: filter.who ?? '' })}</div>
<div>${selectField({ id: 'what', label: say('log.what'), options: [any, ...deeds], value: filter.what ?? '' })}</div>
<div>${field({ id: 'reference', label: say('appointments.reference'), autocomplete: 'off', value: filter.reference, ltr: true })}</div>
<button class="button">${say('log.filter')}</button></form>
${entries.length === 0 ? empty(say('log.none')) : table({ labelledBy: 'content', columns: COLUMNS.map((name) => ({ name, label: say(`log.column.${name}`) })), rows })}
${next === null ? '' : html`<p><a class="button plain" href="/staff/log?${older}">${say('log.older')}</a></p>`}
</main>`;
  return page(texts, language, say('log.title'), body, { styles: ['forms.css'] });
}

const given = (filter: Log['filter']): Record<string, string> =>
  Object.fromEntries(Object.entries(filter).filter((pair): pair is [string, string] => (pair[1] ?? '') !== ''));
