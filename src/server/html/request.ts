import { html } from 'hono/html';
import type { HelpRequest } from '../../store/requests.ts';
import { languageOf } from './appointment.ts';
import type { Html } from './layout.ts';
import type { View } from './view.ts';

/**
 * How long the person of a request has waited, and the language that they speak. Other elements refer to it by the id
 * `who-ID`.
 */
export function whoWaits(view: View, { id, at, language }: HelpRequest, now: number): Html {
  const { say } = view;
  const minutes = Math.max(1, Math.floor((now - at) / 60_000));
  const waiting =
    minutes < 120
      ? say('requests.waiting', { count: minutes })
      : say('requests.waitingHours', { count: Math.floor(minutes / 60) });
  return html`<p class="who" id="who-${id}"><strong>${waiting}</strong> <span class="chip"><span class="unseen">${say('requests.language')}: </span>${languageOf(view, language)}</span></p>`;
}
