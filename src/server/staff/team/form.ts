import type { Context } from 'hono';
import { html } from 'hono/html';
import { GENDERS } from '../../../booking/slots.ts';
import { languageName } from '../../../text/languages.ts';
import { tagsIn } from '../../../turn/office/languages.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import type { World } from '../../../turn/world.ts';
import { field, type Option, selectField, ticksField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { done, notDone } from '../../html/notice.ts';
import type { View } from '../../html/view.ts';
import { preferred } from '../../http/language.ts';
import { sorryPage } from '../frame.ts';

/** What the forms of the team's pages share. */

export const TEAM = '/staff/team';
export const FORM_BYTES = 65_536;

/** The notices after a button was pressed; a text of each is at `notice`. */
export const TEAM_NOTICES = ['added', 'hired', 'saved', 'removed', 'resumed', 'hangs', 'gone'] as const;
export type TeamNotice = (typeof TEAM_NOTICES)[number];
const NOT_DONE: readonly TeamNotice[] = ['hangs', 'gone'];
export const noticeIn = (c: Context): TeamNotice | null =>
  TEAM_NOTICES.find((one) => one === c.req.query('notice')) ?? null;

export const noticed = ({ say }: View<'team'>, notice: TeamNotice | null): Html | '' =>
  notice === null ? '' : (NOT_DONE.includes(notice) ? notDone : done)(say(`notice.${notice}`));

export function notFound({ content }: World, c: Context) {
  const { texts } = content.model;
  return c.html(sorryPage(texts, preferred(c, texts), 'staff:error.notFound', c.req.path), 404);
}

/** A form with what it holds, as it is stored or as it was typed, and what is wrong with that. */
export interface Filled {
  view: View<'team'>;
  /** The value of a field; empty where it has none. */
  value(name: string): string;
  values(name: string): readonly string[];
  /** What is wrong with a field, or what somebody else has saved there meanwhile. `of`: the names of what it may hold. */
  fault(name: string, of?: readonly Option[]): { fault: string } | Record<string, never>;
}

/** `theirs`: what somebody else has saved while this was typed. */
export const filled = (view: View<'team'>, typed: Typed, faults: Faults, theirs: Typed | null = null): Filled => ({
  view,
  value: (name) => typed[name]?.[0] ?? '',
  values: (name) => typed[name] ?? [],
  fault(name, of = []) {
    const fault = faults[name];
    if (fault !== undefined) return { fault: view.show(fault) };
    const [own = [], other = []] = [typed[name], theirs?.[name]].map((all) => all?.filter((one) => one !== ''));
    if (theirs === null || own.join('\n') === other.join('\n')) return {};
    const list = other.map((value) => of.find((one) => one.value === value)?.label ?? value);
    const value = list.length === 0 ? '—' : { list };
    return { fault: view.show({ text: 'knowledge:keptNow', params: { value } }) };
  },
});

export const nameField = ({ view: { say }, value, fault }: Filled, most: number): Html =>
  field({
    ...{ id: 'name', label: say('form.name'), hint: say('form.nameHint'), autocomplete: 'off', required: true, most },
    ...{ value: value('name'), ...fault('name') },
  });

export const genderField = ({ view: { say }, value, fault }: Filled): Html => {
  const options = GENDERS.map((one) => ({ value: one, label: say(`gender.${one}`) }));
  return selectField({
    id: 'gender',
    label: say('form.gender'),
    options,
    value: value('gender'),
    ...fault('gender', options),
  });
};

/** An office of the pilot, with its name. */
export interface NamedOffice {
  id: string;
  name: string;
}

export const officeField = ({ view: { say }, value, fault }: Filled, offices: readonly NamedOffice[]): Html => {
  const options = offices.map(({ id, name }) => ({ value: id, label: name }));
  return selectField({
    id: 'office',
    label: say('form.office'),
    options,
    value: value('office'),
    ...fault('office', options),
  });
};

/**
 * The languages that the instance knows (`known`) to tick, and a line for others. Both have one name, so that they are
 * read together.
 */
export function languageFields({ view: { say, language }, values, fault }: Filled, known: readonly string[]): Html {
  const tags = tagsIn(values('languages'));
  const options = known.map((tag) => ({ value: tag, label: languageName(tag, language) }));
  const others = tags.filter((tag) => !known.includes(tag));
  const wrong = fault('languages', options);
  const isTyped = others.length > 0;
  return html`${ticksField({ id: 'languages', label: say('form.languages'), options, values: tags, ...(isTyped ? {} : wrong) })}
${field({
  ...{ id: 'more-languages', name: 'languages', label: say('form.moreLanguages'), hint: say('form.moreHint') },
  ...{ autocomplete: 'off', ltr: true, value: others.join(', '), ...(isTyped ? wrong : {}) },
})}`;
}

/** The languages that the instance knows, as they are spoken: a script is a way of writing. */
export const knownLanguages = ({ content }: Pick<World, 'content'>): string[] => [
  ...new Set(content.model.texts.languages.map(({ tag }) => tag.split('-')[0] ?? tag)),
];
