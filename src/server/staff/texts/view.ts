import { html } from 'hono/html';
import type { Group } from '../../../conversation/sheet.ts';
import type { Refusal } from '../../../conversation/sheet-plan.ts';
import { languageName } from '../../../text/languages.ts';
import type { Texts } from '../../../text/texts.ts';
import { field, hidden, wordsField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty, wrong } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { fieldOf, type ShownText } from './query.ts';

/** The data of the page that finds texts. */
export interface Found extends Reading {
  words: string;
  listed: readonly ShownText[];
  /** How many texts come before these, and how many there are. */
  from: number;
  all: number;
  page: number;
}

/** What came of a check: nothing was changed, it could not be done, it is wrong, or there is a sheet for each language. */
export type Outcome =
  | { is: 'same' | 'failed' }
  | { is: 'wrong'; refusals: ReadonlyMap<string, readonly Refusal[]> }
  | { is: 'sound'; languages: readonly string[] };

/** The data of the page of one text; `outcome` is null before anything was checked. */
export interface OneText extends Reading {
  text: ShownText;
  outcome: Outcome | null;
}

const PATH = '/staff/texts';
const STYLES = { styles: ['forms.css', 'outreach.css'] };
const STATES = {
  missing: 'missing',
  stale: 'stale',
  'left in English': 'english',
  differs: 'differs',
} as const satisfies Record<Group, string>;

/** The page that finds texts by words or key. */
export function foundPage(texts: Texts, language: string, shown: Found): Html {
  const view = viewOf(texts, language, 'outreach');
  const { say } = view;
  const { words, listed, from, all, page: at } = shown;
  const turn = (to: number, label: string) =>
    html`<a class="button plain" href="${PATH}?${new URLSearchParams({ words, page: String(to) })}">${label}</a>`;
  const count = say('texts.found', { from: from + 1, to: from + listed.length, all });
  const body = html`${staffBar(texts, language, shown, PATH)}
<main><p class="about">${say('texts.about')}</p>
<form method="get" action="${PATH}" role="search">${field({ id: 'words', label: say('texts.find'), hint: say('texts.findHint'), type: 'search', autocomplete: 'off', value: words })}
<button class="button">${say('texts.search')}</button></form>
${listed.length === 0 ? empty(say(words.trim() === '' ? 'texts.begin' : 'texts.none')) : html`<p role="status">${count}</p>`}
<ul role="list" class="rows">${listed.map((one) => line(view, one))}</ul>
<p class="doings">${at === 0 ? '' : turn(at - 1, say('previous'))}${from + listed.length < all ? turn(at + 1, say('next')) : ''}</p>
</main>`;
  return page(texts, language, texts.say(language, 'staff:texts.title'), body, STYLES);
}

/** A text in the list: its key, the English, and the languages in which something is to be done. */
function line(view: View<'outreach'>, { key, english, languages }: ShownText): Html {
  const due = languages.flatMap(({ language, forms }) =>
    [...new Set(forms.flatMap(({ tasks }) => tasks))].map((task) => ({ language, task })),
  );
  return html`<li class="card"><p><a href="${PATH}/${encodeURIComponent(key)}"><code dir="ltr" class="link">${key}</code></a></p>
${inEnglish(english)}
${due.length === 0 ? '' : html`<p>${due.map(({ language, task }) => html`<span class="chip missed">${languageName(language, view.language)}: ${view.say(`texts.state.${STATES[task]}`)}</span> `)}</p>`}</li>`;
}

const inEnglish = (english: readonly string[]): Html =>
  html`${english.map((text) => html`<p class="words" lang="en" dir="ltr">${text}</p>`)}`;

/** The page of one text in all languages, with a field for each. */
export function textPage(texts: Texts, language: string, shown: OneText): Html {
  const view = viewOf(texts, language, 'outreach');
  const { say } = view;
  const { text, outcome } = shown;
  const { key, place, limit, keep, english } = text;
  const address = `${PATH}/${encodeURIComponent(key)}`;
  const body = html`${staffBar(texts, language, shown, PATH)}
<main><p><a href="${PATH}">${say('texts.back')}</a></p>
${outcome === null ? '' : told(view, address, text, outcome)}
<section aria-labelledby="one"><h2 id="one"><code dir="ltr" class="link">${key}</code></h2>
<p class="about" lang="en" dir="ltr">${place}</p>
<p class="about">${limit === undefined ? say('texts.noLimit') : say('texts.limit', { most: limit })} ${keep.length === 0 ? '' : say('texts.keep', { placeholders: { list: [...keep] } })}</p></section>
<section class="card" aria-labelledby="english"><h3 id="english">${languageName('en', language)}</h3>${inEnglish(english)}
<p class="about">${say('texts.english')}</p></section>
<form method="post" action="${address}">
<div class="beside">${text.languages.map((one) => inLanguage(view, one, outcome))}</div>
<button class="button" aria-describedby="check-hint">${say('texts.check')}</button>
<p class="about" id="check-hint">${say('texts.checkHint')}</p></form>
</main>`;
  return page(texts, language, texts.say(language, 'staff:texts.title'), body, STYLES);
}

type ShownLanguage = ShownText['languages'][number];

function inLanguage(view: View<'outreach'>, shown: ShownLanguage, outcome: Outcome | null): Html {
  const { say, language } = view;
  const { language: tag, direction, isReviewed, forms, made } = shown;
  const reviewed = html`<p><span class="chip${isReviewed ? ' arrived' : ''}">${say(isReviewed ? 'texts.reviewed' : 'texts.unreviewed')}</span></p>`;
  if (made !== null)
    return html`<div class="card"><p><strong>${languageName(tag, language)}</strong></p>${made.texts.map((text) => html`<p class="words" lang="${tag}" dir="${direction}">${text}</p>`)}
<p class="about">${say('texts.derived', { language: languageName(made.from, language) })}</p>${reviewed}</div>`;
  const refusals = outcome?.is === 'wrong' ? (outcome.refusals.get(tag) ?? []) : [];
  return html`<div class="card">${forms.map((form) => formField(view, shown, form, refusals))}${reviewed}</div>`;
}

/** The field of one form of a text in a language, with its state. */
function formField(
  view: View<'outreach'>,
  { language: tag, direction }: ShownLanguage,
  { key, text, typed, tasks }: ShownLanguage['forms'][number],
  refusals: readonly Refusal[],
): Html {
  const { say } = view;
  const id = `${tag}-${key}`;
  const states = tasks.length === 0 ? ['ok' as const] : tasks.map((task) => STATES[task]);
  const faults = refusals.filter(({ where }) => where === key).map(({ why }) => why);
  return html`${wordsField({
    ...{ id, name: fieldOf(tag, key), label: labelOf(view, tag, key), value: typed, optional: true },
    ...{ language: { tag, direction }, describedBy: `state-${id}` },
    fault: faults.length === 0 ? undefined : html`<span lang="en" dir="ltr">${faults.join('; ')}</span>`,
  })}
${typed === text || text === '' ? '' : html`<p class="about">${say('texts.now')} <span class="words" lang="${tag}" dir="${direction}">${text}</span></p>`}
<p id="state-${id}">${states.map((state) => html`<span class="chip${state === 'ok' ? ' arrived' : ' missed'}">${say(`texts.state.${state}`)}</span> `)}</p>`;
}

/** The label of a field: its language, and the form of a plural. */
const labelOf = ({ language }: View<'outreach'>, tag: string, key: string): string => {
  const form = /_(zero|one|two|few|many|other)$/.exec(key)?.[1];
  return form === undefined ? languageName(tag, language) : `${languageName(tag, language)} (${form})`;
};

function told(view: View<'outreach'>, address: string, text: ShownText, outcome: Outcome): Html {
  const { say, language } = view;
  switch (outcome.is) {
    case 'same':
    case 'failed':
      return wrong(say(`texts.${outcome.is}`));
    case 'wrong':
      return html`${wrong(say('texts.wrong'))}
<ul lang="en" dir="ltr">${[...outcome.refusals].flatMap(([tag, refusals]) => refusals.map(({ where, why }) => html`<li>${tag} <code>${where}</code> ${why}</li>`))}</ul>`;
    case 'sound':
      return html`${done(say('texts.sound'))}<p>${say('texts.soundHow')}</p>
${outcome.languages.map(
  (tag) => html`<p><code dir="ltr">npm run saputnik -- translations import ${tag} texts-${tag}.csv --write</code></p>
<form method="post" action="${address}/sheet">${hidden({ language: tag, ...typedOf(text) })}<button class="button">${say('texts.sheet', { language: languageName(tag, language) })}</button></form>`,
)}`;
  }
}

const typedOf = ({ languages }: ShownText): Record<string, string> =>
  Object.fromEntries(
    languages.flatMap(({ language, forms }) => forms.map(({ key, typed }) => [fieldOf(language, key), typed])),
  );
