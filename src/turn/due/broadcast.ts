import { byDaylight } from '../../booking/reminders.ts';
import type { Content } from '../../content.ts';
import { currentName } from '../../conversation/beginnings.ts';
import type { Conversation } from '../../conversation/conversation.ts';
import type { Flows } from '../../conversation/flow.ts';
import { hasConsent } from '../../conversation/model.ts';
import { type Rough, roughly } from '../../evaluation/rough.ts';
import {
  type Broadcast,
  consentingAfter,
  finishBroadcast,
  passPerson,
  runningBroadcasts,
} from '../../store/broadcasts.ts';
import { loadPerson, openContacts, type PersonRow } from '../../store/people.ts';
import type { Q } from '../../store/store.ts';
import { toLatin } from '../../text/latin.ts';
import type { Texts } from '../../text/texts.ts';
import { openConversation } from '../run/open-conversation.ts';
import { enqueue } from '../take-in/enqueue.ts';
import { type World, writesFirst } from '../world.ts';

/**
 * The most people lined up in one run, once a minute: below the rate of every provider, so that no person's own answer
 * waits behind news.
 */
const AT_ONCE = 100;
const PAGE = 200;
/** News expires when it has not been sent for a day. */
const LASTS_MS = 24 * 3_600_000;
/** The longest text of a broadcast in UTF-16 units, the same as for a counsellor's answer. */
export const LONGEST = 1000;

/** The audience of a broadcast (`pilot`, `step`), and its texts. */
export type Wanted = Pick<Broadcast, 'pilot' | 'texts' | 'step'>;

/** Why somebody gets no news: they did not ask for it, cannot read it, or have no app in which we can write first. */
export const LEFT_OUT = ['news', 'language', 'channel'] as const;
type LeftOut = (typeof LEFT_OUT)[number];

/** How many people a broadcast would reach, and how many it leaves out and why; all roughly. */
export interface Preview {
  people: Rough;
  leftOut: Readonly<Record<LeftOut, Rough>>;
}

/** When the hours end in which nobody of a pilot is woken by news (epoch ms); null where `now` is none of them. */
export function quietFor({ pilots }: Pick<Content, 'pilots'>, pilot: string, now: number): number | null {
  const zone = pilots[pilot]?.zone;
  const day = zone === undefined ? now : byDaylight(now, zone);
  return day > now ? day : null;
}

/** The fault of a wanted broadcast, as a code; undefined when it has none. */
export function faultOf({ content }: Pick<World, 'content'>, { pilot, texts, step }: Wanted): string | undefined {
  const known = new Set(content.model.texts.languages.map(({ tag }) => tag));
  if (Object.keys(texts).some((tag) => !known.has(tag))) return 'language-unknown';
  return step === null || canStandAt(content.model.flowsOf(pilot), step) ? undefined : 'step-unknown';
}

const canStandAt = (flows: Flows, step: string): boolean => stepsToStandAt(flows).includes(step);

/** The steps (`<flow>.<step>`) at which people can be found: questions, outside the flows that leave no trace. */
export const stepsToStandAt = (flows: Flows): string[] =>
  Object.entries(flows).flatMap(([name, { traceless, steps }]) =>
    traceless === true
      ? []
      : Object.entries(steps).flatMap(([at, { kind }]) => (kind === 'ask' ? `${name}.${at}` : [])),
  );

/** The places to look for people in, and which channels can write first. */
export type Audience = Pick<World, 'store' | 'vault' | 'content'> & { writesFirst(channel: string): boolean };

/** The audience that this instance reaches. */
export const audienceOf = (world: World): Audience => ({ ...world, writesFirst: (name) => writesFirst(world, name) });

/** How many people a broadcast would reach, and how many of the same pilot and step it would leave out. */
export async function previewBroadcast(audience: Audience, wanted: Wanted): Promise<Preview> {
  const q = audience.store.read;
  const counts = { people: 0, news: 0, language: 0, channel: 0 };
  for await (const id of everybodyAfter(q, '')) {
    const to = await recipient(audience, q, wanted, id);
    if (to !== undefined) counts[typeof to === 'string' ? to : 'people'] += 1;
  }
  const { people, news, language, channel } = counts;
  return {
    people: roughly(people),
    leftOut: { news: roughly(news), language: roughly(language), channel: roughly(channel) },
  };
}

/**
 * Continues every running broadcast by day, for up to `AT_ONCE` people each. After a crash no person is told twice, and
 * none is left out. Returns `over` when no broadcast runs any more.
 */
export async function workBroadcasts(world: World): Promise<'over' | undefined> {
  for (const broadcast of await runningBroadcasts(world.store.read)) await goOn(world, broadcast);
  return (await runningBroadcasts(world.store.read)).length === 0 ? 'over' : undefined;
}

async function goOn(world: World, broadcast: Broadcast): Promise<void> {
  if (quietFor(world.content, broadcast.pilot, world.clock()) !== null) return;
  let { cursor } = broadcast;
  let free = AT_ONCE;
  for await (const id of everybodyAfter(world.store.read, cursor)) {
    const from = cursor;
    const passed = await world.store.tx(async (q) => {
      await q.lockPerson(id);
      const to = await recipient(audienceOf(world), q, broadcast, id);
      if (to === undefined || typeof to === 'string') return 'not meant';
      if (!(await passPerson(q, broadcast.id, from, id))) return 'not ours';
      const body = { kind: 'due', timer: 'news', vars: { words: to.words }, until: world.clock() + LASTS_MS } as const;
      await enqueue(world, q, to.person, to.contact, body);
      return 'told';
    });
    // The broadcast was stopped meanwhile, or another process continues it.
    if (passed === 'not ours') return;
    if (passed === 'not meant') continue;
    cursor = id;
    free -= 1;
    if (free === 0) return;
  }
  await world.store.tx((q) => finishBroadcast(q, broadcast.id, cursor));
}

async function* everybodyAfter(q: Q, cursor: string): AsyncGenerator<string> {
  for (let page = await consentingAfter(q, cursor, PAGE); page.length > 0; ) {
    yield* page;
    page = await consentingAfter(q, page.at(-1) ?? '', PAGE);
  }
}

/**
 * The person, the contact and the words to send a broadcast with; or why the person is left out. Undefined for people
 * whom it is not about: of another pilot, at another step, or without consent.
 */
async function recipient(
  world: Audience,
  q: Q,
  { pilot, texts, step }: Wanted,
  id: string,
): Promise<{ person: PersonRow; contact: string; words: string } | LeftOut | undefined> {
  const person = await loadPerson(q, id);
  if (person === undefined || person.forgetAt !== null) return undefined;
  const c = openConversation(world, person, world.vault.unwrap(id, person.wrapped));
  const { model } = world.content;
  const isAbout = c.pilot === pilot && hasConsent(model, c) && (step === null || currentStep(step) === standsAt(c));
  if (!isAbout) return undefined;
  if (c.profile.news !== 'yes') return 'news';
  const words = wordsIn(model.texts, texts, c.language ?? '');
  if (words === undefined) return 'language';
  const contact = (await openContacts(q, id)).find(({ channel }) => world.writesFirst(channel));
  return contact === undefined ? 'channel' : { person, contact: contact.id, words };
}

/**
 * The step as `<flow>.<step>`, by the flow's present name: flows may have been renamed since the broadcast was made.
 */
function currentStep(step: string): string {
  const [flow = '', name = ''] = step.split('.');
  return `${currentName(flow)}.${name}`;
}

function standsAt({ stack }: Conversation): string | null {
  const frame = stack.at(-1);
  return frame === undefined ? null : `${frame.flow}.${frame.step}`;
}

/** The text in a language, or one made from the language that it is derived from. */
export function wordsIn(
  { languages }: Pick<Texts, 'languages'>,
  texts: Readonly<Record<string, string>>,
  language: string,
): string | undefined {
  const own = texts[language];
  if (own !== undefined) return own;
  const derivedFrom = languages.find(({ tag }) => tag === language)?.derivedFrom;
  const source = derivedFrom === undefined ? undefined : texts[derivedFrom];
  return source === undefined ? undefined : toLatin(source);
}
