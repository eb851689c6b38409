import type { Content as Said } from '../../src/conversation/message.ts';
import type { Crowd, Next } from './crowd.ts';
import type { Floor } from './floor.ts';
import type { Instance } from './instance.ts';
import { answer, BOOK, TO_THE_BOOKING, Visitor } from './script.ts';
import { type Lap, lap } from './stopwatch.ts';

/** How one message of one person is handled, until the measured work is done. */
export type Handle = (handle: string, said: Said, replies: number) => Promise<void>;

/** One message at a time: the next comes when this one is done. */
export function oneByOne(crowd: Crowd, waves: Next[][], handle: Handle): Promise<Lap> {
  const all = waves.flat();
  return lap(all.length, async (time) => {
    for (const next of all) await time(() => send(crowd, next, handle));
  });
}

/** Everybody at once; each person's next message comes when the one before is done. */
export function together(crowd: Crowd, waves: Next[][], handle: Handle): Promise<Lap> {
  return lap(waves.length * crowd.size, async (time) => {
    const alone = async (person: number) => {
      for (const wave of waves) {
        const next = wave[person];
        if (next !== undefined) await time(() => send(crowd, next, handle));
      }
    };
    await Promise.all(Array.from({ length: crowd.size }, (_, person) => alone(person)));
  });
}

const send = (crowd: Crowd, { person, turn }: Next, handle: Handle) =>
  handle(crowd.handle(person), turn.said, turn.written.replies.length);

/** The same turns on bare SQLite, in commits of `size`. */
export function bare(floor: Floor, waves: Next[][], size: number): Promise<Lap> {
  const all = waves.flat();
  return lap(all.length, async (time) => {
    for (let i = 0; i < all.length; i += size) await time(() => floor.commit(all.slice(i, i + size)));
  });
}

/** People at the menu who book a talk: what looking for free times takes them, and the booking itself, one by one or all `atOnce`. */
export async function bookings(
  instance: Instance,
  handles: string[],
  atOnce = false,
): Promise<{ search: Lap; book: Lap }> {
  const visitors = handles.map((handle) => new Visitor(instance, handle));
  const search = await lap(handles.length * TO_THE_BOOKING.length, async (time) => {
    for (const visitor of visitors) {
      await visitor.read();
      // They came without reading, so what they have before them is what came last.
      visitor.shown = visitor.shown.slice(-1);
      for (const line of TO_THE_BOOKING) {
        const said = answer(visitor.shown, line);
        await time(() => visitor.say(said));
        await visitor.read();
      }
    }
  });
  const book = await lap(handles.length, async (time) => {
    const press = (visitor: Visitor) => {
      const said = answer(visitor.shown, BOOK);
      return time(() => visitor.say(said));
    };
    if (atOnce) await Promise.all(visitors.map(press));
    else for (const visitor of visitors) await press(visitor);
  });
  return { search, book };
}
