import type { State } from '../../pilot/pilot.ts';
import type { Fields, Typed } from './typed.ts';

/** The fields that say how sure a fact or a service is: the state of its source, the source, and its year. */

export const STATES = ['V', 'O', 'U', 'C'] as const satisfies State[];
/** The longest name of a source, in UTF-16 units. */
export const MOST_SOURCE = 200;

interface Sourced {
  state: State;
  asOf?: string | undefined;
  source?: string | undefined;
}

/** `year`: the present one; a source is never of a later one. */
export function readSource(fields: Fields, year: number): () => Sourced {
  const state = fields.one('state', STATES);
  const isYear = (typed: string) => typed === '' || (/^(19|20)\d\d$/.test(typed) && Number(typed) <= year);
  const asOf = fields.parsed<string>('asOf', (typed) => (isYear(typed) ? typed : undefined), {
    text: 'faults:year',
    params: { year: String(year) },
  });
  const source = fields.text('source', MOST_SOURCE, 'optional');
  return () => ({ state, ...(asOf !== '' && { asOf }), ...(source !== '' && { source }) });
}

export const typedSource = ({ state, asOf = '', source = '' }: Sourced): Typed => ({
  state: [state],
  asOf: [asOf],
  source: [source],
});
