import { GROUPS } from '../../src/conversation/sheet.ts';
import { type Campaigns, campaignsPage } from '../../src/server/staff/campaigns/view.ts';
import { NEWS_NOTICES, type NewsNotice, type NewsPage, newsPage } from '../../src/server/staff/news/view.ts';
import type { ShownText } from '../../src/server/staff/texts/query.ts';
import { type Found, foundPage, type OneText, textPage } from '../../src/server/staff/texts/view.ts';
import { languagesWithout, shownNews } from '../../src/turn/office/news.ts';
import { DAY, START } from '../fakes/clock.ts';
import { content } from '../fakes/parts.ts';
import { any, every, type PageStates, reader, type State, YES_AND_NO } from './states.ts';

/** The states of the pages of news, of links and posters, and of texts. */

const { texts } = content.model;
const READER = [reader('coordinator'), reader('admin')];
const WANTED = { pilot: 'serbia', texts: { en: '<b>A course</b> & more', ar: 'دورة' }, step: 'booking.topic' };
const leftOut = { news: 10, language: 'fewer than 10', channel: 120 } as const;
const previewed = {
  ...{ wanted: WANTED, people: 20, leftOut, shown: shownNews(content, WANTED) },
  without: languagesWithout(content, WANTED),
};

const news = every<Pick<NewsPage, 'notice' | 'preview' | 'faults' | 'quiet' | 'listed' | 'next' | 'pilots'>>({
  notice: [null, ...(Object.keys(NEWS_NOTICES) as NewsNotice[])],
  preview: [null, previewed, { ...previewed, people: 'fewer than 10', without: [] }],
  faults: [{}, { 'text-en': { text: 'faults:empty' }, step: { text: 'faults:long', params: { most: 9 } } }],
  quiet: [null, START + DAY],
  listed: [
    [],
    (['running', 'stopped', 'done'] as const).map((state, i) => ({
      ...{ id: `news-${state}`, texts: WANTED.texts, step: i === 0 ? null : WANTED.step, state, at: START },
      people: i === 0 ? ('fewer than 10' as const) : 40,
    })),
  ],
  next: [null, START - DAY],
  pilots: [['serbia'], ['serbia', 'milan']],
}).map(
  (state): State =>
    ({ model }, language) =>
      newsPage(model.texts, language, {
        ...state,
        ...any({ principal: READER }),
        ...{ now: START, pilot: 'serbia', id: 'news-0001', languages: ['en', 'sr-Cyrl', 'ar', 'fa'] },
        steps: [{ step: 'booking.topic', question: `What is it "about"? ${'x'.repeat(80)}` }],
        typed: { 'text-en': ['</textarea><b>'], step: ['booking.topic'] },
        ...{ zone: 'Europe/Belgrade', zoneName: 'Belgrade' },
      }),
);

const links = [
  { channel: 'telegram', address: 'https://t.me/saputnik_bot?start=serbia-info1' },
  { channel: 'whatsapp-cloud', address: 'https://wa.me/15550783881?text=%2Fstart%20serbia-info1' },
  { channel: 'whatsapp-web', address: undefined },
] as const;
const campaigns = every<
  Pick<Campaigns, 'page' | 'hasMore' | 'hasSources' | 'isDraft' | 'hasPosters' | 'pilots' | 'listed'>
>({
  ...{ page: [0, 1], hasMore: YES_AND_NO, hasSources: YES_AND_NO, isDraft: YES_AND_NO, hasPosters: YES_AND_NO },
  pilots: [['serbia'], ['serbia', 'milan']],
  listed: [
    [
      { source: undefined, links },
      { source: 'info1', links },
      { source: 'camp', links: links.slice(2) },
    ],
  ],
}).map(
  (state): State =>
    ({ model }, language) =>
      campaignsPage(model.texts, language, {
        ...{ ...state, ...any({ principal: READER }), now: START, pilot: 'serbia' },
        languages: ['en', 'sr-Latn', 'ar'],
      }),
);

const shownText: ShownText = {
  ...{ key: 'cancel:sure.text', place: 'flow <cancel>: text', english: ['Cancel?', '<b>Yes</b>'] },
  keep: ['<when>'],
  languages: texts.languages.slice(1).map(({ tag, direction, derivedFrom }, i) => ({
    ...{ language: tag, direction, isReviewed: i % 2 === 0 },
    forms:
      derivedFrom === undefined
        ? [
            { key: 'cancel:sure.text_one', text: '"a"', typed: '</textarea><b>', tasks: [] },
            { key: 'cancel:sure.text_other', text: '', typed: '', tasks: [...GROUPS] },
          ]
        : [],
    made: derivedFrom === undefined ? null : { from: derivedFrom, texts: ['<i>'] },
  })),
};
const outcomes: OneText['outcome'][] = [
  ...[null, { is: 'same' as const }, { is: 'failed' as const }, { is: 'sound' as const, languages: ['de', 'ar'] }],
  {
    is: 'wrong',
    refusals: new Map([
      ['de', [{ row: 2, where: 'cancel:sure.text_one', why: 'reads like "another" <one>' }]],
      ['ar', [{ row: 0, where: 'somewhere', why: 'is wrong' }]],
    ]),
  },
];
const oneText = outcomes.flatMap((outcome) =>
  [shownText, { ...shownText, limit: 20, keep: [] }].map(
    (text): State =>
      ({ model }, language) =>
        textPage(model.texts, language, { ...any({ principal: READER }), now: START, text, outcome }),
  ),
);
const foundTexts = every<Pick<Found, 'words' | 'listed' | 'from' | 'all' | 'page'>>({
  words: ['', '"<b>'],
  listed: [[], [shownText, { ...shownText, key: 'x', languages: [] }]],
  from: [0, 50],
  all: [2, 120],
  page: [0, 1],
}).map(
  (state): State =>
    ({ model }, language) =>
      foundPage(model.texts, language, { ...state, ...any({ principal: READER }), now: START }),
);

export const OUTREACH_PAGES: Record<string, PageStates> = {
  campaigns: { at: ['GET /staff/campaigns'], states: campaigns },
  texts: { at: ['GET /staff/texts'], states: foundTexts },
  text: { at: [], states: oneText },
  news: { at: ['GET /staff/news', 'POST /staff/news/preview', 'POST /staff/news'], states: news },
};
