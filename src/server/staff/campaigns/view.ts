import { html, raw } from 'hono/html';
import { renderSVG } from 'uqr';
import { languageName } from '../../../text/languages.ts';
import type { Texts } from '../../../text/texts.ts';
import type { CampaignLink } from '../../../turn/office/campaigns.ts';
import { hidden, selectField } from '../../html/field.ts';
import type { Html } from '../../html/layout.ts';
import { empty } from '../../html/notice.ts';
import { pilotChoice } from '../../html/pilots.ts';
import { type View, viewOf } from '../../html/view.ts';
import { page, type Reading, staffBar } from '../frame.ts';

/** The data that the page of links and posters shows. */
export interface Campaigns extends Reading {
  pilots: readonly string[];
  pilot: string;
  /** The languages of the pilot, in which there are posters. */
  languages: readonly string[];
  /** The sources with their links; undefined for the links of no source. */
  listed: readonly { source: string | undefined; links: readonly CampaignLink[] }[];
  page: number;
  hasMore: boolean;
  hasSources: boolean;
  /** Nobody has confirmed yet who answers for people's data. */
  isDraft: boolean;
  /** Whether posters can be made here. */
  hasPosters: boolean;
}

const PATH = '/staff/campaigns';

/** The page of the links to a pilot, with their codes and posters. */
export function campaignsPage(texts: Texts, language: string, shown: Campaigns): Html {
  const view = viewOf(texts, language, 'outreach');
  const { say } = view;
  const { pilot, listed, page: at, hasMore, hasSources, isDraft, hasPosters } = shown;
  const turn = (to: number, label: string) =>
    html`<a class="button plain" href="${PATH}?${new URLSearchParams({ pilot, page: String(to) })}">${label}</a>`;
  const body = html`${staffBar(texts, language, shown, PATH)}
<main class="narrow">
${pilotChoice(texts, language, PATH, shown)}
<p class="about">${say('campaigns.about')} ${say('campaigns.counts')}</p>
<p class="about">${say('campaigns.where', { name: 'sources' })} <code dir="ltr">flows/pilots/${pilot}/pilot.yaml</code></p>
${isDraft ? html`<p class="stale">${say('campaigns.draft')}</p>` : ''}
${hasPosters ? '' : html`<p class="stale">${say('campaigns.noPoster')}</p>`}
${listed.map(({ source, links }) => campaign(view, shown, source, links))}
${hasSources ? '' : empty(say('campaigns.none'))}
<p class="doings">${at === 0 ? '' : turn(at - 1, say('previous'))}${hasMore ? turn(at + 1, say('next')) : ''}</p>
</main>`;
  const title = texts.say(language, 'staff:campaigns.title');
  return page(texts, language, title, body, { styles: ['forms.css', 'outreach.css'] });
}

function campaign(
  view: View<'outreach'>,
  shown: Campaigns,
  source: string | undefined,
  links: readonly CampaignLink[],
): Html {
  const { say } = view;
  // No source has a capital letter.
  const id = source ?? 'Plain';
  const known = links.flatMap(({ channel, address }) => (address === undefined ? [] : [{ channel, address }]));
  return html`<section aria-labelledby="of-${id}"><h2 id="of-${id}">${source === undefined ? say('campaigns.plain') : html`<bdi dir="ltr">${source}</bdi>`}</h2>
<ul role="list" class="rows">${links.map((link) => linkLine(view, link))}</ul>
${shown.hasPosters && known.length > 0 ? posterForm(view, shown, { id, source }, known) : ''}</section>`;
}

function linkLine({ say, show }: View<'outreach'>, { channel, address }: CampaignLink): Html {
  const name = { text: `channels:${channel}` } as const;
  if (address === undefined) return html`<li class="card"><p>${say('campaigns.unknown', { channel: name })}</p></li>`;
  const label = say('campaigns.qr', { channel: name });
  return html`<li class="card"><p><strong>${show(name)}</strong> <code dir="ltr" class="link">${address}</code></p>
${channel.startsWith('whatsapp') ? html`<p class="about">${say('campaigns.message')}</p>` : ''}
<details><summary>${label}</summary><div class="qr" role="img" aria-label="${label}">${raw(renderSVG(address, { border: 2 }))}</div></details></li>`;
}

function posterForm(
  { language, say, show }: View<'outreach'>,
  { pilot, languages }: Campaigns,
  { id, source }: { id: string; source: string | undefined },
  known: readonly { channel: CampaignLink['channel'] }[],
): Html {
  const tags = languages.map((tag) => ({ value: tag, label: languageName(tag, language) }));
  const channels = known.map(({ channel }) => ({ value: channel, label: show({ text: `channels:${channel}` }) }));
  return html`<details><summary aria-describedby="of-${id}">${say('campaigns.poster')}</summary>
<form method="get" action="${PATH}/poster" class="card">${hidden({ pilot, source: source ?? '' })}
${selectField({ id: `language-${id}`, name: 'language', label: say('campaigns.language'), options: tags })}
${selectField({ id: `channel-${id}`, name: 'channel', label: say('campaigns.channel'), options: channels })}
<button class="button">${say('campaigns.download')}</button></form></details>`;
}
