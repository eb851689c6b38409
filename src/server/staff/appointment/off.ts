import { html } from 'hono/html';
import type { Reason } from '../../../store/changes.ts';
import { OFF_REASONS } from '../../../store/codes.ts';
import type { KeyIn } from '../../../text/keys.ts';
import type { Texts } from '../../../text/texts.ts';
import { languageOf, type ShownAppointment, topicOf } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import { notDone } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { phoneLink } from './view.ts';

/** The data that the question shows whether an appointment is to be called off. */
export interface Leaving extends Reading {
  appointment: ShownAppointment;
  /** The number to call; null when there is none. */
  phone: string | null;
  /** The channel on which the person will hear of it, or why none can tell them. */
  reach: { channel: string } | { reason: Reason };
}

/** The question whether an appointment is to be called off: what it is, and how its person will hear of it. */
export function offPage(texts: Texts, language: string, leaving: Leaving): Html {
  const { appointment: a, phone } = leaving;
  const view = viewOf(texts, language, 'staff');
  const { say, show } = view;
  const zoneName = show({ text: `pilots:${a.pilot}.zone` });
  const body = html`${staffBar(texts, language, leaving, '/staff/today', say('off.title'))}
<main class="appointment">
<h2>${show({ dateTime: a.startAt, zone: a.zone })} <span class="about">(${zoneName})</span></h2>
<p><bdi>${a.counsellorName}</bdi> · <bdi>${a.officeName}</bdi> · ${topicOf(view, a.topic)} · ${languageOf(view, a.language)} · <bdi dir="ltr">${a.reference}</bdi></p>
${told(view, leaving)}
${a.mode === 'phone' && phone !== null ? html`<p>${say('appointment.phone')}: ${phoneLink(phone)}</p>` : ''}
<form method="post" action="/staff/appointments/${a.id}" class="doings"><fieldset class="why"><legend>${say('move.why')}</legend>${OFF_REASONS.map((why) => html`<label><input type="radio" name="why" value="${why}"${why === 'other' ? html` checked` : ''}> ${say(`off.reason.${why}`)}</label>`)}</fieldset>
<button class="button" name="do" value="off">${say('off.button')}</button> <a class="button plain" href="/staff/appointments/${a.id}">${say('off.keep')}</a></form>
</main>`;
  return page(texts, language, say('off.title'), body, { styles: ['desk.css'] });
}

/** How the person will hear of it. */
function told({ say }: View, { reach }: Leaving): Html {
  if ('reason' in reach) return notDone(say('off.cannot', { reason: { text: `staff:untold.reason.${reach.reason}` } }));
  const channel = { text: `channels:${reach.channel as KeyIn<'channels'>}` } as const;
  return html`<p>${say('off.told', { channel })}</p>`;
}
