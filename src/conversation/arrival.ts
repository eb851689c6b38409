import { fold } from '../text/fold.ts';
import { hasConsent, type Model } from './model.ts';
import type { Run } from './run.ts';

const plain = (name: string): string => fold(name).replace(/[^a-z0-9]/g, '');

/**
 * Somebody came by a link or a poster, such as `belgrade-info1`: the place (or the pilot's own name) chooses the pilot,
 * where none is chosen, and the source is counted, if the pilot has named it; a source that anybody could make up would
 * tell who somebody is. Whatever it doesn't know is passed over.
 */
export function arrive(model: Model, run: Run, start: string): void {
  const [where = '', ...rest] = start.split('-');
  const pilot = Object.entries(model.pilots).find(([name, { places }]) =>
    [name, ...places].some((each) => plain(each) === plain(where)),
  );
  if (pilot === undefined || run.c.pilot !== null || hasConsent(model, run.c)) return;
  const [name, { sources = [] }] = pilot;
  run.c.pilot = name;
  const source = rest.join('-');
  if (sources.includes(source)) run.tallies.push(`source.${source}`);
}
