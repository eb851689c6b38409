import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** What became of something that was just done. */
export const done = (words: string): Html => html`<p class="notice" role="status">${words}</p>`;

/** Something was not done, and why. */
export const notDone = (words: string): Html => html`<p class="stale" role="status">${words}</p>`;

/** What was entered is wrong: read out at once. */
export const wrong = (words: string): Html => html`<p class="stale" role="alert">${words}</p>`;

/** Stands where there is nothing to list. */
export const empty = (words: string): Html => html`<p class="empty">${words}</p>`;
