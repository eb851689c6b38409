import type { Context } from 'hono';
import { html } from 'hono/html';
import type { Html } from '../../html/layout.ts';
import type { View } from '../../html/view.ts';
import { destinationIn } from '../enter/destination.ts';
import type { Reader } from '../reader.ts';

/** Which talks the lists show: those of one counsellor or of all, of one pilot or of all. */
export interface Filter {
  /** The id of the counsellor whose talks alone are shown; null for all. */
  counsellor: string | null;
  pilots: readonly string[];
  /** The filter as the query of an address, without what holds anyhow. */
  query: Readonly<Record<string, string>>;
}

/** The filter in an address. A counsellor sees their own talks unless they ask for all. `served`: the reader's pilots. */
export function filterIn(c: Context, { counsellor }: Reader, served: readonly string[]): Filter {
  const pilot = served.find((name) => name === c.req.query('pilot'));
  const isAll = counsellor === null || c.req.query('whose') === 'all';
  return {
    counsellor: isAll ? null : counsellor,
    pilots: pilot === undefined ? served : [pilot],
    query: { ...(counsellor !== null && isAll && { whose: 'all' }), ...(pilot !== undefined && { pilot }) },
  };
}

/** The part of a long list that an address asks for, from 1. */
export function partIn(c: Context): number {
  const part = Number(c.req.query('page') ?? 1);
  return Number.isInteger(part) && part >= 1 && part <= MOST_PARTS ? part : 1;
}
/** More parts than any list has. */
const MOST_PARTS = 10_000;

/** The list that a form leads back to, as a path with its query; undefined for every other address. */
export function listIn(asked: string): string | undefined {
  const to = destinationIn(asked);
  return to !== undefined && /^\/staff\/(today|week)(\?|$)/.test(to) ? to : undefined;
}

/** A path with a query; without it where the query is empty. */
export function address(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}

/**
 * The links that change the filter. `served`: the pilots of the reader. `path` and `query`: the page, and what of its
 * address stays.
 */
export function filterLinks(
  { say, show }: View,
  { filter, principal, served }: { filter: Filter; principal: Reader; served: readonly string[] },
  path: string,
  query: Readonly<Record<string, string>> = {},
): Html {
  const { whose, pilot } = filter.query;
  const link = (label: string, to: { whose?: string | undefined; pilot?: string | undefined }, isHere: boolean) => {
    const chosen = Object.entries({ ...query, ...to }).filter((one): one is [string, string] => one[1] !== undefined);
    return html`<li><a href="${address(path, Object.fromEntries(chosen))}"${isHere ? html` aria-current="true"` : ''}>${label}</a></li>`;
  };
  const mine =
    principal.counsellor === null
      ? ''
      : html`<ul role="list" aria-label="${say('desk.whose')}">${link(say('desk.mine'), { pilot }, whose === undefined)}${link(say('desk.all'), { whose: 'all', pilot }, whose === 'all')}</ul>`;
  const pilots =
    served.length < 2
      ? ''
      : html`<ul role="list" aria-label="${say('desk.pilots')}">${link(say('desk.allPilots'), { whose }, pilot === undefined)}${served.map((name) => link(show({ text: `pilots:${name}.name` }), { whose, pilot: name }, pilot === name))}</ul>`;
  return mine === '' && pilots === ''
    ? html``
    : html`<nav class="filter" aria-label="${say('desk.filter')}">${mine}${pilots}</nav>`;
}
