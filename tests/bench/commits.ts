import { nextTick } from 'node:process';
import type { Store } from '../../src/store/store.ts';

/** Counts commits: transactions that share one are told so together, before the next tick. */
export function countCommits(store: Store): { store: Store; commits: () => number } {
  let commits = 0;
  let isNew = true;
  const tx: Store['tx'] = async (work) => {
    const result = await store.tx(work);
    if (isNew) {
      commits += 1;
      isNew = false;
      nextTick(() => {
        isNew = true;
      });
    }
    return result;
  };
  return { store: { ...store, tx }, commits: () => commits };
}
