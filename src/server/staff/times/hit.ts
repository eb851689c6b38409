import { html } from 'hono/html';
import type { KeyIn, TextKey } from '../../../text/keys.ts';
import type { Texts } from '../../../text/texts.ts';
import { slotId } from '../../../turn/appointments/search.ts';
import type { Decided, Hit } from '../../../turn/office/times.ts';
import type { Typed } from '../../../turn/office/typed.ts';
import { topicOf } from '../../html/appointment.ts';
import { hidden, selectField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { notDone } from '../../html/notice.ts';
import { viewOf } from '../../html/view.ts';
import type { StaffPath } from '../access.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** How the page asks what becomes of appointments: its texts, and what can be decided beside another time. */
export interface Asking {
  title: TextKey;
  /** It counts the appointments. */
  about: TextKey;
  hint: TextKey;
  /** What becomes of an appointment, beside the times that it can be moved to. */
  decisions: readonly { value: Exclude<Decided, object>; label: TextKey }[];
}

/** The question after a change of working times. */
export const OF_TIMES: Asking = {
  ...{ title: 'times:hit.title', about: 'times:hit.about', hint: 'times:hit.hint' },
  decisions: (['call-off', 'keep', 'stands'] as const).map((value) => ({ value, label: `times:hit.${value}` })),
};

/** The appointments that a change would hit, before it is saved. */
export interface Hits extends Reading {
  /** The page on which the change was made, and the address that its form posts to. */
  path: StaffPath;
  action: string;
  asking: Asking;
  /** The change as it was typed, with the button that was pressed. */
  typed: Typed;
  /** How many appointments of other staff's pilots it would hit: they are kept. */
  others: number;
  hits: (Omit<Hit, 'slots'> & {
    zone: string;
    counsellorName: string;
    slots: (Hit['slots'][number] & { name: string })[];
  })[];
}

/** The name of the field that says what becomes of one appointment. */
export const fieldOf = (id: string): string => `of-${id}`;

/** Names the appointments that a change would hit, and asks what becomes of each. Nothing has been saved yet. */
export function hitPage(texts: Texts, language: string, shown: Hits): Html {
  const view = viewOf(texts, language, 'staff');
  const { say, show } = viewOf(texts, language, 'times');
  const { hits, path, action, typed, asking } = shown;
  const choices = asking.decisions.map(({ value, label }) => ({ value, label: show({ text: label }) }));
  const title = show({ text: asking.title });
  const one = ({ appointment: a, people, slots, reach, zone, counsellorName }: Hits['hits'][number]) => {
    const times = slots.map((slot) => {
      const when = { dateTime: slot.startAt, zone } as const;
      const label =
        slot.counsellor === a.counsellor ? say('hit.move', { when }) : say('hit.moveTo', { when, name: slot.name });
      return { value: slotId(slot), label };
    });
    const told =
      'reason' in reach
        ? notDone(say('hit.cannot', { reason: { text: `staff:untold.reason.${reach.reason}` } }))
        : html`<p class="about">${say('hit.told', { channel: { text: `channels:${reach.channel as KeyIn<'channels'>}` } })}</p>`;
    return html`<li class="card"><p id="hit-${a.id}"><strong>${show({ dateTime: a.startAt, zone })}</strong> · ${topicOf(view, a.topic)} · <bdi>${counsellorName}</bdi> · <a href="/staff/appointments/${a.id}"><bdi dir="ltr" class="reference">${a.reference}</bdi></a></p>
${a.groupOffer === null ? told : html`<p class="about">${say('hit.people', { count: people })}</p>`}
${selectField({ id: fieldOf(a.id), label: say('hit.what'), describedBy: `hit-${a.id}`, required: true, options: [{ value: '', label: say('hit.choose') }, ...choices, ...times] })}</li>`;
  };
  const body = html`${staffBar(texts, language, shown, path, title)}
<main class="narrow">
${notDone(show({ text: asking.about, params: { count: hits.length } }))}
<form method="post" action="${action}">${hidden({ ...typed, decided: 'yes' })}
<ul role="list" class="rows">${hits.map(one)}</ul>
${shown.others === 0 ? '' : html`<p>${say('hit.others', { count: shown.others })}</p>`}
<p class="about">${show({ text: asking.hint })}</p>
<p class="doings"><button class="button">${say('hit.save')}</button> <a class="button plain" href="${action}">${say('hit.back')}</a></p></form>
</main>`;
  return page(texts, language, title, body, { styles: ['forms.css'] });
}
