import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import type { UsesMade } from '../../../turn/office/resources.ts';
import { languageOf, topicOf } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty } from '../../html/notice.ts';
import { table } from '../../html/table.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { noticed, TEAM, type TeamNotice } from './form.ts';
import type { ListedCounsellor, PilotTeam } from './query.ts';

/** The data that the page of the team shows. */
export interface Team extends Reading {
  teams: PilotTeam[];
  notice: TeamNotice | null;
  /** What became of the appointments that needed a room or an interpreter; null where none did. */
  uses: UsesMade | null;
}

/** The page of who and what appointments are made with: counsellors, rooms, interpreters and topics of each pilot. */
export function teamPage(texts: Texts, language: string, shown: Team): Html {
  const view = viewOf(texts, language, 'team');
  const { say, show } = view;
  const body = html`${staffBar(texts, language, shown, TEAM)}
<main>
${noticed(view, shown.notice)}${shown.uses === null ? '' : done(say('useHit.made', shown.uses))}
<p class="about">${say('about')} <a href="/staff/times">${show({ text: 'staff:times.title' })}</a></p>
${shown.teams.map((team) => ofPilot(view, team))}
</main>`;
  return page(texts, language, show({ text: 'staff:team.title' }), body, { styles: ['forms.css'] });
}

function ofPilot(view: View<'team'>, team: PilotTeam): Html {
  const { pilot } = team;
  return html`<section aria-labelledby="of-${pilot}"><h2 id="of-${pilot}">${view.show({ text: `pilots:${pilot}.name` })}</h2>
${counsellors(view, team)}
${resources(view, team)}
${topics(view, team)}</section>`;
}

/** The name of a topic, as pages about appointments show it. */
export const topicName = ({ texts, language }: View<'team'>, id: string): string =>
  topicOf(viewOf(texts, language, 'staff'), id);
const languagesOf = ({ texts, language, show }: View<'team'>, tags: readonly string[]): string =>
  show({ list: tags.map((tag) => languageOf(viewOf(texts, language, 'staff'), tag)) });

function counsellors(view: View<'team'>, { pilot, counsellors: all }: PilotTeam): Html {
  const { say, show } = view;
  const id = `counsellors-${pilot}`;
  const columns = (['name', 'office', 'languages', 'topics', 'ways'] as const).map((name) => ({
    name,
    label: say(`counsellors.column.${name}`),
  }));
  const link = (one: ListedCounsellor) => html`<a href="${TEAM}/counsellors/${one.id}"><bdi>${one.name}</bdi></a>`;
  const present = all.filter(({ endedAt }) => endedAt === null);
  const ended = all.filter(({ endedAt }) => endedAt !== null);
  const rows = present.map((one) => ({
    cells: [
      html`${link(one)}${one.hasHours ? '' : html` <span class="chip missed">${say('counsellors.noHours')}</span>`}`,
      html`<bdi>${one.officeName}</bdi>`,
      languagesOf(view, one.languages),
      one.topics.length === 0
        ? say('counsellors.every')
        : show({ list: one.topics.map((topic) => topicName(view, topic)) }),
      show({ list: one.modes.map((mode) => say(`ways.${mode}`)) }),
    ],
  }));
  return html`<h3 id="${id}">${say('counsellors.title')}</h3>
${rows.length === 0 ? empty(say('counsellors.none')) : table({ labelledBy: id, columns, rows })}
<p class="doings"><a class="button" href="${TEAM}/add-counsellor?pilot=${pilot}" aria-describedby="of-${pilot}">${say('counsellors.add')}</a></p>
${ended.length === 0 ? '' : html`<details><summary aria-describedby="of-${pilot}">${say('counsellors.ended', { count: ended.length })}</summary><ul>${ended.map((one) => html`<li>${link(one)}</li>`)}</ul></details>`}`;
}

function resources(view: View<'team'>, { pilot, resources: all }: PilotTeam): Html {
  const { say } = view;
  const id = `resources-${pilot}`;
  const columns = (['name', 'kind', 'where'] as const).map((name) => ({
    name,
    label: say(`resources.column.${name}`),
  }));
  const rows = all.map((one) => ({
    cells: [
      html`<a href="${TEAM}/resources/${one.id}"><bdi>${one.name}</bdi></a>`,
      say(`resources.${one.kind}`),
      one.kind === 'room' ? html`<bdi>${one.officeName}</bdi>` : languagesOf(view, one.languages),
    ],
  }));
  const add = (kind: 'room' | 'interpreter') =>
    html`<a class="button plain" href="${TEAM}/add-resource?pilot=${pilot}&amp;kind=${kind}" aria-describedby="of-${pilot}">${say(`resources.add.${kind}`)}</a>`;
  return html`<h3 id="${id}">${say('resources.title')}</h3><p class="about">${say('resources.about')}</p>
${rows.length === 0 ? empty(say('resources.none')) : table({ labelledBy: id, columns, rows })}
<p class="doings">${add('room')} ${add('interpreter')}</p>`;
}

function topics(view: View<'team'>, { pilot, topics: all }: PilotTeam): Html {
  const { say } = view;
  const lines = all.map(
    ({ id, minutes, horizonDays }) =>
      html`<li>${topicName(view, id)} <span class="about">${say('topics.line', { minutes, horizonDays })}</span></li>`,
  );
  return html`<h3 id="topics-${pilot}">${say('topics.title')}</h3>
${lines.length === 0 ? empty(say('topics.none')) : html`<ol>${lines}</ol>`}
<p class="doings"><a class="button plain" href="${TEAM}/topics/${pilot}" aria-describedby="of-${pilot}">${say('topics.change')}</a></p>`;
}
