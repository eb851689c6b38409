import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty, notDone, wrong } from '../../html/notice.ts';
import { table } from '../../html/table.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, staffBar } from '../frame.ts';
import { attendance } from './attendance.ts';
import { addMeetingForm, editForm, newForm } from './forms.ts';
import { type GroupNotice, type GroupShown, type Groups, type NewGroupShown, titleFor } from './shown.ts';

/** The notices that something was not done. */
const NOT_DONE: readonly GroupNotice[] = ['unmarked', 'kept', 'gone'];

const noticed = ({ say }: View<'courses'>, notice: GroupNotice | null, without = 0): Html | '' =>
  notice === null ? '' : (NOT_DONE.includes(notice) ? notDone : done)(say(`notice.${notice}`, { without }));

/** The list of groups. */
export function groupsPage(texts: Texts, language: string, shown: Groups): Html {
  const view = viewOf(texts, language, 'courses');
  const { say, show } = view;
  const columns = (['name', 'kind', 'pilot', 'next', 'left', 'taken', 'counsellor'] as const).map((name) => ({
    name,
    label: say(`column.${name}`),
  }));
  const rows = shown.listed.map(({ group, zone, counsellorName, next, left, taken }) => ({
    cells: [
      html`<a href="/staff/groups/${group.id}"><bdi>${titleFor(view, group)}</bdi></a>`,
      show({ text: `staff:group.${group.of.kind}` }),
      show({ text: `pilots:${group.of.pilot}.name` }),
      next === null ? say('over') : show({ dateTime: next, zone }),
      say('leftOf', { left, all: group.meetings.length }),
      say('takenOf', { taken, places: group.of.places }),
      html`<bdi>${counsellorName}</bdi>`,
    ],
  }));
  const zones = [...new Set(shown.pilots.map((pilot) => show({ text: `pilots:${pilot}.zone` })))].join(', ');
  const body = html`${staffBar(texts, language, shown, '/staff/groups')}
<main>
${noticed(view, shown.notice)}
<p class="about">${say('about')} ${show({ text: 'staff:today.zone', params: { zoneName: zones } })}</p>
<p class="doings">${shown.pilots.map((pilot) => html`<a class="button" href="/staff/groups/new/${pilot}">${say('add', { pilot: { text: `pilots:${pilot}.name` } })}</a> `)}</p>
${rows.length === 0 ? empty(say('none')) : table({ labelledBy: 'content', columns, rows })}
</main>`;
  return page(texts, language, show({ text: 'staff:groups.title' }), body, { styles: ['forms.css'] });
}

/** The page on which a group is added. */
export function newGroupPage(texts: Texts, language: string, shown: NewGroupShown): Html {
  const view = viewOf(texts, language, 'courses');
  const { say, show } = view;
  const { choices, refused } = shown;
  const title = say('add', { pilot: { text: `pilots:${choices.pilot}.name` } });
  const form =
    choices.counsellors.length === 0 ? notDone(show({ text: 'times:list.none' })) : newForm(view, choices, refused);
  const body = html`${staffBar(texts, language, shown, '/staff/groups', title)}
<main class="narrow"><p><a href="/staff/groups">${say('back')}</a></p>
<p class="about">${show({ text: 'staff:today.zone', params: { zoneName: { text: `pilots:${choices.pilot}.zone` } } })}</p>
${refused === null ? '' : wrong(show({ text: 'faults:check' }))}
${form}
</main>`;
  return page(texts, language, title, body, { styles: ['forms.css'] });
}

/** The page of a group: its meetings, who came, and what can be changed. */
export function groupPage(texts: Texts, language: string, shown: GroupShown): Html {
  const view = viewOf(texts, language, 'courses');
  const { say, show } = view;
  const { group, refused, now } = shown;
  const { of, meetings } = group;
  const isOpen = meetings.some(({ cancelled, startAt }) => !cancelled && startAt > now);
  const title = titleFor(view, group);
  const action = `/staff/groups/${group.id}`;
  const body = html`${staffBar(texts, language, shown, '/staff/groups', title)}
<main class="narrow"><p><a href="/staff/groups">${say('back')}</a></p>
${noticed(view, shown.notice, shown.without)}${refused === null ? '' : wrong(show({ text: refused.theirs === undefined ? 'faults:check' : 'knowledge:notice.changed' }))}
<p>${show({ text: `staff:group.${of.kind}` })} · ${show({ text: `pilots:${of.pilot}.name` })} · <bdi>${shown.counsellorName}</bdi> · <bdi>${shown.officeName}</bdi>${shown.roomName === null ? '' : html` · <bdi>${shown.roomName}</bdi>`}${of.womenOnly ? html` <span class="chip">${say('women')}</span>` : ''}</p>
<p>${say('waiting', { count: shown.waiting })} ${show({ text: 'staff:today.zone', params: { zoneName: { text: `pilots:${of.pilot}.zone` } } })}</p>
${meetingTable(view, shown)}
${shown.chosen === null ? '' : attendance(view, shown, shown.chosen)}
${isOpen ? [editForm(view, action, shown), addMeetingForm(view, action, shown)] : ''}
<section aria-labelledby="end-title"><h2 id="end-title">${say('end')}</h2>
${isOpen ? html`<p><a class="button plain" href="${action}/off">${say('offAll')}</a></p>` : ''}
${shown.isEmpty ? html`<form method="post" action="${action}"><p>${say('removeHint')}</p><button class="button plain" name="do" value="remove">${say('remove')}</button></form>` : html`<p class="about">${say('cannotRemove')}</p>`}</section>
</main>`;
  return page(texts, language, title, body, { styles: ['forms.css'] });
}

function meetingTable(view: View<'courses'>, { group, zone, seats, chosen, now }: GroupShown): Html {
  const { say, show } = view;
  const { of, meetings } = group;
  const columns = (['when', 'taken', 'state', 'doing'] as const).map((name) => ({
    name,
    label: say(`column.${name}`),
  }));
  const rows = meetings.map(({ id, startAt, cancelled }) => {
    const isChosen = id === chosen?.meeting.id;
    const when = show({ dateTime: startAt, zone });
    return {
      mark: cancelled ? 'cancelled' : undefined,
      cells: [
        html`<a href="/staff/groups/${group.id}?meeting=${id}#coming"${isChosen ? html` aria-current="true"` : ''}>${when}</a>`,
        say('takenOf', { taken: seats.get(id) ?? 0, places: of.places }),
        cancelled
          ? html`<span class="chip cancelled">${say('state.off')}</span>`
          : say(startAt > now ? 'state.toCome' : 'state.over'),
        cancelled || startAt <= now
          ? '—'
          : html`<a href="/staff/groups/${group.id}/off?meeting=${id}" aria-label="${say('offOne', { when })}">${say('off')}</a>`,
      ],
    };
  });
  return html`<section aria-labelledby="meetings-title"><h2 id="meetings-title">${say('meetings', { count: meetings.length })}</h2>
${table({ labelledBy: 'meetings-title', columns, rows })}</section>`;
}
