import { html } from 'hono/html';
import type { Reason } from '../../../store/changes.ts';
import { OFF_REASONS } from '../../../store/codes.ts';
import type { Group, Meeting } from '../../../store/groups.ts';
import type { Texts } from '../../../text/texts.ts';
import { hidden } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { notDone } from '../../html/notice.ts';
import { viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { titleFor } from './shown.ts';

/** The data that the question shows whether a meeting, or all that is left of a group, is to be called off. */
export interface GroupLeaving extends Reading {
  group: Group;
  zone: string;
  /** The meetings that would be called off. */
  meetings: Meeting[];
  /** Whether one of several meetings is meant. */
  isOne: boolean;
  /** How many people are signed up, and those who cannot be told now: by reference, and why. */
  people: number;
  untold: { id: string; reference: string; reason: Reason }[];
}

/** The question whether a meeting, or all that is left of a group, is to be called off. */
export function groupOffPage(texts: Texts, language: string, shown: GroupLeaving): Html {
  const view = viewOf(texts, language, 'courses');
  const { say, show } = view;
  const { group, meetings, zone, people, untold } = shown;
  const [first] = meetings;
  const action = `/staff/groups/${group.id}`;
  const reasons = OFF_REASONS.map(
    (why) =>
      html`<label class="tick"><input type="radio" name="why" value="${why}"${why === 'other' ? html` checked` : ''}> ${show({ text: `staff:off.reason.${why}` })}</label>`,
  );
  const body = html`${staffBar(texts, language, shown, '/staff/groups', say('offTitle'))}
<main class="narrow"><p><strong><bdi>${titleFor(view, group)}</bdi></strong></p>
<ul>${meetings.map(({ startAt }) => html`<li>${show({ dateTime: startAt, zone })}</li>`)}</ul>
<p>${say('offPeople', { count: people })}</p>
${
  untold.length === 0
    ? ''
    : html`${notDone(say('offUntold', { count: untold.length }))}<ul>${untold.map(({ id, reference, reason }) => html`<li><a href="/staff/appointments/${id}"><bdi dir="ltr">${reference}</bdi></a>: ${show({ text: `staff:untold.reason.${reason}` })}</li>`)}</ul>`
}
<form method="post" action="${action}" class="card">${hidden(shown.isOne ? { meeting: first?.id ?? '' } : {})}
${shown.isOne ? html`<p class="about">${say('offOneHint')}</p>` : html`<fieldset><legend>${show({ text: 'staff:move.why' })}</legend>${reasons}</fieldset>`}
<p class="doings"><button class="button" name="do" value="${shown.isOne ? 'meeting-off' : 'off'}">${say('offButton')}</button> <a class="button plain" href="${action}">${say('keep')}</a></p></form>
</main>`;
  return page(texts, language, say('offTitle'), body, { styles: ['forms.css'] });
}
