import { html } from 'hono/html';
import { GROUP_KINDS } from '../../../store/codes.ts';
import type { Group } from '../../../store/groups.ts';
import { languageName } from '../../../text/languages.ts';
import { groupVersion } from '../../../turn/office/groups.ts';
import { field, hidden, type Line, selectField, tickField, ticksField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import type { View } from '../../html/view.ts';
import type { Choices, GroupShown, RefusedGroup } from './shown.ts';

const TITLE = 17;

/** What was typed into a form and what is wrong with it, by the names of the fields. */
function typedInto(view: View<'courses'>, form: RefusedGroup['form'], refused: RefusedGroup | null) {
  const typed = refused?.form === form ? refused : null;
  return {
    isTyped: typed !== null,
    isClosed: typed?.faults.date?.text === 'faults:closed',
    value: (name: string, known = '') => (typed === null ? known : (typed.typed[name]?.[0] ?? '')),
    values: (name: string) => typed?.typed[name] ?? [],
    /** What is wrong with a field, or what somebody else has saved there meanwhile. */
    fault(name: string) {
      const fault = typed?.faults[name];
      if (fault !== undefined) return { fault: view.show(fault) };
      const other = typed?.theirs === undefined ? undefined : keptAt(typed.theirs, name);
      if (other === undefined || other === (typed?.typed[name]?.[0] ?? '')) return {};
      return { fault: view.show({ text: 'knowledge:keptNow', params: { value: other || '—' } }) };
    },
  };
}
/** What is stored of a group at a field. */
function keptAt({ titles, places }: Group['of'], name: string): string | undefined {
  if (name === 'places') return String(places);
  return name.startsWith('title-') ? (titles[name.slice('title-'.length)] ?? '') : undefined;
}
type Filled = ReturnType<typeof typedInto>;

/** One line of a form. `of`: what tells it from a field of the same name in another form of the page. */
const line = (view: View<'courses'>, filled: Filled, name: LineName, more: Partial<Line> = {}, of = ''): Html =>
  field({
    ...{ id: `${name}${of}`, name, label: view.say(`field.${name}`), autocomplete: 'off', value: filled.value(name) },
    ...more,
    ...filled.fault(name),
  });
type LineName = 'date' | 'from' | 'to' | 'last' | 'except' | 'places';

/** A tick that lets a meeting be on a closed day: asked for only where one was typed. */
const closedTick = ({ say }: View<'courses'>, { isClosed, values }: Filled): Html | '' => {
  const ticked = values('althoughClosed').length > 0;
  return isClosed || ticked ? tickField({ id: 'althoughClosed', label: say('field.althoughClosed'), ticked }) : '';
};

/** The fields of what all meetings have in common. */
function shared(
  view: View<'courses'>,
  filled: Filled,
  languages: readonly string[],
  known: { titles: Record<string, string>; places: string; women: boolean },
): Html {
  const { say } = view;
  const title = (tag: string) =>
    field({
      ...{ id: `title-${tag}`, label: say('field.title', { language: languageName(tag, view.language) }), most: TITLE },
      ...{ value: filled.value(`title-${tag}`, known.titles[tag] ?? ''), autocomplete: 'off', required: tag === 'en' },
      ...filled.fault(`title-${tag}`),
    });
  const others = languages.filter((tag) => tag !== 'en');
  return html`${title('en')}<p class="about">${say('field.titleHint')}</p>
<details><summary>${say('field.otherTitles')}</summary>${others.map(title)}</details>
${line(view, filled, 'places', { type: 'number', required: true, value: filled.value('places', known.places) })}
${tickField({ id: 'women', label: say('women'), ticked: filled.isTyped ? filled.values('women').length > 0 : known.women })}`;
}

/** The form of a new group. */
export function newForm(view: View<'courses'>, choices: Choices, refused: RefusedGroup | null): Html {
  const { say, show } = view;
  const filled = typedInto(view, 'new', refused);
  const kinds = GROUP_KINDS.map((kind) => ({ value: kind, label: show({ text: `staff:group.${kind}` }) }));
  const days = ['1', '2', '3', '4', '5', '6', '7'].map((value) => ({ value, label: show({ weekday: Number(value) }) }));
  const none = { value: '', label: '—' };
  return html`<form method="post" action="/staff/groups/new/${choices.pilot}" class="card">
${selectField({ ...{ id: 'kind', label: say('column.kind'), options: kinds, value: filled.value('kind', 'course') }, ...filled.fault('kind') })}
${shared(view, filled, choices.languages, { titles: {}, places: '10', women: false })}
${selectField({ ...{ id: 'counsellor', label: say('column.counsellor'), options: choices.counsellors, value: filled.value('counsellor') }, ...filled.fault('counsellor') })}
${choices.rooms.length === 0 ? '' : selectField({ ...{ id: 'room', label: say('field.room'), options: [none, ...choices.rooms], value: filled.value('room') }, ...filled.fault('room') })}
${line(view, filled, 'date', { type: 'date', required: true })}
${closedTick(view, filled)}
<div class="pair"><div>${line(view, filled, 'from', { type: 'time', required: true })}</div><div>${line(view, filled, 'to', { type: 'time', required: true })}</div></div>
<fieldset><legend>${say('field.series')}</legend><p class="about">${say('field.seriesHint')}</p>
${line(view, filled, 'last', { type: 'date' })}
${ticksField({ ...{ id: 'weekday', label: say('field.weekday'), options: days, values: filled.values('weekday') }, ...filled.fault('weekday') })}
${line(view, filled, 'except', { hint: say('field.exceptHint'), ltr: true })}</fieldset>
<button class="button">${say('save')}</button></form>`;
}

/** The form that changes what all meetings of a group have in common. */
export function editForm(view: View<'courses'>, action: string, { group, languages, refused }: GroupShown): Html {
  const { titles, places, womenOnly } = group.of;
  const known = { titles, places: String(places), women: womenOnly };
  return html`<section aria-labelledby="edit-title"><h2 id="edit-title">${view.say('edit')}</h2>
<form method="post" action="${action}" class="card">
${hidden({ version: groupVersion(group) })}${shared(view, typedInto(view, 'edit', refused), languages, known)}
<button class="button" name="do" value="edit">${view.say('save')}</button></form></section>`;
}

/** The form that adds a meeting. */
export function addMeetingForm(view: View<'courses'>, action: string, { refused }: GroupShown): Html {
  const filled = typedInto(view, 'meeting', refused);
  return html`<section aria-labelledby="add-title"><h2 id="add-title">${view.say('addMeeting')}</h2>
<form method="post" action="${action}" class="card"><p class="about">${view.say('addMeetingHint')}</p>
${line(view, filled, 'date', { type: 'date', required: true, label: view.show({ text: 'times:day.date' }) })}
${closedTick(view, filled)}
<div class="pair"><div>${line(view, filled, 'from', { type: 'time', required: true })}</div><div>${line(view, filled, 'to', { type: 'time', required: true })}</div></div>
<button class="button" name="do" value="meeting">${view.say('addMeeting')}</button></form></section>`;
}
