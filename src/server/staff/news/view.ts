import { html } from 'hono/html';
import type { Rough } from '../../../evaluation/rough.ts';
import type { Broadcast } from '../../../store/broadcasts.ts';
import { languageName } from '../../../text/languages.ts';
import type { Texts } from '../../../text/texts.ts';
import { LEFT_OUT, LONGEST, type Preview, type Wanted } from '../../../turn/due/broadcast.ts';
import type { shownNews } from '../../../turn/office/news.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import { hidden, selectField, wordsField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { done, empty, notDone, wrong } from '../../html/notice.ts';
import { pilotChoice } from '../../html/pilots.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** The notices after a button was pressed, and whether something was done; a text of each is at `news.notice`. */
export const NEWS_NOTICES = { sent: true, running: true, stopped: true, already: false, unchanged: false } as const;
export type NewsNotice = keyof typeof NEWS_NOTICES;
export const isNewsNotice = (name: string | undefined): name is NewsNotice => Object.hasOwn(NEWS_NOTICES, name ?? '');

/** News in the list. */
export type Listed = Pick<Broadcast, 'id' | 'texts' | 'step' | 'state' | 'at'> & { people: Rough };

/** News before they are sent: as people read them, and how many people get them. */
interface Previewed extends Preview {
  wanted: Wanted;
  shown: ReturnType<typeof shownNews>;
  /** The languages of the pilot in which nobody could read them. */
  without: readonly string[];
}

/** The data that the page of news shows. */
export interface NewsPage extends Reading {
  pilots: readonly string[];
  pilot: string;
  /** The id of the news that the form writes: it is sent once, however often the form comes. */
  id: string;
  languages: readonly string[];
  /** The steps at which people can be found, each with what it asks. */
  steps: readonly { step: string; question: string }[];
  typed: Typed;
  faults: Faults;
  preview: Previewed | null;
  listed: readonly Listed[];
  /** The time (epoch ms) before which older news are listed; null at the end. */
  next: number | null;
  zone: string;
  zoneName: string;
  /** When the quiet hours end in which it is now (epoch ms); null in no quiet hours. */
  quiet: number | null;
  notice: NewsNotice | null;
}

const PATH = '/staff/news';
/** The most characters of a question in the list of steps. */
const MOST_QUESTION = 60;

/** The page on which news is written, looked at and sent, with the news that were sent before. */
export function newsPage(texts: Texts, language: string, shown: NewsPage): Html {
  const view = viewOf(texts, language, 'outreach');
  const { say } = view;
  const { notice, preview, listed, next, pilot, faults } = shown;
  const body = html`${staffBar(texts, language, shown, PATH)}
<main class="narrow">
${notice === null ? '' : (NEWS_NOTICES[notice] ? done : notDone)(say(`news.notice.${notice}`))}
${Object.keys(faults).length === 0 ? '' : wrong(view.show({ text: 'faults:check' }))}
${pilotChoice(texts, language, PATH, shown)}
<p class="about">${say('news.about')}</p>
${preview === null ? '' : previewed(view, shown, preview)}
<section aria-labelledby="write"><h2 id="write">${say(preview === null ? 'news.write' : 'news.change')}</h2>
${form(view, shown)}</section>
<section aria-labelledby="listed"><h2 id="listed">${say('news.listed')}</h2>
<p class="about">${say('news.listedAbout')} ${view.show({ text: 'staff:today.zone', params: { zoneName: shown.zoneName } })}</p>
${listed.length === 0 ? empty(say('news.none')) : html`<ul role="list" class="rows">${listed.map((one) => row(view, shown, one))}</ul>`}
<p class="doings"><a class="button plain" href="${PATH}?${new URLSearchParams({ pilot })}#listed">${say('refresh')}</a>${next === null ? '' : html`<a class="button plain" href="${PATH}?${new URLSearchParams({ pilot, before: String(next) })}#listed">${say('news.older')}</a>`}</p></section>
</main>`;
  return page(texts, language, texts.say(language, 'staff:news.title'), body, {
    styles: ['forms.css', 'outreach.css'],
  });
}

function form(view: View<'outreach'>, { id, pilot, languages, steps, typed, faults }: NewsPage): Html {
  const { texts, language, say, show } = view;
  const faultOf = (name: string) => faults[name] && show({ ...faults[name] });
  const everybody = { value: '', label: say('news.everybody') };
  const options = steps.map(({ step, question }) => ({ value: step, label: `${step} · ${shortened(question)}` }));
  return html`<form method="post" action="${PATH}/preview" class="card">${hidden({ id, pilot })}
${languages.map((tag) =>
  wordsField({
    ...{ id: `text-${tag}`, label: languageName(tag, language), value: typed[`text-${tag}`]?.[0] ?? '' },
    ...{ optional: true, most: LONGEST, fault: faultOf(`text-${tag}`) },
    language: texts.language(tag),
  }),
)}
<p class="about">${say('news.hint', { most: LONGEST })}</p>
${selectField({ id: 'step', label: say('news.step'), hint: say('news.stepHint'), options: [everybody, ...options], value: typed.step?.[0] ?? '', fault: faultOf('step') })}
<button class="button">${say('news.preview')}</button></form>`;
}

/** As much of a question as suffices to know it. */
const shortened = (question: string): string => {
  const line = question.replaceAll(/\s+/g, ' ');
  return line.length > MOST_QUESTION ? `${line.slice(0, MOST_QUESTION)}…` : line;
};

function previewed(
  view: View<'outreach'>,
  shown: NewsPage,
  { wanted, people, leftOut, without, ...of }: Previewed,
): Html {
  const { language, say, show } = view;
  const names = without.map((tag) => languageName(tag, language));
  const fields = Object.fromEntries(Object.entries(wanted.texts).map(([tag, words]) => [`text-${tag}`, words]));
  return html`<section aria-labelledby="preview"><h2 id="preview">${say('news.previewed')}</h2>
<p>${say('news.gets', { people: rough(view, people) })}</p>
<ul>${LEFT_OUT.map((why) => html`<li>${say(`news.leftOut.${why}`, { people: rough(view, leftOut[why]) })}</li>`)}</ul>
${names.length === 0 ? '' : notDone(say('news.without', { languages: { list: names } }))}
<p class="about">${say('news.rough')}</p>
<ul role="list" class="rows">${of.shown.map(
    (one) =>
      html`<li class="card"><p class="about">${languageName(one.language, language)}</p><div lang="${one.language}" dir="${view.texts.language(one.language).direction}"><p class="words">${one.text}</p><p><span class="chip">${one.button}</span></p></div></li>`,
  )}</ul>
<p>${shown.quiet === null ? say('news.now') : say('news.later', { at: { dateTime: shown.quiet, zone: shown.zone } })}</p>
<form method="post" action="${PATH}">${hidden({ id: shown.id, pilot: shown.pilot, step: wanted.step ?? '', ...fields })}
<button class="button">${say('news.send')}</button></form>
<p class="about">${say('news.once')} ${show({ text: 'staff:today.zone', params: { zoneName: shown.zoneName } })}</p></section>`;
}

const rough = ({ say }: View<'outreach'>, people: Rough): string =>
  people === 'fewer than 10' ? say('few') : say('some', { people });

function row(
  view: View<'outreach'>,
  { zone, pilot, quiet }: NewsPage,
  { id, texts, step, state, at, people }: Listed,
): Html {
  const { language, say, show } = view;
  const tags = Object.keys(texts);
  const acts = { running: ['stop', 'news.stop'], stopped: ['resume', 'news.resume'], done: undefined } as const;
  const act = acts[state];
  return html`<li class="card"><p id="of-${id}"><strong>${show({ dateTime: at, zone })}</strong> <span class="chip${state === 'stopped' ? ' missed' : state === 'done' ? ' arrived' : ''}">${say(`news.state.${state}`)}</span></p>
<p>${say('news.reached', { people: rough(view, people) })}${step === null ? '' : html` <bdi dir="ltr"><code>${step}</code></bdi>`}</p>
${state === 'running' && quiet !== null ? html`<p class="about">${say('news.later', { at: { dateTime: quiet, zone } })}</p>` : ''}
<details><summary aria-describedby="of-${id}">${say('news.words', { languages: { list: tags.map((tag) => languageName(tag, language)) } })}</summary>
${tags.map((tag) => html`<p class="words" lang="${tag}" dir="auto">${texts[tag]}</p>`)}</details>
${act === undefined ? '' : html`<form method="post" action="${PATH}/${id}/${act[0]}">${hidden({ pilot })}<button class="button plain" aria-describedby="of-${id}">${say(act[1])}</button></form>`}</li>`;
}
