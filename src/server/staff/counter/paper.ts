import { html } from 'hono/html';
import type { KeyIn } from '../../../text/keys.ts';
import { offeredLanguage } from '../../../text/languages.ts';
import type { Param, Texts } from '../../../text/texts.ts';
import { languageOf, type ShownAppointment, topicOf } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import { done } from '../../html/notice.ts';
import { viewOf } from '../../html/view.ts';
import { fact } from '../desk/brings.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** The data that an appointment on paper shows. */
export interface Paper extends Reading {
  appointment: ShownAppointment;
  /** Where it is, and the address or the link. */
  place: { name: Param; address: Param };
  /** The chats in which the number can be written. */
  chats: { channel: string; address: string }[];
  /** It was booked just now. */
  isNew: boolean;
}

/** An appointment on paper, in the language that is spoken at it: the number large, when and where, and how to cancel. */
export function paperPage(texts: Texts, language: string, paper: Paper): Html {
  const { appointment: a } = paper;
  const { say } = viewOf(texts, language, 'counter');
  const title = say('paper.title');
  const body = html`${staffBar(texts, language, paper, '/staff/today', title)}
<main class="for-paper">
${paper.isNew ? done(say('paper.booked')) : ''}
<p><a href="/staff/appointments/${a.id}">${say('paper.look')}</a></p>
<p class="about">${say('paper.print')}</p>
${sheet(texts, offeredLanguage(texts, a.language), paper)}
</main>`;
  return page(texts, language, title, body, { styles: ['counter.css'] });
}

/** The sheet itself, in the language of the person. */
function sheet(texts: Texts, language: string, { appointment: a, place, chats }: Paper): Html {
  const { say, show } = viewOf(texts, language, 'counter');
  const staff = viewOf(texts, language, 'staff');
  const spoken = languageOf(staff, a.language);
  const chat = ({ channel, address }: Paper['chats'][number]) =>
    html`<li>${show({ text: `channels:${channel as KeyIn<'channels'>}` })}: <bdi dir="ltr">${address}</bdi></li>`;
  return html`<section class="paper" lang="${language}" dir="${texts.language(language).direction}" aria-labelledby="paper"><h2 id="paper">${say('paper.heading')}</h2>
${a.demo ? html`<p><strong>${show({ text: 'slot:not-real.text' })}</strong></p>` : ''}
<dl>
${fact(say('paper.number'), html`<bdi dir="ltr" class="number">${a.signUp ?? a.reference}</bdi>`)}
${fact(say('paper.when'), html`${show({ dateTime: a.startAt, zone: a.zone })} (${show({ text: `pilots:${a.pilot}.zone` })})`)}
${fact(say('paper.where'), html`<bdi>${show(place.name)}</bdi><br><bdi>${show(place.address)}</bdi>`)}
${fact(say('paper.topic'), html`${topicOf(staff, a.topic)}`)}
${fact(say('paper.language'), html`${a.interpreter ? say('paper.interpreter', { language: spoken }) : spoken}`)}
</dl>
${chats.length === 0 ? html`<p>${say('paper.office')}</p>` : html`<p>${say('paper.cancel')}</p><ul role="list">${chats.map(chat)}</ul>`}</section>`;
}
