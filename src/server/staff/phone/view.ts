import { html, raw } from 'hono/html';
import { renderSVG } from 'uqr';
import { PROVED } from '../../../store/staff-sessions.ts';
import type { Texts } from '../../../text/texts.ts';
import type { Condition, Linking } from '../../../turn/channel.ts';
import type { Html } from '../../html/layout.ts';
import { done, notDone } from '../../html/notice.ts';
import { viewOf } from '../../html/view.ts';
import { page, proveFirst, type Reading, staffBar } from '../frame.ts';
import { chip, codeLine, type SystemView } from '../system/view.ts';

/** The data that the page of the linked phone shows. */
export interface PhoneShown extends Reading {
  /** Whether the reader may link and unlink it: all chats of all pilots go through it. */
  mayLink: boolean;
  /** The channel and the newest attempt to link a phone; null where the channel is off. */
  link: { condition: Condition; attempt: Linking | null } | null;
  /** The reader has just asked for the end of the link. */
  isAsked: boolean;
  zone: string;
}

const PATH = '/staff/system/phone';

/** The page on which a phone is linked to WhatsApp, and unlinked. The code on it is a secret. */
export function phonePage(texts: Texts, language: string, shown: PhoneShown): Html {
  const view = viewOf(texts, language, 'system');
  const { say } = view;
  const title = say('phone.title');
  const { link } = shown;
  const body = html`${staffBar(texts, language, shown, '/staff/system', title)}
<main class="narrow">
<p class="about">${say('phone.about')} <code dir="ltr">docs/channel-risk.md</code></p>
${link === null ? html`<p>${say('phone.off')}</p>` : html`<div id="phone" aria-live="polite"${isUnderWay(shown) ? html` data-live` : ''}>${linkPart(texts, view, shown, link)}</div>`}
<p><a href="/staff/system">${texts.say(language, 'staff:system.title')}</a></p>
</main>`;
  // Where scripts run, phone.js fetches the newest code and nothing is loaded anew.
  return page(texts, language, title, body, {
    styles: ['forms.css', 'system.css'],
    scripts: ['phone.js'],
    ...(isUnderWay(shown) && { reloads: 10 }),
  });
}

function linkPart(
  texts: Texts,
  view: SystemView,
  shown: PhoneShown,
  { condition, attempt }: NonNullable<PhoneShown['link']>,
): Html {
  const { say } = view;
  const isLinked = hasPhone(condition);
  const verdict = isLinked ? (condition.state === 'running' ? 'fine' : 'look') : 'look';
  const state = html`<p class="state">${chip(view, verdict)} ${say(isLinked ? 'phone.linked' : 'phone.notLinked')} <span class="about">${say(`channels.state.${condition.state}`)}</span>${codeLine(view, condition.why)}</p>`;
  if (!shown.mayLink) return html`${state}<p>${say('phone.notAll')}</p>`;
  const button = (act: 'link' | 'unlink', label: string, style: string) =>
    html`<form method="post" action="${PATH}/${act}"><button class="${style}">${label}</button></form>`;
  if (attempt?.state === 'showing')
    return html`${isProved(shown) ? codePart(view, attempt, shown.zone) : proveFirst(texts, view.language, shown, '/staff/system')}${button('unlink', say('phone.stop'), 'button plain')}`;
  return html`${state}${shown.isAsked && isLinked ? done(say('phone.asked')) : ''}${attemptPart(view, attempt)}
${proveFirst(texts, view.language, shown, '/staff/system')}
${
  isLinked
    ? html`<p class="about">${say('phone.endHint')}</p>${button('unlink', say('phone.end'), 'button plain')}`
    : button('link', say('phone.begin'), 'button')
}`;
}

/** Who sits at a session that was left open sees no code. */
const isProved = ({ principal, now }: Reading): boolean => now - principal.provedAt < PROVED;

const hasPhone = ({ state }: Condition): boolean => state !== 'unlinked' && state !== 'lost' && state !== 'starting';

/** Whether the page changes by itself: codes come, or the link is being ended. */
const isUnderWay = (shown: PhoneShown): boolean =>
  shown.mayLink &&
  shown.link !== null &&
  (shown.link.attempt?.state === 'showing' ? isProved(shown) : shown.isAsked && hasPhone(shown.link.condition));

/** How an attempt has ended that linked no phone. */
function attemptPart(view: SystemView, attempt: Linking | null): Html | '' {
  if (attempt === null || attempt.state === 'linked' || attempt.state === 'showing') return '';
  const why = attempt.state === 'refused' ? attempt.why : null;
  return html`${notDone(view.say(`phone.${attempt.state}`))}${why === null ? '' : html`<p>${codeLine(view, why)}</p>`}`;
}

function codePart({ say }: SystemView, { code, until }: { code: string | null; until: number }, zone: string): Html {
  const about = html`<p class="about">${say('phone.until', { time: { time: until, zone } })}</p>
<p><a class="button plain" href="${PATH}">${say('phone.newest')}</a></p>`;
  if (code === null) return html`<p>${say('phone.soon')}</p>${about}`;
  return html`<p>${say('phone.how')}</p><p>${say('phone.secret')}</p>
<div class="qr">${raw(renderSVG(code, { border: 2 }))}</div>${about}`;
}
