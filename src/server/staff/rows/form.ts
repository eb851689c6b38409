import { html } from 'hono/html';
import { ACCESS, BESIDE, CONTACT_KINDS, NEEDS, STATUSES } from '../../../pilot/pilot.ts';
import type { EditedKind } from '../../../store/holdings.ts';
import type { TextKey } from '../../../text/keys.ts';
import { MOST_CONTACT, MOST_CONTACTS } from '../../../turn/office/read-contact.ts';
import { MOST_ADDRESS, MOST_OFFICE_NAME } from '../../../turn/office/read-office.ts';
import { MOST_SOURCE, STATES } from '../../../turn/office/read-source.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import { field, type Option, selectField, ticksField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import type { View } from '../../html/view.ts';

/** The fields of a fact, a service or an office in a form. */
export interface RowForm {
  typed: Typed;
  faults: Faults;
  /** What somebody else has saved meanwhile; null where nobody has. */
  theirs: Typed | null;
  /** The steps of the way, and the places of the pilot. */
  way: readonly string[];
  places: readonly string[];
}

export function fieldsOfRow(view: View<'knowledge'>, kind: EditedKind, form: RowForm): Html {
  return { facts: factFields, services: serviceFields, offices: officeFields }[kind](partsOf(view, form));
}

type Parts = ReturnType<typeof partsOf>;
type FieldText = Parameters<View<'knowledge'>['say']>[0];

interface Choosing {
  hint?: string;
  unless?: string;
}

/** Makes fields with what was typed, and with what is wrong. */
function partsOf(view: View<'knowledge'>, form: RowForm) {
  const { say, texts, language, show } = view;
  const { typed, faults, theirs } = form;
  const typedIn = (name: string) => typed[name]?.[0] ?? '';
  const text = (key: TextKey) => (texts.has(key) ? texts.say(language, key) : (key.split(/[:.]/).at(-1) ?? key));
  const options = (codes: readonly string[], keyOf: (code: string) => TextKey): Option[] =>
    codes.map((value) => ({ value, label: text(keyOf(value)) }));
  const faultOf = (name: string, of: readonly Option[] = []): string | undefined => {
    const fault = faults[name];
    if (fault !== undefined) return show(fault);
    const [own, other] = [typed[name] ?? [], theirs?.[name] ?? []].map((all) => all.filter((one) => one !== ''));
    if (theirs === null || own?.join('\n') === other?.join('\n')) return undefined;
    const names = (other ?? []).map((value) => of.find((one) => one.value === value)?.label ?? value);
    return say('keptNow', { value: names.length === 0 ? '—' : { list: names } });
  };
  return {
    ...{ view, form, options, typedIn },
    line: (name: string, label: string, more: { hint?: string; most: number; ltr?: true; required?: true }) =>
      field({ id: name, label, autocomplete: 'off', value: typedIn(name), fault: faultOf(name), ...more }),
    /** `unless`: what is chosen at first where nothing was typed. */
    choice: (name: string, label: string, of: readonly Option[], { hint, unless = '' }: Choosing = {}) =>
      selectField({
        ...{ id: name, label, options: of, value: typedIn(name) || unless, fault: faultOf(name, of) },
        ...(hint !== undefined && { hint }),
      }),
    ticks: (name: string, label: string, of: readonly Option[], hint?: string) =>
      ticksField({
        ...{ id: name, label, options: of, values: typed[name] ?? [], fault: faultOf(name, of) },
        ...(hint !== undefined && { hint }),
      }),
    /** One box by itself. */
    tick: (name: string, label: FieldText) => {
      const fault = faultOf(name, [{ value: 'yes', label: say('yes') }]);
      return html`<label class="tick"><input type="checkbox" name="${name}" value="yes"${typed[name]?.[0] === undefined ? '' : html` checked`}${fault === undefined ? '' : html` aria-invalid="true" aria-describedby="${name}-fault"`}> ${say(label)}</label>${fault === undefined ? '' : html`<p class="fault" id="${name}-fault">${fault}</p>`}`;
    },
  };
}

const stateOptions = ({ options }: Parts): Option[] => options(STATES, (code) => `knowledge:state.${code}` as TextKey);
const statusOptions = ({ options }: Parts): Option[] => options(STATUSES, (code) => `status:ask.options.${code}`);

const sourceFields = (parts: Parts): Html => {
  const { line, choice, view } = parts;
  const { say } = view;
  return html`${choice('state', say('field.state'), stateOptions(parts), { hint: say('field.stateHint'), unless: 'U' })}
${line('source', say('field.source'), { hint: say('field.sourceHint'), most: MOST_SOURCE })}
${line('asOf', say('field.asOf'), { most: 4, ltr: true })}`;
};

function factFields(parts: Parts): Html {
  const { view, form, options, choice, ticks } = parts;
  const { say } = view;
  const beside = [
    { value: '', label: say('beside.none') },
    ...BESIDE.map((value) => ({ value, label: say(`beside.${value}`) })),
  ];
  return html`${choice(
    'step',
    say('field.step'),
    options(form.way, (step) => `steps:${step}`),
  )}
${ticks('for', say('field.for'), statusOptions(parts), say('field.forHint'))}
${choice('beside', say('field.beside'), beside)}
${sourceFields(parts)}`;
}

function serviceFields(parts: Parts): Html {
  const { view, form, options, ticks, tick } = parts;
  const { say } = view;
  return html`${ticks(
    'needs',
    say('field.needs'),
    options(NEEDS, (need) => `needs:${need}` as TextKey),
  )}
${contactFields(parts)}
${ticks(
  'errands',
  say('field.errands'),
  options(form.way, (step) => `steps:${step}`),
  say('field.errandsHint'),
)}
${ticks('for', say('field.for'), statusOptions(parts), say('field.forHint'))}
${tick('helpline', 'field.helpline')}
${tick('professionals', 'field.professionals')}
${sourceFields(parts)}`;
}

/** The contacts that are there, and lines for two more. */
function contactFields(parts: Parts): Html {
  const { view, form, options, line, choice, typedIn } = parts;
  const { say } = view;
  const kinds = options(CONTACT_KINDS, (kind) => `common:contact.${kind}` as TextKey);
  const all = Array.from({ length: MOST_CONTACTS }, (_, i) => i);
  const last = all.findLast((i) => typedIn(`value-${i}`) !== '' || form.theirs?.[`value-${i}`] !== undefined) ?? -1;
  const contact = (i: number) =>
    html`<fieldset><legend>${say('field.contact', { number: i + 1 })}</legend>
${choice(`kind-${i}`, say('field.contactKind'), kinds, { unless: 'phone' })}
${line(`value-${i}`, say('field.contactValue'), { most: MOST_CONTACT })}
${choice(`state-${i}`, say('field.contactState'), stateOptions(parts), { unless: 'U' })}</fieldset>`;
  return html`<section aria-labelledby="contacts"><h3 id="contacts">${say('field.contacts')}</h3>
<p class="about">${say('field.contactsHint')}</p>
${all.slice(0, last + 3).map(contact)}</section>`;
}

function officeFields(parts: Parts): Html {
  const { view, form, options, line, choice, ticks, tick } = parts;
  const { say } = view;
  const places = form.places.map((place) => ({ value: place, label: place }));
  return html`${line('name', say('field.name'), { most: MOST_OFFICE_NAME, required: true, hint: say('field.nameHint') })}
${choice('place', say('field.place'), places)}
${line('address', say('field.address'), { most: MOST_ADDRESS, hint: say('field.addressHint') })}
${line('pin', say('field.pin'), { most: 40, ltr: true, hint: say('field.pinHint') })}
${ticks(
  'access',
  say('field.access'),
  options(ACCESS, (code) => `common:access.${code}` as TextKey),
)}
${tick('childcare', 'field.childcare')}`;
}
