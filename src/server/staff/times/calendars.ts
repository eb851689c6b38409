import { html } from 'hono/html';
import type { Texts } from '../../../text/texts.ts';
import { field, tickField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { notDone } from '../../html/notice.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';
import { filled, type Times } from './shown.ts';

/** The calendar whose times are not offered, and the feed to subscribe to. */
export function calendars(view: View<'times'>, action: string, shown: Times): Html {
  return html`${ownCalendar(view, action, shown)}
${feed(view, action, shown)}`;
}

function ownCalendar(view: View<'times'>, action: string, { calendar, refused, zone }: Times): Html {
  const { say } = view;
  const { value, fault } = filled(view, action, 'calendar', refused);
  const url = value('url', calendar?.url ?? '');
  return html`<section aria-labelledby="calendar-title"><h2 id="calendar-title">${say('calendar.title')}</h2><p class="about">${say('calendar.about')}</p>
${calendar === null ? '' : state(view, calendar, zone)}
<form method="post" action="${action}" class="card">
${field({ ...{ id: 'url', label: say('calendar.url'), hint: say('calendar.hint'), type: 'url', autocomplete: 'off' }, ...{ ltr: true, value: url, ...fault('url') } })}
<button class="button" name="do" value="calendar">${say('calendar.save')}</button></form></section>`;
}

function state({ say, show }: View<'times'>, one: NonNullable<Times['calendar']>, zone: string): Html {
  const { busyAt, busyFailure } = one;
  if (busyFailure !== null)
    return notDone(say('calendar.failed', { why: show({ text: `staff:calendars.why.${busyFailure}` }) }));
  return html`<p>${busyAt === null ? say('calendar.notYet') : say('calendar.read', { when: { dateTime: busyAt, zone } })}</p>`;
}

function feed({ say }: View<'times'>, action: string, { feed: known }: Times): Html {
  return html`<section aria-labelledby="feed-title"><h2 id="feed-title">${say('feed.title')}</h2><p class="about">${say('feed.about')}</p>
<p>${say(`feed.${known}`)}</p>
<form method="post" action="${action}" class="card">
${tickField({ id: 'discreet', label: say('feed.discreetly'), ticked: known === 'discreet' })}
<button class="button" name="do" value="feed">${say(known === 'none' ? 'feed.make' : 'feed.renew')}</button></form></section>`;
}

/** The data that the page shows once, after a feed got a new address. */
export interface Feed extends Reading {
  /** The page that leads back. */
  back: string;
  address: string;
}

/** The page with the address of a feed, which is shown once, and how calendars subscribe to it. */
export function feedPage(texts: Texts, language: string, shown: Feed): Html {
  const { say } = viewOf(texts, language, 'times');
  const { address, back } = shown;
  const body = html`${staffBar(texts, language, shown, '/staff/times', say('feed.made'))}
<main class="narrow"><p>${say('feed.once')}</p>
<p class="card"><code dir="ltr" class="link">${address}</code></p>
<ul><li>${say('feed.google')}</li><li>${say('feed.outlook')}</li><li>${say('feed.apple')}</li></ul>
<p><a class="button" href="${back}">${say('feed.back')}</a></p></main>`;
  return page(texts, language, say('feed.made'), body, { styles: ['forms.css'] });
}
