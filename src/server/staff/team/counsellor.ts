import { html } from 'hono/html';
import { MODES } from '../../../booking/slots.ts';
import type { Texts } from '../../../text/texts.ts';
import { type Known, LONGEST } from '../../../turn/office/counsellors.ts';
import type { Made } from '../../../turn/office/times.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import { field, hidden, ticksField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { notDone, wrong } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { readersOf } from '../access.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { noticed as timesNoticed } from '../times/view.ts';
import {
  type Filled,
  filled,
  genderField,
  languageFields,
  type NamedOffice,
  nameField,
  noticed,
  officeField,
  TEAM,
  type TeamNotice,
} from './form.ts';
import { topicName } from './list.ts';
import type { Hangs } from './query.ts';

/** The form of a counsellor: what it holds, and what can be chosen in it. */
export interface CounsellorForm extends Reading {
  pilot: string;
  typed: Typed;
  faults: Faults;
  offices: readonly NamedOffice[];
  topics: readonly string[];
  guests: readonly string[];
  languages: readonly string[];
}

/** The data that the page of one counsellor shows. */
export interface OneCounsellor extends CounsellorForm {
  known: Pick<Known, 'id' | 'name' | 'endedAt'>;
  /** Names the profile as it is stored. */
  version: string;
  /** What somebody else has saved while this was typed; null where nobody has. */
  theirs: Typed | null;
  zone: string;
  hangs: Hangs;
  notice: TeamNotice | null;
  /** What became of the appointments that a change has hit; null where none was made. */
  made: Made | null;
}

const faulty = ({ show }: View<'team'>, faults: Faults): Html | '' =>
  Object.keys(faults).length === 0 ? '' : wrong(show({ text: 'faults:check' }));

/** The page on which a counsellor is added. */
export function addCounsellorPage(texts: Texts, language: string, shown: CounsellorForm): Html {
  const view = viewOf(texts, language, 'team');
  const { say } = view;
  const title = say('counsellor.new', { pilot: { text: `pilots:${shown.pilot}.name` } });
  const body = html`${staffBar(texts, language, shown, TEAM, title)}
<main class="narrow"><p><a href="${TEAM}">${say('back')}</a></p>
${faulty(view, shown.faults)}
${shown.offices.length === 0 ? notDone(say('counsellor.noOffice')) : ''}
<form method="post" action="${TEAM}/add-counsellor" class="card">${hidden({ pilot: shown.pilot })}
${fields(filled(view, shown.typed, shown.faults), shown)}
<button class="button">${say('counsellors.add')}</button></form></main>`;
  return page(texts, language, title, body, { styles: ['forms.css'] });
}

/** The page of one counsellor: what they offer, their end, and their removal. */
export function counsellorPage(texts: Texts, language: string, shown: OneCounsellor): Html {
  const view = viewOf(texts, language, 'team');
  const { say } = view;
  const { known, made } = shown;
  const action = `${TEAM}/counsellors/${known.id}`;
  const body = html`${staffBar(texts, language, shown, TEAM, known.name)}
<main class="narrow"><p><a href="${TEAM}">${say('back')}</a></p>
${noticed(view, shown.notice)}${made === null ? '' : timesNoticed(viewOf(texts, language, 'times'), 'made', made)}${shown.theirs === null ? faulty(view, shown.faults) : wrong(view.show({ text: 'knowledge:notice.changed' }))}
${known.endedAt === null ? html`<p><a href="/staff/times/${known.id}">${say('counsellor.times')}</a></p>` : ''}
<section aria-labelledby="profile"><h2 id="profile">${say('counsellor.title')}</h2>
<form method="post" action="${action}" class="card"><p class="about">${say('counsellor.about')}</p>
${hidden({ version: shown.version })}${fields(filled(view, shown.typed, shown.faults, shown.theirs), shown)}
<button class="button" name="do" value="edit">${say('counsellor.save')}</button></form></section>
${ending(view, shown, action)}
${removal(view, shown, action)}
</main>`;
  return page(texts, language, known.name, body, { styles: ['forms.css'] });
}

function fields(form: Filled, { offices, topics, guests, languages }: CounsellorForm): Html {
  const { view, value, values, fault } = form;
  const { say, show } = view;
  const ticks = (name: 'topics' | 'modes' | 'guests', options: { value: string; label: string }[], hint?: string) =>
    ticksField({
      ...{ id: name, label: say(`form.${name}`), options, values: values(name) },
      ...{ ...(hint !== undefined && { hint }), ...fault(name, options) },
    });
  const named = topics.map((id) => ({ value: id, label: topicName(view, id) }));
  const ways = MODES.map((mode) => ({ value: mode, label: say(`ways.${mode}`) }));
  const others = guests.map((pilot) => ({ value: pilot, label: show({ text: `pilots:${pilot}.name` }) }));
  return html`${nameField(form, LONGEST.name)}
${officeField(form, offices)}
${genderField(form)}
${languageFields(form, languages)}
${ticks('topics', named, say('form.topicsHint'))}
${ticks('modes', ways)}
${others.length === 0 ? '' : ticks('guests', others, say('form.guestsHint'))}
${field({ ...{ id: 'mail', label: say('form.mail'), hint: say('form.mailHint'), type: 'email', autocomplete: 'off', most: LONGEST.mail }, ...{ value: value('mail'), ...fault('mail') } })}
${field({ ...{ id: 'video', label: say('form.video'), hint: say('form.videoHint'), type: 'url', autocomplete: 'off', ltr: true, most: LONGEST.video }, ...{ value: value('video'), ...fault('video') } })}`;
}

function ending(view: View<'team'>, { known, hangs, zone, principal }: OneCounsellor, action: string): Html {
  const { say, show } = view;
  const toCome = hangs.toCome === 0 ? say('end.none') : say('end.toCome', { count: hangs.toCome });
  const open = hangs.accounts.filter(({ isOpen }) => isOpen);
  const mayShut = readersOf('/staff/accounts').includes(principal.role);
  const account = ({ id, name }: (typeof open)[number]) =>
    html`<li>${say('end.account', { name })} ${mayShut ? html`<a href="/staff/accounts#of-${id}">${say('end.shut')}</a>` : show({ text: 'staff:setup.askAdmin' })}</li>`;
  const isEnded = known.endedAt !== null;
  return html`<section aria-labelledby="end"><h2 id="end">${say('end.title')}</h2>
<p>${isEnded ? notDone(say('end.ended', { when: { dateTime: known.endedAt ?? 0, zone } })) : say('end.about')}</p>
<p>${toCome}</p>
${open.length === 0 ? '' : html`<ul>${open.map(account)}</ul>`}
<form method="post" action="${action}">${isEnded ? html`<button class="button plain" name="do" value="resume">${say('end.resume')}</button>` : html`<button class="button plain" name="do" value="end">${say('end.button')}</button>`}</form></section>`;
}

function removal({ say }: View<'team'>, { hangs }: OneCounsellor, action: string): Html {
  const lines = [
    hangs.appointments > 0 && say('remove.appointments', { count: hangs.appointments }),
    hangs.groups > 0 && say('remove.groups', { count: hangs.groups }),
    hangs.accounts.length > 0 && say('remove.account'),
    hangs.isInvited && say('remove.invited'),
  ].filter((line) => line !== false);
  return html`<section aria-labelledby="removal"><h2 id="removal">${say('remove.title')}</h2>
<p class="about">${say('remove.about')}</p>
${lines.length > 0 ? html`<p>${say('remove.hangs')}</p><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>` : html`<form method="post" action="${action}"><button class="button plain" name="do" value="remove">${say('remove.button')}</button></form>`}</section>`;
}
