import { html } from 'hono/html';
import type { Html } from './layout.ts';

/** A notice that something was done. */
export const done = (words: string): Html => html`<p class="notice" role="status">${words}</p>`;

/** A notice that something was not done, and why. */
export const notDone = (words: string): Html => html`<p class="stale" role="status">${words}</p>`;

/** A notice that the input is wrong, which screen readers read out at once. */
export const wrong = (words: string): Html => html`<p class="stale" role="alert">${words}</p>`;

/** A text in the place of an empty list. */
export const empty = (words: string): Html => html`<p class="empty">${words}</p>`;
