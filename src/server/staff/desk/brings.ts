import { html } from 'hono/html';
import { strengthShown } from '../../../conversation/strength.ts';
import { stepName } from '../../../conversation/way.ts';
import { languageOf } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import type { View } from '../../html/view.ts';
import type { Taken } from './taken.ts';

/** A fact with its name, in a list of them. */
export const fact = (name: string, value: Html): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

/** The questions, steps, plans and strength that a person shows the team. */
export function broughtFacts({ say, show }: View, { pilot, done, questions, plans, strength }: Taken): Html {
  const items = (all: readonly string[]) => html`<ul role="list">${all.map((one) => html`<li>${one}</li>`)}</ul>`;
  const planned = plans.map(({ step, day, place }) => {
    const what = { what: { text: `errands:${step}` }, day: { date: day } } as const;
    if (place === null) return say('appointment.plan', what);
    return say('appointment.planAt', { ...what, place: { text: `${pilot}:services.${place}.name` } });
  });
  const asked = questions.map((id) => show({ text: `${pilot}:facts.${id}.question` }));
  return html`${asked.length === 0 ? '' : fact(say('appointment.questions'), items(asked))}
${done.length === 0 ? '' : fact(say('appointment.steps'), html`${show({ list: done.map(stepName) })}`)}
${planned.length === 0 ? '' : fact(say('appointment.plans'), items(planned))}
${strength === null ? '' : fact(say('appointment.strength'), html`<bdi>${show(strengthShown(strength.strength))}</bdi><br><bdi>${strength.example}</bdi>`)}`;
}

/** The person's CV to save: for employers and in the person's language, each to read and to change. `at`: its address. */
export function cvFact(view: View, at: string, { host, own }: NonNullable<Taken['cv']>): Html {
  const { say } = view;
  const tongues = Object.entries(host === own ? { host } : { host, own });
  const files = tongues.flatMap(([tongue, language]) =>
    Object.entries({ pdf: 'PDF', docx: 'Word' }).map(([as, format]) => {
      const name = say('appointment.cvFile', { language: languageOf(view, language), format });
      return html`<li><a href="${at}?for=${tongue}&amp;as=${as}" download>${name}</a></li>`;
    }),
  );
  return fact(
    say('appointment.cv'),
    html`<ul role="list">${files}</ul><p class="about">${say('appointment.cvHint')}</p>`,
  );
}
