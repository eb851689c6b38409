/** What happens at a time. */
interface Entry {
  /** Epoch ms. */
  at: number;
  act(): Promise<void>;
}

/** What is to happen, the soonest first; of two at the same time the one that was added first. */
export interface Agenda {
  add(at: number, act: Entry['act']): void;
  /** Takes the soonest; undefined where none is left. */
  take(): Entry | undefined;
}

export function createAgenda(): Agenda {
  const entries: Entry[] = [];
  /** Where an entry of that time belongs: behind all that are not later. */
  const placeOf = (at: number) => {
    let [low, high] = [0, entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      // The latest stand first, so that the soonest is taken from the end.
      if ((entries[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    add: (at, act) => void entries.splice(placeOf(at), 0, { at, act }),
    take: () => entries.pop(),
  };
}
