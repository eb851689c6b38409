import { html } from 'hono/html';
import { referenceField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import type { View } from '../../html/view.ts';

/** The field that leads to a talk by its reference. */
export const findForm = ({ say }: View): Html =>
  html`<form class="find" method="get" action="/staff/find" role="search">${referenceField({ id: 'reference', label: say('desk.find') })}
<button class="button plain">${say('desk.findButton')}</button></form>`;
