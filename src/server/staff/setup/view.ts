import { html } from 'hono/html';
import { factQuestion, serviceName } from '../../../pilot/shown.ts';
import type { Role } from '../../../store/principal.ts';
import type { Texts } from '../../../text/texts.ts';
import type { Report } from '../../../turn/actions/report.ts';
import { languageOf } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import { table } from '../../html/table.ts';
import { type View, viewOf } from '../../html/view.ts';
import { readersOf, type StaffPath, titleOf } from '../access.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { type Checklist, NEEDED, type Need, SERVER_NEEDED, type ServerNeed } from './query.ts';

/** The data that the page of the checklist shows. */
export interface Setup extends Reading {
  server: Record<ServerNeed, boolean>;
  lists: Checklist[];
}

/** The page that says what the server and each pilot have, and what they lack and how to set it. */
export function setupPage(texts: Texts, language: string, setup: Setup): Html {
  const view = viewOf(texts, language, 'staff');
  const { say, show } = view;
  const { role } = setup.principal;
  const body = html`${staffBar(texts, language, setup, '/staff/setup')}
<main class="narrow"><p class="about">${say('setup.about')}</p>
${checklist(view, role, 'server', say('setup.server'), SERVER_NEEDED, setup.server)}
${setup.lists.map((list) => {
  const name = show({ text: `pilots:${list.pilot}.name` });
  return html`${checklist(view, role, list.pilot, name, NEEDED, list.has)}${reported(view, name, list)}`;
})}
</main>`;
  return page(texts, language, say('setup.title'), body, { styles: ['forms.css'] });
}

/** One checklist with its heading. `of`: a pilot, or the server. */
function checklist<N extends Need | ServerNeed>(
  { say, show }: View,
  role: Role,
  of: string,
  name: string,
  needed: Readonly<Record<N, { href?: StaffPath; command?: string }>>,
  has: Readonly<Record<N, boolean>>,
): Html {
  const needs = Object.keys(needed) as N[];
  const line = (need: N) => {
    const what = say(`setup.need.${need}`);
    if (has[need]) return html`<li><span class="chip arrived">${say('setup.has')}</span> ${what}</li>`;
    return html`<li><span class="chip missed">${say('setup.lacks')}</span> ${what} <span class="how">${how(needed[need])}</span></li>`;
  };
  const how = ({ href, command }: { href?: StaffPath; command?: string }) => {
    if (href !== undefined && readersOf(href).includes(role))
      return html`<a href="${href}">${show({ text: titleOf(href) })}</a>`;
    return command === undefined ? say('setup.askAdmin') : html`<code dir="ltr">${command.replace('PILOT', of)}</code>`;
  };
  const done = needs.filter((need) => has[need]).length;
  return html`<section aria-labelledby="of-${of}"><h2 id="of-${of}">${name}</h2>
<p>${say('setup.done', { done, all: needs.length })}</p>
<ul role="list" class="rows">${needs.map(line)}</ul></section>`;
}

/** What people of a pilot reported with a tap. */
function reported(view: View, name: string, { pilot, period, reports }: Checklist): Html {
  const { say } = view;
  const id = `reports-${pilot}`;
  const rows = reports.map((report) => ({
    cells: [
      say(`setup.reported.${report.kind}`),
      whatOf(view, pilot, report),
      languageOf(view, report.language),
      say('setup.reported.times', { count: report.count }),
    ],
  }));
  const columns = (['kind', 'what', 'language', 'times'] as const).map((column) => ({
    name: column,
    label: say(`setup.reported.column.${column}`),
  }));
  return html`<section aria-labelledby="${id}"><h3 id="${id}">${say('setup.reported.title', { pilot: name, period })}</h3>
${rows.length === 0 ? html`<p>${say('setup.reported.none')}</p>` : table({ labelledBy: id, columns, rows })}</section>`;
}

/** The name of what was reported: of a fact, a service or a step; of any other flow its code. */
function whatOf({ texts, language, show }: View, pilot: string, { kind, what }: Report): Html | string {
  const key = {
    'wrong-fact': factQuestion(pilot, what),
    'wrong-service': serviceName(pilot, what),
    'not-found': `steps:${what}` as const,
  }[kind];
  return texts.raw(language, key) === undefined ? html`<code dir="ltr">${what}</code>` : show({ text: key });
}
