import { html } from 'hono/html';
import type { Reason } from '../../../pilot/facts.ts';
import type { Report } from '../../../turn/actions/report.ts';
import { languageOf } from '../../html/appointment.ts';
import type { Html } from '../../html/layout.ts';
import { type View, viewOf } from '../../html/view.ts';

/** Why somebody should look at a row, a line each. The state of its source stands beside the source. */
export const whyLines = (view: View<'knowledge'>, reasons: readonly Reason[], reports: readonly Report[] = []): Html =>
  html`<ul class="why">${reasons.filter(isSaid).map((reason) => html`<li>${inWords(view, reason)}</li>`)}${reports.map(
    (report) => html`<li>${reported(view, report)}</li>`,
  )}</ul>`;

type Said = Exclude<Reason, { why: 'state' }>;
const isSaid = (reason: Reason): reason is Said => reason.why !== 'state';

function inWords({ say, texts }: View<'knowledge'>, reason: Said): string {
  switch (reason.why) {
    case 'untexted':
      return say('why.untexted', { name: reason.by });
    case 'changed': {
      const names = reason.languages.map((tag) => texts.language(tag).endonym);
      return say('why.changed', { day: { fullDate: reason.on }, languages: { list: names } });
    }
    case 'others':
      return say('why.others', { values: { list: reason.values } });
    case 'over':
      return say('why.over', { name: reason.by, day: { fullDate: reason.on } });
    default:
      return say(`why.${reason.why}`);
  }
}

const reported = ({ say, texts, language }: View<'knowledge'>, { kind, period, count, language: of }: Report): Html =>
  html`${say(`reported.${kind}`, { count })} <span class="about">${languageOf(viewOf(texts, language, 'staff'), of)} · <bdi dir="ltr">${period}</bdi></span>`;
