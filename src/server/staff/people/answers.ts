import { html } from 'hono/html';
import type { Correctable } from '../../../conversation/answers.ts';
import type { TextKey } from '../../../text/keys.ts';
import type { Texts } from '../../../text/texts.ts';
import { type Corrected, RATHER_NOT } from '../../../turn/office/people/correct.ts';
import type { Faults } from '../../../turn/office/typed.ts';
import { field, selectField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { wrong } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** A question that a person has answered, or not, with the answers to choose from; `range`: a number is asked. */
export interface Answer {
  name: Correctable;
  /** What is kept; or what was typed, where the page is shown again. */
  value: string;
  options: { value: string; label: TextKey }[];
  range: { min: number; max: number } | null;
  isRatherNot: boolean;
}

/** The data that the page shows on which staff correct what a person has said of themselves. */
export interface Answers extends Reading {
  handle: string;
  answers: Answer[];
  faults: Faults;
}

/** The notices after a correction that is no fault. */
export const CORRECTED: Readonly<Record<Extract<Corrected, 'done' | 'none'>, 'corrected' | 'none'>> = {
  done: 'corrected',
  none: 'none',
};

/** The page that corrects what a person has said of themselves. */
export function answersPage(texts: Texts, language: string, shown: Answers): Html {
  const view = viewOf(texts, language, 'people');
  const { say, show } = view;
  const { handle, answers, faults } = shown;
  const back = `/staff/people/${handle}`;
  const body = html`${staffBar(texts, language, shown, '/staff/people', say('answers.title'))}
<main class="narrow">
<p><a href="${back}">${say('back')}</a></p>
${Object.keys(faults).length === 0 ? '' : wrong(show({ text: 'faults:check' }))}
<p>${say('answers.about')}</p>
<form method="post" action="${back}/answers" class="card">
${answers.map((one) => answerField(view, one, faults))}
<button class="button">${say('answers.button')}</button></form>
</main>`;
  return page(texts, language, say('answers.title'), body, { styles: ['forms.css'] });
}

function answerField({ say, show }: View<'people'>, answer: Answer, faults: Faults): Html {
  const { name, value, options, range, isRatherNot } = answer;
  const fault = faults[name] && show(faults[name]);
  const label = say(`answers.name.${name}`);
  const shown = options.map((one) => ({ value: one.value, label: show({ text: one.label }) }));
  if (range === null)
    return selectField({
      id: name,
      label,
      fault,
      options: [{ value: '', label: say('answers.notSaid') }, ...shown],
      value,
    });
  const [ratherNot] = shown;
  return html`${field({ id: name, label, fault, autocomplete: 'off', value, ltr: true, most: 4 })}
${ratherNot === undefined ? '' : html`<label class="tick"><input type="checkbox" name="${RATHER_NOT}" value="yes"${isRatherNot ? html` checked` : ''}> ${ratherNot.label}</label>`}`;
}
