import { html } from 'hono/html';
import type { Request } from '../../../store/requests.ts';
import type { KeyIn } from '../../../text/keys.ts';
import { languageName } from '../../../text/languages.ts';
import type { Param, Texts } from '../../../text/texts.ts';
import type { Openness } from '../../../turn/office/people/person.ts';
import { chips, languageOf, type ShownAppointment, topicOf } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty, notDone } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { HANDS_OUT } from '../access.ts';
import { broughtFacts, cvFact, fact } from '../desk/brings.ts';
import { dateIn } from '../desk/dates.ts';
import type { Taken } from '../desk/taken.ts';
import { page, proveFirst, type Reading, staffBar } from '../frame.ts';
import { type Inviting, inviteSection } from './invite.ts';
import { type CardNotice, isFailure } from './notice.ts';
import { type Programmes, programmeParts } from './programme.ts';

/** What a person has agreed to, with the time as far as it is known. */
export interface Consents {
  notice: { version: number; language: string; at: number };
  /** Counsellors see plans and strength; counsellors see the CV; the person gets news. */
  plans: boolean;
  cv: boolean;
  news: boolean;
  /** The day (ISO) until which they may be asked what became of them. */
  later: string | null;
}

/** The data that the card of a person shows: never more than the person has agreed to, and no name. */
export interface Card extends Reading {
  /** The part of the address that leads here. */
  handle: string;
  pilot: string;
  zone: string;
  openness: Openness;
  /** The language of the chat (BCP 47). */
  language: string | null;
  /** The channels of the person's apps. */
  apps: string[];
  /** The day (ISO) on which the person wrote last. */
  lastDay: string | null;
  /** What the person shows the team; null where nothing is kept, or nothing may be shown. */
  taken: Taken | null;
  toCome: ShownAppointment[];
  past: ShownAppointment[];
  requests: Request[];
  consents: Consents | null;
  /** Null where nobody can be invited: the person is gone, or what is kept of them is damaged. */
  inviting: Inviting | null;
  /** Null where nothing may be noted of the person. */
  programme: Programmes | null;
  /** The languages of a copy (BCP 47): of the person, and of the country. */
  copies: { own: string; host: string };
  notice: CardNotice | null;
}

/** The card of one person. */
export function cardPage(texts: Texts, language: string, card: Card): Html {
  const view = viewOf(texts, language, 'people');
  const { say } = view;
  const { openness, notice } = card;
  const body = html`${staffBar(texts, language, card, '/staff/people', say('title'))}
<main class="person">
${openness === 'forgotten' || !HANDS_OUT.includes(card.principal.role) ? '' : proveFirst(texts, language, card, `/staff/people/${card.handle}`)}
${notice === null ? '' : (isFailure(notice) ? notDone : done)(say(`notice.${notice}`))}
<p><a href="/staff/people">${say('find.again')}</a></p>
${openness === 'whole' ? '' : notDone(say(openness))}
${openness === 'forgotten' ? '' : [about(view, card), ways(view, card), talks(view, card), card.inviting === null ? '' : inviteSection(texts, language, card.inviting, card), requests(view, card), programmes(view, card), consents(view, card), rights(view, card)]}
</main>`;
  return page(texts, language, say('title'), body, { styles: ['forms.css', 'people.css'] });
}

/** A part of the card with its heading. */
const section = (id: string, title: string, content: Html | Html[]): Html =>
  html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`;

function about({ say, show, language }: View<'people'>, card: Card): Html {
  const apps = card.apps.map((channel): Param => ({ text: `channels:${channel as KeyIn<'channels'>}` }));
  return html`<dl>
${fact(say('pilot'), html`${show({ text: `pilots:${card.pilot}.name` })} <span class="about">(${show({ text: `pilots:${card.pilot}.zone` })})</span>`)}
${fact(say('language'), html`${card.language === null ? '—' : languageName(card.language, language)}`)}
${fact(say('apps'), html`${apps.length === 0 ? say('noApps') : show({ list: apps })}`)}
${card.lastDay === null ? '' : fact(say('lastDay'), html`${show({ fullDate: card.lastDay })}`)}
</dl>`;
}

function ways(view: View<'people'>, { openness, handle, taken }: Card): Html | '' {
  if (openness !== 'whole') return '';
  const staff = viewOf(view.texts, view.language, 'staff');
  const isEmpty =
    taken === null ||
    (taken.done.length + taken.questions.length + taken.plans.length === 0 && !taken.strength && !taken.cv);
  const shown = isEmpty
    ? empty(view.say('way.none'))
    : html`<dl>${broughtFacts(staff, taken)}${taken.cv === null ? '' : cvFact(staff, `/staff/people/${handle}/cv`, taken.cv)}</dl>`;
  return section('way', view.say('way.title'), shown);
}

const programmes = (view: View<'people'>, { programme, handle, now }: Card): Html | '' =>
  programme === null
    ? ''
    : section('programme', view.say('programme.title'), programmeParts(view, { ...programme, handle, now }));

function talks(view: View<'people'>, { toCome, past, openness, handle, pilot }: Card): Html[] {
  const { say, show } = view;
  // Who has not agreed is booked for without a chat, so that nothing more is kept of them.
  const book =
    openness === 'whole'
      ? html`<p><a class="button" href="/staff/people/${handle}/book">${show({ text: 'counter:personTitle' })}</a></p>`
      : html`<p><a href="/staff/counter?pilot=${pilot}">${show({ text: 'counter:link' })}</a></p>`;
  const list = (of: ShownAppointment[]) => html`<ul role="list" class="rows">${of.map((a) => talk(view, a))}</ul>`;
  return [
    section(
      'to-come',
      say('talks.toCome'),
      html`${toCome.length === 0 ? empty(say('talks.noneToCome')) : list(toCome)}${book}`,
    ),
    section('past', say('talks.past'), past.length === 0 ? empty(say('talks.nonePast')) : list(past)),
  ];
}

function talk({ texts, language, show }: View<'people'>, a: ShownAppointment): Html {
  const staff = viewOf(texts, language, 'staff');
  return html`<li><a href="/staff/appointments/${a.id}">${show({ dateTime: a.startAt, zone: a.zone })}</a> ${topicOf(staff, a.topic)} · <bdi>${a.counsellorName}</bdi> · <bdi>${a.officeName}</bdi> · <bdi dir="ltr">${a.reference}</bdi> ${chips(staff, a)}</li>`;
}

function requests(view: View<'people'>, { requests, zone }: Card): Html {
  const { texts, language, say } = view;
  const staff = viewOf(texts, language, 'staff');
  const one = ({ id, at, language: tag, kind }: Request) =>
    html`<li><a href="/staff/requests/${id}">${staff.say(kind === 'complaint' ? 'requests.complaint' : 'requests.one')}</a> ${say('requests.since', { at: { dateTime: at, zone } })} · ${languageOf(staff, tag)}</li>`;
  const title = say('requests.title');
  if (requests.length === 0) return section('requests', title, empty(say('requests.none')));
  return section('requests', title, html`<ul role="list" class="rows">${requests.map(one)}</ul>`);
}

function consents({ say, language }: View<'people'>, { consents: given, zone }: Card): Html | '' {
  if (given === null) return '';
  const { version, at } = given.notice;
  const lines = [
    say('consents.notice', {
      at: { fullDate: dateIn(at, zone) },
      version: String(version),
      language: languageName(given.notice.language, language),
    }),
    given.plans && say('consents.plans'),
    given.cv && say('consents.cv'),
    given.news && say('consents.news'),
    given.later !== null && say('consents.later', { day: { fullDate: given.later } }),
  ].filter((line) => line !== false);
  const list = html`<ul role="list" class="rows">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
  return section('consents', say('consents.title'), list);
}

/** What a person may ask for: to be corrected, to have a copy, to be deleted. */
function rights({ say, language }: View<'people'>, { handle, openness, copies, principal }: Card): Html {
  const here = `/staff/people/${handle}`;
  const copy = (as: string, label: string) =>
    html`<form method="post" action="${here}/copy"><button class="button plain" name="as" value="${as}">${label}</button></form>`;
  const { own, host } = copies;
  const toRead = (as: string, tag: string) => copy(as, say('rights.copy', { language: languageName(tag, language) }));
  const correct =
    openness === 'whole' ? html`<a class="button plain" href="${here}/answers">${say('rights.correct')}</a> ` : '';
  const files =
    openness === 'unreadable'
      ? ''
      : html`<div class="doings">${toRead('own', own)}${host === own ? '' : toRead('host', host)}${copy('json', say('rights.copyJson'))}</div><p class="about">${say('rights.copyHint')}</p>`;
  const acts = HANDS_OUT.includes(principal.role)
    ? html`${files}<p><a class="button plain" href="${here}/erase">${say('rights.erase')}</a></p>`
    : html`<p class="about">${say('rights.others')}</p>`;
  return section(
    'rights',
    say('rights.title'),
    html`<p>${say('rights.about')}</p>${correct === '' ? '' : html`<p>${correct}</p>`}${acts}`,
  );
}
