import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import type { Refusal } from '../../../turn/office/counter/book.ts';
import { type Choices, TICKED } from '../../../turn/office/counter/wanted.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import { languageOf, topicOf } from '../../html/appointment.ts';
import { field, hidden, selectField, ticksField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { empty, wrong } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { freeDay, type NamedDay, namedTime } from '../desk/free-times.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** The data that the page to book shows. */
export interface Counter extends Reading {
  /** The part of the address that leads to the person; null without a chat. */
  handle: string | null;
  pilot: string;
  zone: string;
  /** The pilots of the reader, where they can choose one. */
  pilots: readonly string[];
  choices: Choices;
  /** What stands in the form. */
  typed: Typed;
  faults: Faults;
  refused: Refusal | null;
  /** The free times; null before they are asked for. */
  days: NamedDay[] | null;
}

/** The page on which staff book for a person, or for somebody without a chat: first the wishes, then the free times. */
export function counterPage(texts: Texts, language: string, counter: Counter): Html {
  const view = viewOf(texts, language, 'counter');
  const { say, show } = view;
  const { handle, refused, faults, days } = counter;
  const title = say(handle === null ? 'title' : 'personTitle');
  const body = html`${staffBar(texts, language, counter, handle === null ? '/staff/today' : '/staff/people', title)}
<main class="narrow counter">
${refused === null ? '' : wrong(say(`refused.${refused}`))}${Object.keys(faults).length === 0 ? '' : wrong(show({ text: 'faults:check' }))}
${handle === null ? '' : html`<p><a href="/staff/people/${handle}">${say('card')}</a></p>`}
<p class="about">${say(handle === null ? 'about' : 'personAbout')}</p>
${pilotLinks(view, counter)}
${wishes(view, counter)}
${days === null ? '' : times(view, counter, days)}
</main>`;
  return page(texts, language, title, body, { styles: ['forms.css', 'desk.css', 'counter.css'] });
}

const addressOf = ({ handle }: Counter): string =>
  handle === null ? '/staff/counter' : `/staff/people/${handle}/book`;

/** The links to the other pilots of the reader, whose topics differ. */
const pilotLinks = ({ say, show }: View<'counter'>, { pilots, pilot }: Counter): Html | '' =>
  pilots.length < 2
    ? ''
    : html`<nav class="filter" aria-label="${say('pilot')}"><ul role="list">${pilots.map((name) => html`<li><a href="/staff/counter?pilot=${name}"${name === pilot ? html` aria-current="true"` : ''}>${show({ text: `pilots:${name}.name` })}</a></li>`)}</ul></nav>`;

/** The form that asks for the free times. It changes nothing, so its values stand in the address. */
function wishes(view: View<'counter'>, counter: Counter): Html {
  const { say, texts, language } = view;
  const { choices, typed, pilot, handle } = counter;
  const staff = viewOf(texts, language, 'staff');
  const options = {
    topic: choices.topics.map((value) => ({ value, label: topicOf(staff, value) })),
    language: choices.languages.map((value) => ({ value, label: languageOf(staff, value) })),
    mode: choices.modes.map((value) => ({ value, label: say(`modes.${value}`) })),
  };
  const select = (id: 'topic' | 'language' | 'mode') => {
    const [value = ''] = typed[id] ?? [];
    return selectField({
      ...{ id, label: say(id), options: options[id], value, required: true },
      ...faultOf(view, counter, id),
    });
  };
  const ticks = TICKED.map((value) => ({ value, label: say(`wish.${value}`) }));
  const values = typed.wish ?? [];
  return html`<form method="get" action="${addressOf(counter)}" class="card">${handle === null ? hidden({ pilot }) : ''}
${select('topic')}
${select('language')}
${select('mode')}
${ticksField({ ...{ id: 'wish', label: say('wishes'), options: ticks, values }, ...faultOf(view, counter, 'wish') })}
<button class="button">${say('search')}</button></form>`;
}

/** The free times, and what else is needed to book one of them. */
function times(view: View<'counter'>, counter: Counter, days: readonly NamedDay[]): Html {
  const { say, show, texts, language } = view;
  const { typed, zone, pilot, handle } = counter;
  const staff = viewOf(texts, language, 'staff');
  const title = html`<h2 id="times">${say('times')} <span class="about">(${show({ text: `pilots:${pilot}.zone` })})</span></h2>`;
  if (days.length === 0) return html`<section aria-labelledby="times">${title}${empty(say('none'))}</section>`;
  const [chosen] = typed.time ?? [];
  const list = days.map(({ date, slots }, at) =>
    freeDay(
      staff,
      { name: 'free', look: 'others', open: OPEN_DAYS },
      date,
      slots.map((slot) => namedTime(staff, slot, zone, chosen)),
      at,
    ),
  );
  const { fault } = faultOf(view, counter, 'time');
  return html`<section aria-labelledby="times">${title}
<form method="post" action="${addressOf(counter)}" class="appointment">${hidden({ ...(handle === null && { pilot }), ...wanted(typed) })}
<fieldset${fault === undefined ? '' : html` aria-describedby="time-fault"`}><legend class="unseen">${say('times')}</legend>${fault === undefined ? '' : html`<p class="fault" id="time-fault">${fault}</p>`}${list}</fieldset>
${typed.mode?.[0] === 'phone' ? field({ ...{ id: 'phone', label: say('phone'), hint: say('phoneHint'), autocomplete: 'off', ltr: true, required: true, most: 40 }, ...{ value: typed.phone?.[0] ?? '', ...faultOf(view, counter, 'phone') } }) : ''}
${handle === null ? agreed(view, counter) : ''}
<button class="button">${say('book')}</button></form></section>`;
}
/** How many days are open at first. */
const OPEN_DAYS = 3;

/** The box that says that somebody without a chat agreed to what is kept. */
function agreed(view: View<'counter'>, counter: Counter): Html {
  const { fault } = faultOf(view, counter, 'agreed');
  const isTicked = counter.typed.agreed !== undefined;
  return html`<div><label class="tick"><input type="checkbox" name="agreed" value="yes" required${isTicked ? html` checked` : ''}${fault === undefined ? '' : html` aria-invalid="true" aria-describedby="agreed-fault"`}> ${view.say('agreed')}</label>${fault === undefined ? '' : html`<p class="fault" id="agreed-fault">${fault}</p>`}</div>`;
}

/** What was looked for, which is sent along with the time that is booked. */
const wanted = ({ topic = [], language = [], mode = [], wish = [] }: Typed) => ({ topic, language, mode, wish });

function faultOf({ show }: View<'counter'>, { faults }: Counter, name: string): { fault?: string } {
  const fault = faults[name];
  return fault === undefined ? {} : { fault: show(fault) };
}
