import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** A field of one or several lines in a form. */
export interface Field {
  /** Its id, and its name in the form unless `name` says another. */
  id: string;
  name?: string;
  label: string;
  hint?: string;
  /** What is wrong with its value, and what is allowed. */
  fault?: Html | string | undefined;
  /** The ids of other elements that describe it. */
  describedBy?: string;
  /** The longest text, in UTF-16 units. */
  most?: number;
}

const describes = ({ id, hint, fault, describedBy }: Field): Html => {
  const own = [fault === undefined ? undefined : `${id}-fault`, hint === undefined ? undefined : `${id}-hint`];
  const ids = [describedBy, ...own].filter((one) => one !== undefined);
  return ids.length === 0 ? html`` : html` aria-describedby="${ids.join(' ')}"`;
};
/** Of a field that holds a value itself; a group of boxes does not. */
const explains = (field: Field): Html =>
  html`${field.fault === undefined ? '' : html` aria-invalid="true"`}${describes(field)}`;
/** The lines below a field: what is wrong with it, and its hint. */
const hintOf = ({ id, hint, fault }: Field): Html =>
  html`${
    fault === undefined ? '' : html`\n<p class="fault" id="${id}-fault">${fault}</p>`
  }${hint === undefined ? '' : html`\n<p class="about" id="${id}-hint">${hint}</p>`}`;
const most = (field: Field): Html | '' => (field.most === undefined ? '' : html` maxlength="${field.most}"`);

/** A field of one line. */
export interface Line extends Field {
  type?: 'text' | 'email' | 'search' | 'date' | 'time' | 'number' | 'url';
  /** What the browser may fill in (HTML, autofill). */
  autocomplete: string;
  value?: string;
  required?: boolean;
  /** It is always written from left to right: a code, an address. */
  ltr?: boolean;
}

export const field = (line: Line): Html =>
  html`<label for="${line.id}">${line.label}</label>
<input id="${line.id}" name="${line.name ?? line.id}" type="${line.type ?? 'text'}" autocomplete="${line.autocomplete}"${line.type === 'email' || line.ltr ? html` dir="ltr" autocapitalize="none" spellcheck="false"` : ''}${line.value ? html` value="${line.value}"` : ''}${line.required ? html` required` : ''}${most(line)}${explains(line)}>${hintOf(line)}`;

/** A field for a secret: its content is not shown to onlookers. */
export const secretField = (
  secret: Field & { autocomplete: 'current-password' | 'new-password'; least?: number },
): Html =>
  html`<label for="${secret.id}">${secret.label}</label>
<input id="${secret.id}" name="${secret.name ?? secret.id}" type="password" autocomplete="${secret.autocomplete}" required${secret.least === undefined ? '' : html` minlength="${secret.least}"`}${most(secret)}${explains(secret)}>${hintOf(secret)}`;

/** A field for the reference of an appointment, which is always written from left to right. */
export const referenceField = (reference: Field): Html =>
  html`<label for="${reference.id}">${reference.label}</label>
<input id="${reference.id}" name="${reference.name ?? reference.id}" dir="ltr" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="40" placeholder="XXXX-XXXX"${explains(reference)}>${hintOf(reference)}`;

/** A field for words to a person, in any language and direction; `language`: the one that they are written in. */
export const wordsField = (
  words: Field & { value?: string; optional?: true; language?: { tag: string; direction: 'ltr' | 'rtl' } },
): Html =>
  html`<label for="${words.id}">${words.label}</label>
<textarea id="${words.id}" name="${words.name ?? words.id}" ${words.language === undefined ? html`dir="auto"` : html`lang="${words.language.tag}" dir="${words.language.direction}"`}${words.optional ? '' : html` required`}${most(words)} rows="3"${explains(words)}>${words.value ?? ''}</textarea>${hintOf(words)}`;

/** An option of a list to choose from. */
export interface Option {
  value: string;
  label: string;
}

/** A list to choose one from. */
export const selectField = (select: Field & { options: readonly Option[]; value?: string; required?: boolean }): Html =>
  html`<label for="${select.id}">${select.label}</label>
<select id="${select.id}" name="${select.name ?? select.id}"${select.required ? html` required` : ''}${explains(select)}>${select.options.map(
    ({ value, label }) =>
      html`<option value="${value}"${value === select.value ? html` selected` : ''}>${label}</option>`,
  )}</select>${hintOf(select)}`;

/** Boxes to tick, any number of them. `id` is the id of the group; the boxes have its name. */
export const ticksField = (ticks: Field & { options: readonly Option[]; values: readonly string[] }): Html =>
  html`<fieldset id="${ticks.id}"${describes(ticks)}><legend>${ticks.label}</legend>${hintOf(ticks)}<div class="row-of">${ticks.options.map(
    ({ value, label }) =>
      html`<label class="tick"><input type="checkbox" name="${ticks.name ?? ticks.id}" value="${value}"${ticks.values.includes(value) ? html` checked` : ''}> ${label}</label>`,
  )}</div></fieldset>`;

/** One box to tick. */
export const tickField = ({ id, label, ticked }: { id: string; label: string; ticked: boolean }): Html =>
  html`<label class="tick"><input type="checkbox" name="${id}" value="yes"${ticked ? html` checked` : ''}> ${label}</label>`;

/** Values that a form sends along, unseen. */
export const hidden = (values: Readonly<Record<string, string | readonly string[]>>): Html =>
  html`${Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((one) => html`<input type="hidden" name="${name}" value="${one}">`),
  )}`;
