import { html } from 'hono/html';
import { isMet, type Noted, type Outcome, type Programme } from '../../../conversation/programme.ts';
import { EXIT_REASONS, NOTED_OUTCOMES } from '../../../evaluation/events.ts';
import { isOpen, type ProgrammeAct } from '../../../turn/office/people/programme.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import { field, hidden, selectField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { empty } from '../../html/notice.ts';
import type { View } from '../../html/view.ts';
import { fact } from '../desk/brings.ts';

/** A form that was sent with something wrong in it: it is shown again as it was typed. */
export interface Draft {
  act: ProgrammeAct;
  typed: Typed;
  faults: Faults;
}

/** The data that the card shows of a person's time in the programme. */
export interface Programmes {
  programme: Programme;
  /** The person came to an appointment. */
  hasCome: boolean;
  /** The present day (ISO) where the pilot is. */
  today: string;
  draft: Draft | null;
}

type Of = Programmes & { handle: string; now: number };

/** When the person was enrolled and left, and what became of them, with the forms that note it. */
export function programmeParts(view: View<'people'>, of: Of): Html {
  const { say } = view;
  const { programme: p, hasCome } = of;
  return html`<p class="about">${say('programme.window')}</p>
<dl>
${fact(say('programme.met'), html`${say(isMet(hasCome, p) ? 'programme.yes' : 'programme.notYet')}`)}
${fact(say('programme.enrolled'), enrolment(view, of))}
${p.enrolled === undefined ? '' : fact(say('programme.exited'), leaving(view, of))}
</dl>
<h3 id="outcomes">${say('programme.outcomes')}</h3>
${p.outcomes.length === 0 ? empty(say('programme.none')) : html`<ul role="list" class="rows" aria-labelledby="outcomes">${p.outcomes.map((one) => outcome(view, of, one))}</ul>`}
${folded(of, 'outcome', '', say('programme.addTitle'), outcomeForm(view, of, 'outcome'))}`;
}

function enrolment(view: View<'people'>, of: Of): Html {
  const { say } = view;
  const { enrolled, exit } = of.programme;
  const form = (label: string) =>
    theForm(of, 'enrol', html`${dayField(view, of, 'enrol', enrolled)}<button class="button">${label}</button>`);
  if (enrolled === undefined) return folded(of, 'enrol', '', say('programme.enrol'), form(say('programme.enrol')));
  const mayBack = isOpen(enrolled, of.now) && exit === undefined;
  return html`${view.show({ fullDate: enrolled.on })}
${isOpen(enrolled, of.now) ? folded(of, 'enrol', '', say('programme.correct'), form(say('programme.correct'))) : ''}
${mayBack ? takeBack(view, of, 'unenrol', say('programme.enrolled')) : ''}`;
}

function leaving(view: View<'people'>, of: Of): Html {
  const { say, show } = view;
  const { exit } = of.programme;
  const reasons = EXIT_REASONS.map((value) => ({ value, label: say(`programme.why.${value}`) }));
  const draft = draftOf(of, 'exit', '');
  const fault = draft?.faults.reason && show(draft.faults.reason);
  const value = draft?.typed.reason?.[0] ?? exit?.reason ?? 'completed';
  const form = (label: string) =>
    theForm(
      of,
      'exit',
      html`${dayField(view, of, 'exit', exit)}
${selectField({ id: 'exit-reason', name: 'reason', label: say('programme.reason'), fault, options: reasons, value })}
<button class="button">${label}</button>`,
    );
  if (exit === undefined)
    return html`${say('programme.notYet')} ${folded(of, 'exit', '', say('programme.exit'), form(say('programme.exit')))}`;
  const label = say(isOpen(exit, of.now) ? 'programme.correct' : 'programme.again');
  return html`${show({ fullDate: exit.on })}: ${say(`programme.why.${exit.reason}`)}
${folded(of, 'exit', '', label, form(label))}
${isOpen(exit, of.now) ? takeBack(view, of, 'unexit', say('programme.exited')) : ''}`;
}

function outcome(view: View<'people'>, of: Of, one: Outcome): Html {
  const { say, show } = view;
  const name = say(`programme.is.${one.outcome}`);
  const words = html`${show({ fullDate: one.on })}: ${name}`;
  if (!isOpen(one, of.now)) return html`<li class="card">${words}</li>`;
  return html`<li class="card"><p id="of-${one.id}">${words}</p>
${folded(of, 'outcome-change', one.id, say('programme.correct'), outcomeForm(view, of, 'outcome-change', one))}
${takeBack(view, of, 'outcome-remove', name, one.id)}</li>`;
}

function outcomeForm(view: View<'people'>, of: Of, act: 'outcome' | 'outcome-change', one?: Outcome): Html {
  const { say, show } = view;
  const draft = draftOf(of, act, one?.id ?? '');
  const fault = draft?.faults.outcome && show(draft.faults.outcome);
  const options = NOTED_OUTCOMES.map((value) => ({ value, label: say(`programme.is.${value}`) }));
  const value = draft?.typed.outcome?.[0] ?? one?.outcome ?? 'training';
  const id = one === undefined ? '' : `-${one.id}`;
  return theForm(
    of,
    act,
    html`${one === undefined ? '' : hidden({ id: one.id })}
${selectField({ id: `outcome${id}`, name: 'outcome', label: say('programme.outcome'), fault, options, value })}
${dayField(view, of, act, one)}
<button class="button">${say(one === undefined ? 'programme.add' : 'programme.correct')}</button>`,
  );
}

/** The day of something, today unless it says another. */
function dayField(view: View<'people'>, of: Of, act: ProgrammeAct, noted: (Noted & { id?: string }) | undefined): Html {
  const { say, show } = view;
  const draft = draftOf(of, act, noted?.id ?? '');
  return field({
    id: `on-${act}${noted?.id === undefined ? '' : `-${noted.id}`}`,
    name: 'on',
    type: 'date',
    autocomplete: 'off',
    label: say('programme.day'),
    hint: say('programme.dayHint'),
    fault: draft?.faults.on && show(draft.faults.on),
    value: draft?.typed.on?.[0] ?? noted?.on ?? of.today,
    required: true,
  });
}

/** The draft of one form, told from the others by its act and, where there are several, by what it changes. */
const draftOf = ({ draft }: Of, act: ProgrammeAct, id: string): Draft | undefined =>
  draft?.act === act && (draft.typed.id?.[0] ?? '') === id ? draft : undefined;

/** A form that is unfolded by its button; it stands open where something in it is wrong. */
const folded = (of: Of, act: ProgrammeAct, id: string, label: string, form: Html): Html =>
  html`<details${draftOf(of, act, id) === undefined ? '' : html` open`}><summary>${label}</summary>${form}</details>`;

const theForm = ({ handle }: Of, act: ProgrammeAct, parts: Html): Html =>
  html`<form method="post" action="/staff/people/${handle}">${hidden({ do: act })}${parts}</form>`;

const takeBack = ({ say }: View<'people'>, of: Of, act: ProgrammeAct, what: string, id?: string): Html =>
  theForm(
    of,
    act,
    html`${id === undefined ? '' : hidden({ id })}<button class="button plain" aria-label="${say('programme.takeBackOf', { what })}">${say('programme.takeBack')}</button>`,
  );
