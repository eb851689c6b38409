import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** A field of one or several lines in a form. */
export interface Field {
  /** Its id, and its name in the form unless `name` says another. */
  id: string;
  name?: string;
  label: string;
  hint?: string;
  /** The ids of other elements that describe it. */
  describedBy?: string;
  /** The longest text, in UTF-16 units. */
  most?: number;
}

const describes = ({ id, hint, describedBy }: Field): Html | '' => {
  const ids = [describedBy, hint === undefined ? undefined : `${id}-hint`].filter((one) => one !== undefined);
  return ids.length === 0 ? '' : html` aria-describedby="${ids.join(' ')}"`;
};
const hintOf = ({ id, hint }: Field): Html | '' =>
  hint === undefined ? '' : html`\n<p class="about" id="${id}-hint">${hint}</p>`;

/** A field for a secret: its content is not shown to onlookers. */
export const secretField = (field: Field): Html =>
  html`<label for="${field.id}">${field.label}</label>
<input id="${field.id}" name="${field.name ?? field.id}" type="password" autocomplete="current-password" required${describes(field)}>${hintOf(field)}`;

/** A field for the reference of an appointment, which is always written from left to right. */
export const referenceField = (field: Field): Html =>
  html`<label for="${field.id}">${field.label}</label>
<input id="${field.id}" name="${field.name ?? field.id}" dir="ltr" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="40" placeholder="XXXX-XXXX"${describes(field)}>${hintOf(field)}`;

/** A field for words to a person, in any language and direction. */
export const wordsField = (field: Field): Html =>
  html`<label for="${field.id}">${field.label}</label>
<textarea id="${field.id}" name="${field.name ?? field.id}" dir="auto" required maxlength="${field.most}" rows="3"${describes(field)}></textarea>${hintOf(field)}`;
