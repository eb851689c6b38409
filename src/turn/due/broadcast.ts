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

/** The fault of a wanted broadcast, as a code; undefined when it has none. */
export function faultOf({ content }: Pick<World, 'content'>, { pilot, texts, step }: Wanted): string | undefined {
  const known = new Set(content.model.texts.languages.map(({ tag }) => tag));
  if (Object.keys(texts).some((tag) => !known.has(tag))) return 'language-unknown';
  return step === null || canStandAt(content.model.flowsOf(pilot), step) ? undefined : 'step-unknown';
}

/**
 * Whether these flows have the step (`<flow>.<step>`), and people can be found there: a question, outside the flows that
 * leave no trace.
 */
function canStandAt(flows: Flows, step: string): boolean {
  const [name = '', at = ''] = step.split('.');
  const flow = ownOf(flows, name);
  return flow !== undefined && flow.traceless !== true && ownOf(flow.steps, at)?.kind === 'ask';
}

/** The property of this name: the name comes from outside, and an object has more names than its own. */
const ownOf = <T>(of: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;

/** The places to look for people in, and which channels can write first. */
export type Audience = Pick<World, 'store' | 'vault' | 'content'> & { writesFirst(channel: string): boolean };

/** The audience that this instance reaches. */
export const audienceOf = (world: World): Audience => ({ ...world, writesFirst: (name) => writesFirst(world, name) });

/** How many people a broadcast would reach, roughly. */
export async function previewBroadcast(audience: Audience, wanted: Wanted): Promise<Rough> {
  const q = audience.store.read;
  let people = 0;
  for await (const id of everybodyAfter(q, ''))
    if ((await recipient(audience, q, wanted, id)) !== undefined) people += 1;
  return roughly(people);
}

/**
 * Continues every running broadcast, for up to `AT_ONCE` people each. After a crash no person is told twice, and none
 * is left out. Returns `over` when no broadcast runs any more.
 */
export async function workBroadcasts(world: World): Promise<'over' | undefined> {
  for (const broadcast of await runningBroadcasts(world.store.read)) await goOn(world, broadcast);
  return (await runningBroadcasts(world.store.read)).length === 0 ? 'over' : undefined;
}

async function goOn(world: World, broadcast: Broadcast): Promise<void> {
  let { cursor } = broadcast;
  let free = AT_ONCE;
  for await (const id of everybodyAfter(world.store.read, cursor)) {
    const from = cursor;
    const passed = await world.store.tx(async (q) => {
      await q.lockPerson(id);
      const to = await recipient(audienceOf(world), q, broadcast, id);
      if (to === undefined) return 'not meant';
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

/** The person, the contact and the words to send a broadcast with; undefined when it is not meant for this person. */
async function recipient(
  world: Audience,
  q: Q,
  { pilot, texts, step }: Wanted,
  id: string,
): Promise<{ person: PersonRow; contact: string; words: string } | undefined> {
  const person = await loadPerson(q, id);
  if (person === undefined || person.forgetAt !== null) return undefined;
  const c = openConversation(world, person, world.vault.unwrap(id, person.wrapped));
  const words = wordsFor(world, texts, c);
  const isMeant = c.pilot === pilot && c.profile.news === 'yes' && hasConsent(world.content.model, c);
  if (!isMeant || words === undefined || (step !== null && currentStep(step) !== standsAt(c))) return undefined;
  const contact = (await openContacts(q, id)).find(({ channel }) => world.writesFirst(channel));
  return contact && { person, contact: contact.id, words };
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

/** The text in the person's language, or one made from the language that theirs is derived from. */
function wordsFor(
  { content: { model } }: Audience,
  texts: Record<string, string>,
  c: Conversation,
): string | undefined {
  const own = texts[c.language ?? ''];
  if (own !== undefined || c.language === null) return own;
  const { derivedFrom } = model.texts.language(c.language);
  const source = derivedFrom === undefined ? undefined : texts[derivedFrom];
  return source === undefined ? undefined : toLatin(source);
}
