import { html } from 'hono/html';
import type { KeyIn } from '../../../text/keys.ts';
import type { Param, Texts } from '../../../text/texts.ts';
import { languageOf, type ShownAppointment } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import { done } from '../../html/notice.ts';
import { viewOf } from '../../html/view.ts';
import { fact } from '../desk/brings.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** The data that an appointment on paper shows. */
export interface Paper extends Reading {
  appointment: ShownAppointment;
  /** The language of the paper, and those that it can have (BCP 47). */
  language: string;
  languages: readonly string[];
  /** Where it is, and the address or the link. */
  place: { name: Param; address: Param };
  /** The chats in which the number can be written. */
  chats: { channel: string; address: string }[];
  /** It was booked just now. */
  isNew: boolean;
}

/** An appointment on paper: the number large, when and where, what to bring, and how to cancel. */
export function paperPage(texts: Texts, language: string, paper: Paper): Html {
  const { appointment: a } = paper;
  const { say } = viewOf(texts, language, 'counter');
  const title = say('paper.title');
  const body = html`${staffBar(texts, language, paper, '/staff/today', title)}
<main class="for-paper">
${paper.isNew ? done(say('paper.booked')) : ''}
<p><a href="/staff/appointments/${a.id}">${say('paper.look')}</a></p>
<p class="about">${say('paper.print')}</p>
${languageLinks(texts, language, paper)}
${sheet(texts, paper)}
</main>`;
  return page(texts, language, title, body, { styles: ['desk.css', 'counter.css'] });
}

/** The links to the paper in the languages of the pilot, since some read another one than they speak. */
function languageLinks(texts: Texts, language: string, { appointment: a, language: shown, languages }: Paper): Html {
  const { say } = viewOf(texts, language, 'counter');
  const link = (tag: string) => {
    const { endonym, direction } = texts.language(tag);
    return html`<li><a href="/staff/appointments/${a.id}/paper?language=${tag}" lang="${tag}" dir="${direction}"${tag === shown ? html` aria-current="true"` : ''}>${endonym}</a></li>`;
  };
  return html`<nav class="filter" aria-label="${say('paper.languages')}"><ul role="list">${languages.map(link)}</ul></nav>`;
}

/**
 * The sheet itself, in the language that the person reads. It leaves out what the appointment is about: others may find it.
 */
function sheet(texts: Texts, { appointment: a, language, place, chats }: Paper): Html {
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
${fact(say('paper.where'), html`<bdi>${show(place.name)}</bdi><br><bdi class="lines">${show(place.address)}</bdi>`)}
${fact(say('paper.language'), html`${a.interpreter ? say('paper.interpreter', { language: spoken }) : spoken}`)}
${a.mode === 'in-person' ? fact(say('paper.bring'), html`${say('paper.bringWhat')}`) : ''}
</dl>
${chats.length === 0 ? html`<p>${say('paper.office')}</p>` : html`<p>${say('paper.cancel')}</p><ul role="list">${chats.map(chat)}</ul>`}</section>`;
}
