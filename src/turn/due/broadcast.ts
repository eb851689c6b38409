import { currentName } from '../../conversation/beginnings.ts';
import type { Conversation } from '../../conversation/conversation.ts';
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
import { openConversation } from '../run/run-turn.ts';
import { enqueue } from '../take-in/queue.ts';
import { type World, writesFirst } from '../world.ts';

/** Lined up in one go, once a minute: below what any provider takes, so that nobody's own answer waits behind it. */
const AT_ONCE = 100;
const PAGE = 200;
/** News that did not get through for a day is none. */
const LASTS_MS = 24 * 3_600_000;
/** As long as a counsellor's answer, in UTF-16 units. */
export const LONGEST = 1000;

/** Whom something is for, and what. */
export type Wanted = Pick<Broadcast, 'pilot' | 'texts' | 'step'>;

/** What is wrong with a wish, as a code; nothing where all is well. */
export function faultOf({ content }: Pick<World, 'content'>, { pilot, texts, step }: Wanted): string | undefined {
  const known = new Set(content.model.texts.languages.map(({ tag }) => tag));
  if (Object.keys(texts).some((tag) => !known.has(tag))) return 'language-unknown';
  const [flow = '', name = ''] = step?.split('.') ?? [];
  if (step !== null && content.model.flowsOf(pilot)[flow]?.steps[name] === undefined) return 'step-unknown';
  return undefined;
}

/** Where people are looked for, and which channels can be the first to write. */
export type Audience = Pick<World, 'store' | 'vault' | 'content'> & { writesFirst(channel: string): boolean };

/** Everybody whom an instance reaches. */
export const audienceOf = (world: World): Audience => ({ ...world, writesFirst: (name) => writesFirst(world, name) });

/** How many people it would go to. */
export async function previewBroadcast(audience: Audience, wanted: Wanted): Promise<Rough> {
  const q = audience.store.read;
  let people = 0;
  for await (const id of everybodyAfter(q, ''))
    if ((await recipient(audience, q, wanted, id)) !== undefined) people += 1;
  return roughly(people);
}

/**
 * Goes on with every broadcast that runs, for some people each. A crash repeats nothing, and leaves nobody out. `over` where
 * none runs any more.
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
    // Stopped meanwhile, or another process goes on with it.
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

/** Where it would reach somebody, and in which words; nothing where it is not for them. */
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

/** A step as `<flow>.<step>`, also where the flow had another name when the broadcast was made. */
function currentStep(step: string): string {
  const [flow = '', name = ''] = step.split('.');
  return `${currentName(flow)}.${name}`;
}

function standsAt({ stack }: Conversation): string | null {
  const frame = stack.at(-1);
  return frame === undefined ? null : `${frame.flow}.${frame.step}`;
}

/** In their language, or made from the one that theirs is written from. */
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
