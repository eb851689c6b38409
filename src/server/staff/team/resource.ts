import { html } from 'hono/html';
import type { ResourceKind } from '../../../store/codes.ts';
import type { Texts } from '../../../text/texts.ts';
import { type KnownResource, LONGEST_NAME, type UseHit } from '../../../turn/office/resources.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import { languageOf, topicOf } from '../../html/appointment.ts';
import { hidden, selectField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { notDone, wrong } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { titleFor } from '../groups/shown.ts';
import { filled, genderField, languageFields, type NamedOffice, nameField, officeField, TEAM } from './form.ts';

/** The data that the page of a room or an interpreter shows. */
export interface OneResource extends Reading {
  pilot: string;
  kind: ResourceKind;
  /** Null while it is added. */
  known: Pick<KnownResource, 'id' | 'name'> | null;
  typed: Typed;
  faults: Faults;
  offices: readonly NamedOffice[];
  languages: readonly string[];
}

/** The page of one room or interpreter, or of a new one. */
export function resourcePage(texts: Texts, language: string, shown: OneResource): Html {
  const view = viewOf(texts, language, 'team');
  const { say, show } = view;
  const { kind, pilot, known } = shown;
  const title = known?.name ?? say(`resources.new.${kind}`, { pilot: { text: `pilots:${pilot}.name` } });
  const action = known === null ? `${TEAM}/add-resource` : `${TEAM}/resources/${known.id}`;
  const form = filled(view, shown.typed, shown.faults);
  const body = html`${staffBar(texts, language, shown, TEAM, title)}
<main class="narrow"><p><a href="${TEAM}">${say('back')}</a></p>
${Object.keys(shown.faults).length === 0 ? '' : wrong(show({ text: 'faults:check' }))}
<form method="post" action="${action}" class="card">${known === null ? hidden({ pilot, kind }) : html`<p class="about">${say('resources.changeAbout')}</p>`}
${nameField(form, LONGEST_NAME)}
${
  kind === 'room'
    ? officeField(form, shown.offices)
    : html`${languageFields(form, shown.languages)}
${genderField(form)}`
}
<button class="button" name="do" value="edit">${known === null ? say(`resources.add.${kind}`) : say('counsellor.save')}</button></form>
${known === null ? '' : html`<form method="post" action="${action}"><p class="about">${say(`resources.removeAbout.${kind}`)}</p><button class="button plain" name="do" value="remove">${say('remove.button')}</button></form>`}
</main>`;
  return page(texts, language, title, body, { styles: ['forms.css'] });
}

/** The appointments that claim a room or an interpreter which a change takes from them. */
export interface UseHits extends Reading {
  known: Pick<KnownResource, 'id' | 'name' | 'kind'>;
  /** The change as it was typed, with the button that was pressed. */
  typed: Typed;
  /** It goes; otherwise it can be kept. */
  isRemoved: boolean;
  hits: (UseHit & { zone: string })[];
}

/** The name of the field that says what becomes of one use. */
export const useField = (owner: string): string => `use-${owner}`;

/** Names the appointments that need a room or an interpreter, and asks who serves them. Nothing has been saved yet. */
export function usesPage(texts: Texts, language: string, shown: UseHits): Html {
  const view = viewOf(texts, language, 'team');
  const { say } = view;
  const { known, hits, typed, isRemoved } = shown;
  const action = `${TEAM}/resources/${known.id}`;
  const title = say('useHit.title', { name: known.name });
  const body = html`${staffBar(texts, language, shown, TEAM, title)}
<main class="narrow">
${notDone(say('useHit.about', { count: hits.length }))}
<form method="post" action="${action}">${hidden({ ...typed, decided: 'yes' })}
<ul role="list" class="rows">${hits.map((use, i) => oneUse(view, use, `use-${i}`, known.kind, isRemoved))}</ul>
<p class="doings"><button class="button">${say('useHit.save')}</button> <a class="button plain" href="${action}">${say('useHit.back')}</a></p></form>
</main>`;
  return page(texts, language, title, body, { styles: ['forms.css'] });
}

function oneUse(
  view: View<'team'>,
  { appointments, meeting, free, owner, zone }: UseHits['hits'][number],
  id: string,
  kind: ResourceKind,
  isRemoved: boolean,
): Html {
  const { say, show, texts, language } = view;
  const staff = viewOf(texts, language, 'staff');
  const [first] = appointments;
  const options = [
    ...free.map((one) => ({ value: one.id, label: say('useHit.other', { name: one.name }) })),
    { value: 'none', label: say(`useHit.none.${kind}`) },
    ...(isRemoved ? [] : [{ value: 'keep', label: say('useHit.keep') }]),
  ];
  const links = appointments.map(
    (a) => html` · <a href="/staff/appointments/${a.id}"><bdi dir="ltr">${a.reference}</bdi></a>`,
  );
  const what =
    meeting === null
      ? html`${topicOf(staff, first?.topic ?? '')} · ${languageOf(staff, first?.language ?? '')}${links}`
      : html`${topicOf(staff, meeting.kind)} · <a href="/staff/groups/${meeting.course ?? meeting.id}"><bdi>${titleFor(view, { of: meeting })}</bdi></a>`;
  const times = viewOf(texts, language, 'times');
  return html`<li class="card"><p id="${id}"><strong>${show({ dateTime: (meeting ?? first)?.startAt ?? 0, zone })}</strong> · ${what}</p>
${meeting === null ? '' : html`<p class="about">${times.say('hit.people', { count: appointments.length })}</p>`}
${free.length > 0 ? '' : notDone(say(`useHit.nobody.${kind}`))}
${selectField({ id: `${id}-what`, name: useField(owner), label: say('useHit.what'), describedBy: id, options })}</li>`;
}
