import type { Content } from './content.ts';
import { type Hashes, today } from './pilot/confirmed.ts';
import { factsOf, type Lack, lacksOf, type Saying, type ToConfirm } from './pilot/facts.ts';
import { textsAbout } from './pilot/new.ts';
import type { Pilot } from './pilot/pilot.ts';
import { holdingsOf } from './store/holdings.ts';
import type { Store } from './store/store.ts';
import type { Texts } from './text/texts.ts';
import { hashTexts } from './text-hash.ts';

/** What an instance holds of its pilots: in its folders, and in its database. */
interface Instance {
  content: Content;
  store: Pick<Store, 'read'>;
}

/**
 * What must be mended before people are served, of each of these pilots (all when absent). The command `check
 * --release`, the checklist for staff and the start of a server say the same. `now`: epoch ms.
 */
export async function lacksIn(
  instance: Instance,
  now: number,
  pilots = Object.keys(instance.content.pilots),
): Promise<Lack[]> {
  const { texts } = instance.content.model;
  const found = await factsIn(instance, pilots);
  return found.flatMap(({ pilot, held, facts }) => {
    const told = texts.languages.map(({ tag }) => textsAbout(pilot.pilot, (key) => texts.raw(tag, key)));
    return lacksOf(pilot, held.services, facts, told, today(now, pilot.zone));
  });
}

/** The facts of these pilots, as this instance tells them. */
export async function factsIn(
  { content, store }: Instance,
  pilots: readonly string[],
): Promise<{ pilot: Pilot; held: Pick<Pilot, 'facts' | 'services' | 'offices'>; facts: ToConfirm[] }[]> {
  const saying = sayingOf(content.model.texts);
  const found = [];
  for (const pilot of Object.values(content.pilots).filter((one) => pilots.includes(one.pilot))) {
    const held = await holdingsOf(store.read, pilot.pilot);
    found.push({ pilot, held, facts: factsOf(pilot, held, saying) });
  }
  return found;
}

/** The texts as they are written today. A derived language says what its source says. */
function sayingOf(texts: Texts): Saying {
  const written = texts.languages.filter(({ derivedFrom }) => derivedFrom === undefined).map(({ tag }) => tag);
  const said = (key: string) => texts.raw(written[0] ?? '', key);
  const hashes = (keys: readonly string[]): Hashes => {
    const found = written.flatMap((tag) => {
      const said = keys.flatMap((key) => texts.raw(tag, key) ?? []);
      return said.length === 0 ? [] : [[tag, hashTexts(said)]];
    });
    return Object.fromEntries(found);
  };
  return { said, hashes };
}
