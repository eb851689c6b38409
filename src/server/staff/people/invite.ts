import { html } from 'hono/html';
import type { OpenInvitation } from '../../../store/booking-invitations.ts';
import type { TextKey } from '../../../text/keys.ts';
import type { Texts } from '../../../text/texts.ts';
import type { Faults, Typed } from '../../../turn/office/typed.ts';
import { field, hidden, selectField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { empty } from '../../html/notice.ts';
import { viewOf } from '../../html/view.ts';
import { fact } from '../desk/brings.ts';

/** The data that the card shows of a person's invitation to book, and of the form that makes one. */
export interface Inviting {
  /** The newest invitation; null where there is none. */
  newest: Pick<OpenInvitation, 'id' | 'topic' | 'at' | 'state' | 'told' | 'reason'> | null;
  /** The last day (ISO) of the newest invitation. */
  lastDay: string;
  /** Whether the person can be invited, or why not. */
  may: 'yes' | 'stopped' | 'nowhere';
  /** The topics of the pilot. */
  topics: readonly string[];
  /** The first and the latest day (ISO) that can be the last one, and the usual one; `ahead`: how many days it can be. */
  days: { least: string; most: string; usual: string; ahead: number };
  /** A form that was sent with something wrong in it. */
  draft: { typed: Typed; faults: Faults } | null;
}

/** The section of the card with the invitation of a person, and the form that invites them. */
export function inviteSection(
  texts: Texts,
  language: string,
  inviting: Inviting,
  { handle, zone }: { handle: string; zone: string },
): Html {
  const { say } = viewOf(texts, language, 'invitations');
  const { may } = inviting;
  return html`<section aria-labelledby="invite"><h2 id="invite">${say('title')}</h2>
${newestOf(texts, language, inviting, handle, zone)}
${may === 'yes' ? form(texts, language, inviting, handle) : html`<p class="about">${say(may)}</p>`}</section>`;
}

const nameOfTopic = (topic: string): { text: TextKey } => ({ text: `topics:${topic}` });

function newestOf(texts: Texts, language: string, { newest, lastDay }: Inviting, handle: string, zone: string): Html {
  const { say } = viewOf(texts, language, 'invitations');
  if (newest === null) return empty(say('none'));
  const { id, topic, at, state, told, reason } = newest;
  const about = texts.has(`topics:${topic}`) ? nameOfTopic(topic) : topic;
  const until = { fullDate: lastDay };
  const messages = say(told === 0 ? 'said.none' : told === 1 ? 'said.first' : 'said.again');
  const missing =
    state !== 'open' || reason === null
      ? ''
      : html`<p class="about">${say('notArrived', { why: { text: `staff:untold.reason.${reason}` } })}</p>`;
  const end =
    state !== 'open'
      ? ''
      : html`<form method="post" action="/staff/people/${handle}/invite">${hidden({ do: 'end', id })}<button class="button plain">${say('end')}</button></form>
<p class="about">${say('replaces')}</p>`;
  return html`<p>${say('one', { topic: about, at: { dateTime: at, zone }, until })}</p>
<dl>${fact(say('state'), html`${say(`is.${state}`)}`)}${fact(say('messages'), html`${messages}`)}</dl>${missing}${end}`;
}

function form(texts: Texts, language: string, { topics, days, draft }: Inviting, handle: string): Html {
  const { say, show } = viewOf(texts, language, 'invitations');
  const faultOf = (name: string) => draft?.faults[name] && show(draft.faults[name]);
  const options = topics.map((value) => ({ value, label: show(nameOfTopic(value)) }));
  return html`<details${draft === null ? '' : html` open`}><summary>${say('link')}</summary>
<form method="post" action="/staff/people/${handle}/invite"><p class="about">${say('about')}</p>
${selectField({ id: 'invite-topic', name: 'topic', label: say('topic'), options, value: draft?.typed.topic?.[0] ?? '', fault: faultOf('topic') })}
${field({
  ...{ id: 'invite-until', name: 'until', type: 'date', autocomplete: 'off', required: true, label: say('until') },
  ...{ hint: say('untilHint', { days: days.ahead }), fault: faultOf('until') },
  value: draft?.typed.until?.[0] ?? days.usual,
})}
<button class="button">${say('button')}</button></form></details>`;
}
