import type { Content } from '../../content.ts';
import { addBroadcast, type Broadcast, broadcastById, switchBroadcast } from '../../store/broadcasts.ts';
import { note, noteOnce, noteRefusal } from '../../store/log.ts';
import {
  type Audience,
  LONGEST,
  type Preview,
  previewBroadcast,
  stepsToStandAt,
  type Wanted,
  wordsIn,
} from '../due/broadcast.ts';
import type { World } from '../world.ts';
import { fieldsOf, type Read, type Typed } from './typed.ts';

/** News to people who asked for it, as staff send it: by the page, the API or a command. */

/** Who does it, as the log names them; null for the command line. `pilots`: those that they may do it for. */
export interface Sender {
  who: string | null;
  pilots: readonly string[];
}

/** Ids are chosen before anything is sent, so that asking twice sends once. */
export const NEWS_ID = /^[\w-]{8,64}$/;

/** The languages in which news of a pilot is written; Serbian Latin is made from the Cyrillic where both are offered. */
export function languagesToWrite({ model, pilots }: Pick<Content, 'model' | 'pilots'>, pilot: string): string[] {
  const offered = pilots[pilot]?.languages ?? [];
  return offered.filter((tag) => !offered.includes(model.texts.language(tag).derivedFrom ?? ''));
}

/** The news that was typed into a form: a field `text-<language>` for each language, and `step` where it is not for all. */
export function readNews(content: Content, pilot: string, typed: Typed): Read<Wanted> {
  const fields = fieldsOf(typed);
  const tags = languagesToWrite(content, pilot);
  const written = tags.map((tag) => [tag, fields.text(`text-${tag}`, LONGEST, 'optional')] as const);
  const texts = Object.fromEntries(written.filter(([, words]) => words !== ''));
  if (Object.keys(texts).length === 0) fields.text(`text-${tags[0]}`, LONGEST);
  const steps = stepsToStandAt(content.model.flowsOf(pilot));
  const step = fields.parsed('step', (asked) => (asked === '' ? null : steps.find((one) => one === asked)), {
    text: 'faults:choose',
    params: { allowed: { list: steps } },
  });
  return fields.done(() => ({ pilot, texts, step }));
}

/** News as people read it in one language: the message, and the button beneath it. */
interface ShownNews {
  language: string;
  text: string;
  button: string;
}

/** News as people of its pilot read it, in each language for which there are words. */
export function shownNews({ model }: Pick<Content, 'model'>, { pilot, texts }: Pick<Wanted, 'pilot' | 'texts'>) {
  return model.texts.languages.flatMap(({ tag }): ShownNews[] => {
    const words = wordsIn(model.texts, texts, tag);
    if (words === undefined) return [];
    const text = model.texts.say(tag, model.textKey(pilot, 'tell-news:told.text'), { words });
    const button = model.texts.say(tag, model.textKey(pilot, 'tell-news:told.buttons.news'));
    return [{ language: tag, text, button }];
  });
}

/** The languages of a pilot in which nobody could read these texts. */
export const languagesWithout = ({ model, pilots }: Content, { pilot, texts }: Pick<Wanted, 'pilot' | 'texts'>) =>
  (pilots[pilot]?.languages ?? []).filter((tag) => wordsIn(model.texts, texts, tag) === undefined);

/** How many people news would reach and leave out. That somebody looked is noted. */
export async function previewNews(
  { store, clock }: Pick<World, 'store' | 'clock'>,
  audience: Audience,
  { who }: Pick<Sender, 'who'>,
  wanted: Wanted,
): Promise<Preview> {
  const { pilot, step } = wanted;
  const look = { who, what: 'broadcast-previewed', target: step ?? pilot, pilot, at: clock() } as const;
  await store.tx((q) => noteOnce(q, look));
  return previewBroadcast(audience, wanted);
}

/** Sends news, once for each id: false where some with this id was sent before, and then nothing is sent. */
export const sendNews = (
  { store, clock }: Pick<World, 'store' | 'clock'>,
  { who }: Pick<Sender, 'who'>,
  news: Wanted & { id: string },
): Promise<boolean> =>
  store.tx(async (q) => {
    const added = await addBroadcast(q, { ...news, at: clock() });
    const { id: target, pilot } = news;
    if (added) await note(q, { who, what: 'broadcast-sent', target, pilot, at: clock() });
    return added;
  });

/**
 * Stops news, or lets it go on. `other state`: it is over, or somebody was quicker. `unknown`: there is none of this id
 * for the sender's pilots; that they asked for another pilot's is noted.
 */
export const switchNews = (
  { store, clock, content }: Pick<World, 'store' | 'clock' | 'content'>,
  { who, pilots }: Sender,
  id: string,
  to: Extract<Broadcast['state'], 'running' | 'stopped'>,
): Promise<'done' | 'other state' | 'unknown'> =>
  store.tx(async (q) => {
    const at = clock();
    const served = pilots.filter((pilot) => Object.hasOwn(content.pilots, pilot));
    const pilot = await switchBroadcast(q, id, served, to, at);
    if (pilot !== undefined) {
      await note(q, { who, what: `broadcast-${to}`, target: id, pilot, at });
      return 'done';
    }
    const other = (await broadcastById(q, id))?.pilot;
    if (other === undefined || pilots.includes(other)) return other === undefined ? 'unknown' : 'other state';
    await noteRefusal(q, { who, target: id, pilot: other, at });
    return 'unknown';
  });
