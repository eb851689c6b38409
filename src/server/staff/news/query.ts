import { roughly } from '../../../evaluation/rough.ts';
import { type Broadcast, listBroadcasts } from '../../../store/broadcasts.ts';
import { quietFor, stepsToStandAt } from '../../../turn/due/broadcast.ts';
import { languagesToWrite } from '../../../turn/office/news.ts';
import type { World } from '../../../turn/world.ts';
import { zoneOf } from '../../released.ts';
import type { Listed, NewsPage } from './view.ts';

/** How many news a page lists. */
const LISTED = 20;

/** The news of a pilot, newest first, and all that one needs to write some. `before`: epoch ms. */
export async function newsOf(
  { store, content, clock }: World,
  language: string,
  pilot: string,
  before: number | undefined,
): Promise<Pick<NewsPage, 'listed' | 'next' | 'languages' | 'steps' | 'zone' | 'zoneName' | 'quiet'>> {
  const { texts, flowsOf, textKey } = content.model;
  const found = await listBroadcasts(store.read, [pilot], before ?? Number.MAX_SAFE_INTEGER, LISTED + 1);
  const listed = found.slice(0, LISTED);
  const question = (step: string) => texts.raw(language, textKey(pilot, `${step.replace('.', ':')}.text`)) ?? '';
  return {
    listed: listed.map(shown),
    next: found.length > LISTED ? (listed.at(-1)?.at ?? null) : null,
    languages: languagesToWrite(content, pilot),
    steps: stepsToStandAt(flowsOf(pilot)).map((step) => ({ step, question: question(step) })),
    zone: zoneOf(content, pilot),
    zoneName: texts.say(language, `pilots:${pilot}.zone`),
    quiet: quietFor(content, pilot, clock()),
  };
}

/** News as staff see it: the number of people is rough. */
const shown = ({ id, texts, step, state, enqueued, at }: Broadcast): Listed => ({
  ...{ id, texts, step, state, at },
  people: roughly(enqueued),
});
