import { html } from 'hono/html';
import type { Topic } from '../../../store/supply.ts';
import type { Texts } from '../../../text/texts.ts';
import type { Made } from '../../../turn/office/times.ts';
import { TOPIC_FIELDS, typedOfTopic } from '../../../turn/office/topics.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import { field, hidden } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { empty, wrong } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { noticed as timesNoticed } from '../times/view.ts';
import { filled, noticed, TEAM, type TeamNotice } from './form.ts';
import { topicName } from './list.ts';

/** The data that the page of a pilot's topics shows. */
export interface Topics extends Reading {
  pilot: string;
  topics: Topic[];
  /** Those that can be added. */
  more: Topic[];
  /** How many people wait for a free time, by topic. */
  waiting: ReadonlyMap<string, number>;
  /** What was typed for a topic and could not be saved. */
  refused: { id: string; typed: Typed; faults: Faults } | null;
  notice: TeamNotice | null;
  made: Made | null;
}

/** The page of the topics of a pilot. */
export function topicsPage(texts: Texts, language: string, shown: Topics): Html {
  const view = viewOf(texts, language, 'team');
  const { say, show } = view;
  const { pilot, topics, more, refused, made } = shown;
  const title = say('topics.of', { pilot: { text: `pilots:${pilot}.name` } });
  const body = html`${staffBar(texts, language, shown, TEAM, title)}
<main class="narrow"><p><a href="${TEAM}">${say('back')}</a></p>
${noticed(view, shown.notice)}${made === null ? '' : timesNoticed(viewOf(texts, language, 'times'), 'made', made)}${refused === null ? '' : wrong(show({ text: 'faults:check' }))}
<p class="about">${say('topics.about')}</p>
${topics.length === 0 ? empty(say('topics.none')) : html`<ol role="list" class="rows">${topics.map((topic, at) => oneTopic(view, shown, topic, at))}</ol>`}
<section aria-labelledby="more"><h2 id="more">${say('topics.more')}</h2><p class="about">${say('topics.moreAbout')}</p>
${more.length === 0 ? empty(say('topics.noMore')) : html`<ul role="list" class="rows">${more.map((topic) => newTopic(view, shown, topic))}</ul>`}</section>
</main>`;
  return page(texts, language, title, body, { styles: ['forms.css'] });
}

function fields(view: View<'team'>, { refused }: Topics, topic: Topic): Html {
  const own = refused?.id === topic.id ? refused : { typed: typedOfTopic(topic), faults: {} };
  const { value, fault } = filled(view, own.typed, own.faults);
  return html`${TOPIC_FIELDS.map((name) =>
    field({
      ...{ id: `${name}-${topic.id}`, name, label: view.say(`topics.field.${name}`), type: 'number' },
      ...{ autocomplete: 'off', required: true, value: value(name), ...fault(name) },
    }),
  )}`;
}

function oneTopic(view: View<'team'>, shown: Topics, topic: Topic, at: number): Html {
  const { say } = view;
  const { pilot, topics, refused, waiting } = shown;
  const { id, minutes, horizonDays } = topic;
  const action = `${TEAM}/topics/${pilot}`;
  const button = (act: 'up' | 'down' | 'end') =>
    html`<button class="button plain" name="do" value="${act}" aria-describedby="topic-${id}">${say(`topics.${act}`)}</button>`;
  const wait = waiting.get(id) ?? 0;
  return html`<li class="card"><p id="topic-${id}"><strong>${topicName(view, id)}</strong> <span class="about">${say('topics.line', { minutes, horizonDays })}</span></p>
<form method="post" action="${action}">${hidden({ topic: id })}${at === 0 ? '' : button('up')}${at === topics.length - 1 ? '' : button('down')}</form>
<details${refused?.id === id ? html` open` : ''}><summary aria-describedby="topic-${id}">${say('topics.edit')}</summary>
<form method="post" action="${action}">${hidden({ topic: id })}
${fields(view, shown, topic)}
<p class="about">${say('topics.counts')}</p>
<button class="button" name="do" value="edit" aria-describedby="topic-${id}">${say('counsellor.save')}</button></form>
<form method="post" action="${action}">${hidden({ topic: id })}<p class="about">${say('topics.endAbout')}${wait === 0 ? '' : html` ${say('topics.waiting', { count: wait })}`}</p>${button('end')}</form></details></li>`;
}

function newTopic(view: View<'team'>, shown: Topics, topic: Topic): Html {
  const { say } = view;
  const { pilot, refused } = shown;
  const { id } = topic;
  return html`<li class="card"><p id="topic-${id}"><strong>${topicName(view, id)}</strong></p>
<details${refused?.id === id ? html` open` : ''}><summary aria-describedby="topic-${id}">${say('topics.add')}</summary>
<form method="post" action="${TEAM}/topics/${pilot}">${hidden({ topic: id })}
${fields(view, shown, topic)}
<button class="button" name="do" value="add" aria-describedby="topic-${id}">${say('topics.add')}</button></form></details></li>`;
}
