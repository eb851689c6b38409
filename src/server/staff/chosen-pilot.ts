import { noteRefusal } from '../../store/log.ts';
import type { World } from '../../turn/world.ts';
import { pilotsOf } from '../released.ts';
import type { Reader } from './reader.ts';

/**
 * The pilot that a page is about: the one that was asked for, or the reader's first. Undefined where the reader has none
 * of this name; that they asked for another's is noted.
 */
export async function chosenPilot(
  { store, content, clock }: Pick<World, 'store' | 'content' | 'clock'>,
  reader: Pick<Reader, 'pilots' | 'who'>,
  asked: string | undefined,
): Promise<string | undefined> {
  const own = pilotsOf(reader, content);
  if (asked === undefined) return own[0];
  if (!own.includes(asked) && Object.hasOwn(content.pilots, asked))
    await store.tx((q) => noteRefusal(q, { who: reader.who, target: asked, pilot: asked, at: clock() }));
  return own.find((pilot) => pilot === asked);
}
