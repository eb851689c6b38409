import { html } from 'hono/html';
import { roughly } from '../../../evaluation/rough.ts';
import type { EditedKind, Row } from '../../../store/holdings.ts';
import type { Texts } from '../../../text/texts.ts';
import type { Hanging } from '../../../turn/office/hanging.ts';
import { MOST_ID } from '../../../turn/office/read-row.ts';
import { field, hidden } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { done, notDone, wrong } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { fieldsOfRow, type RowForm } from './form.ts';
import type { ShownRow } from './query.ts';
import { whyLines } from './reasons.ts';
import { lackingTexts, sourceOf, toldLines } from './told-view.ts';

/** The longest name of somebody who confirms, in UTF-16 units. */
export const MOST_BY = 100;

/** What was done, or was not; a text of each is at `notice`. */
const ROW_NOTICES = ['saved', 'added', 'confirmed', 'ended', 'resumed', 'removed'] as const;
export type RowNotice = (typeof ROW_NOTICES)[number] | 'changed' | 'faults';
export const isRowNotice = (name: string | undefined): name is (typeof ROW_NOTICES)[number] =>
  ROW_NOTICES.some((one) => one === name);

/** The data of the page of one row. */
export interface RowPage extends Reading {
  kind: EditedKind;
  pilot: string;
  form: RowForm;
  notice: RowNotice | null;
  /** The row; null where one is added. */
  shown: ShownRow | null;
  /** The name of who confirms, as it was typed, and whether it is missing. */
  by: string;
  isByMissing: boolean;
  /** What keeps it from being removed, after somebody tried. */
  hanging: Hanging | null;
}

export const pathOf = (kind: EditedKind, pilot: string, id: string): string => `/staff/${kind}/${pilot}/${id}`;

/** The page of a fact, a service or an office: what people are told, and the forms that confirm and change it. */
export function rowPage(texts: Texts, language: string, shown: RowPage): Html {
  const view = viewOf(texts, language, 'knowledge');
  const { say, show } = view;
  const { kind, pilot, notice, form, hanging } = shown;
  const at = pathOf(kind, pilot, shown.shown?.id ?? 'new');
  const title = shown.shown?.told.name ?? say(`add.${kind === 'offices' ? 'offices' : 'services'}`);
  const body = html`${staffBar(texts, language, shown, `/staff/${kind}`, title)}
<main class="narrow"><p><a href="/staff/${kind}?pilot=${pilot}">${say('back')}</a> · ${show({ text: `pilots:${pilot}.name` })}${shown.shown === null ? '' : html` · <code dir="ltr">${shown.shown.id}</code>`}</p>
${noticeOf(view, notice)}
${hanging === null ? '' : notDone(hangingInWords(view, kind, hanging))}
${shown.shown === null ? '' : standing(view, shown, shown.shown, at)}
<section aria-labelledby="edit"><h2 id="edit">${say(shown.shown === null ? 'add.title' : 'edit')}</h2>
${kind === 'services' && shown.shown === null ? html`<p class="about">${say('add.textsHint', { file: `locales/${language}/${pilot}.json` })}</p>` : ''}
<form method="post" action="${at}" class="card">
${shown.shown === null ? field({ id: 'id', label: say('field.id'), hint: say('field.idHint'), autocomplete: 'off', ltr: true, required: true, most: MOST_ID, value: form.typed.id?.[0] ?? '', fault: form.faults.id && show(form.faults.id) }) : hidden({ version: shown.shown.version })}
${fieldsOfRow(view, kind, form)}
<button class="button" name="do" value="save">${say('save')}</button></form></section>
${shown.shown === null || kind === 'facts' ? '' : leaving(view, kind, shown.shown.row, shown.shown.version, at)}
</main>`;
  return page(texts, language, title, body, { styles: ['forms.css', 'rows.css'] });
}

const noticeOf = ({ say, texts, language }: View<'knowledge'>, notice: RowNotice | null): Html | '' => {
  if (notice === null) return '';
  if (notice === 'faults') return wrong(texts.say(language, 'faults:check'));
  return notice === 'changed' ? wrong(say('notice.changed')) : done(say(`notice.${notice}`));
};

/** What people are told now, its texts, and the form that confirms it. */
function standing(
  view: View<'knowledge'>,
  { kind, pilot, by, isByMissing }: RowPage,
  { id, row, told, reasons, textVersion, isToConfirm }: NonNullable<RowPage['shown']>,
  at: string,
): Html {
  const { say } = view;
  const isEnded = 'ended' in row && row.ended === true;
  return html`<section aria-labelledby="told"><h2 id="told">${say('told.title')}</h2>
${isEnded ? html`<p><span class="chip missed">${say('ended')}</span></p>` : ''}
${toldLines(view, told.lines)}
${'state' in row ? sourceOf(view, row) : ''}
${lackingTexts(view, pilot, told.lacks)}
${kind === 'offices' ? '' : html`<p class="about">${say('texts.where', { file: `locales/*/${pilot}.json` })} <code dir="ltr">${kind}.${id}</code></p>`}
${reasons.length === 0 ? '' : whyLines(view, reasons)}
${isToConfirm ? confirmForm(view, { id: 'by', action: at, by, isByMissing, hide: { version: textVersion } }) : ''}</section>`;
}

/** The form that notes who has confirmed a row, as it stands. `id`: that of its field. */
export const confirmForm = (
  { say, texts, language }: View<'knowledge'>,
  form: { id: string; action: string; by: string; isByMissing: boolean; hide: Record<string, string> },
): Html =>
  html`<form method="post" action="${form.action}" class="card">${hidden(form.hide)}
${field({ id: form.id, name: 'by', label: say('confirm.by'), hint: say('confirm.hint'), autocomplete: 'name', most: MOST_BY, value: form.by, fault: form.isByMissing ? texts.say(language, 'faults:empty') : undefined })}
<button class="button" name="do" value="confirm">${say('confirm.button')}</button></form>`;

/** The forms that end a service, take it up again, and remove a row on which nothing hangs. */
function leaving({ say }: View<'knowledge'>, kind: EditedKind, row: Row, version: string, at: string): Html {
  const isEnded = 'ended' in row && row.ended === true;
  const button = (act: string, label: string) =>
    html`<button class="button plain" name="do" value="${act}">${label}</button>`;
  return html`<section aria-labelledby="leaving"><h2 id="leaving">${say(`leaving.${kind === 'offices' ? 'offices' : 'services'}`)}</h2>
<p class="about">${say(`leaving.${kind === 'offices' ? 'officesHint' : 'servicesHint'}`)}</p>
<form method="post" action="${at}" class="doings">${hidden({ version })}
${kind === 'services' ? (isEnded ? button('resume', say('leaving.resume')) : button('end', say('leaving.end'))) : ''}
${button('remove', say('leaving.remove'))}</form></section>`;
}

/** What hangs on a row, by numbers in steps. */
function hangingInWords({ say, show }: View<'knowledge'>, kind: EditedKind, hanging: Hanging): string {
  const about = (count: number) => {
    const rough = roughly(count);
    return typeof rough === 'number' ? say('hanging.about', { number: rough }) : say('hanging.few');
  };
  if (kind === 'services') return say('hanging.plans', { number: about(hanging.plans) });
  const { counsellors, rooms, appointments } = hanging;
  const parts = [
    ...(counsellors > 0 ? [say('hanging.counsellors', { count: counsellors })] : []),
    ...(rooms > 0 ? [say('hanging.rooms', { count: rooms })] : []),
    ...(appointments > 0 ? [say('hanging.appointments', { number: about(appointments) })] : []),
  ];
  return say('hanging.office', { what: show({ list: parts }) });
}
