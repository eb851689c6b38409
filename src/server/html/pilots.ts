import { html } from 'hono/html';
import type { Texts } from '../../text/texts.ts';
import { selectField } from './field.ts';
import type { Html } from './layout.ts';

/** A form that opens the same page for another pilot; nothing where there is one alone. */
export function pilotChoice(
  texts: Texts,
  language: string,
  path: string,
  { pilots, pilot }: { pilots: readonly string[]; pilot: string },
): Html | '' {
  if (pilots.length < 2) return '';
  const options = pilots.map((one) => ({ value: one, label: texts.say(language, `pilots:${one}.name`) }));
  return html`<form method="get" action="${path}" class="filter">
<div>${selectField({ id: 'pilot', label: texts.say(language, 'outreach:pilot'), options, value: pilot })}</div>
<button class="button plain">${texts.say(language, 'outreach:show')}</button></form>`;
}
