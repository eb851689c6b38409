import { fold } from '../text/fold.ts';
import type { Model } from './model.ts';
import type { Run } from './run.ts';

const plain = (name: string): string => fold(name).replace(/[^a-z0-9]/g, '');

/** The start parameter of a link that leads to a pilot, and is counted for a source if one is given. */
export const startOf = (pilot: string, source?: string): string =>
  [plain(pilot), source].filter((part) => part !== undefined).join('-');

/**
 * Applies the start parameter of a link or a poster, such as `belgrade-info1`. Its first part, a place or a pilot's own
 * name, chooses the pilot where none is chosen. The rest is the source, which is counted only if the pilot has named
 * it: a source that anyone could make up could identify a person. Unknown parts are ignored.
 */
export function arrive(model: Model, run: Run, start: string): void {
  const [where = '', ...rest] = start.split('-');
  const pilot = Object.entries(model.pilots).find(([name, { places }]) =>
    [name, ...places].some((each) => plain(each) === plain(where)),
  );
  if (pilot === undefined || run.c.pilot !== null) return;
  const [name, { sources = [] }] = pilot;
  run.c.pilot = name;
  const source = rest.join('-');
  if (sources.includes(source)) run.tallies.push(`source.${source}`);
}
