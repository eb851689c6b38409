import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { asset } from '../http/assets.ts';

/** The result of `html`: text in which everything from outside is escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface Page {
  /** BCP 47. */
  language: string;
  direction: 'ltr' | 'rtl';
  title: string;
  body: Html;
  /** Names of files in `assets/`. */
  scripts: string[];
  /** Where no script runs, the page is loaded anew after so many seconds. */
  reloads?: number | undefined;
  /** Names of files in `assets/`, after `base.css`. */
  styles: string[];
}

/** A whole page. Neither its head nor its icon says what the project is for. */
export function layout({ language, direction, title, body, scripts, reloads, styles }: Page): Html {
  return html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${reloads === undefined ? '' : html`<noscript><meta http-equiv="refresh" content="${reloads}"></noscript>`}
<link rel="icon" href="${asset('icon.svg')}">
${['base.css', ...styles].map((name) => html`<link rel="stylesheet" href="${asset(name)}">`)}
${scripts.map((name) => html`<script type="module" src="${asset(name)}"></script>`)}
</head>
<body>
${body}
</body>
</html>
`;
}
