import { BUCKET } from '../../src/booking/claims.ts';

/** A row that somebody has in hand: of the database, or of a backup. Rows of one `source` and table are in their order. */
export interface Found {
  source: string;
  table: string;
  row: Record<string, unknown>;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Between 2024 and 2033. */
const isTime = (n: number) => n > 1.7e12 && n < 2e12;
const isBucket = (n: number) => isTime(n * BUCKET);

/** What a value says, in every way in which another value could say the same. */
function* tokensOf(value: unknown): Generator<string> {
  if (typeof value === 'number') {
    const ms = isBucket(value) ? value * BUCKET : value;
    if (!isTime(ms)) return;
    if (ms % HOUR !== 0) yield `at ${ms}`;
    yield `hour ${Math.floor(ms / HOUR)}`;
    yield `day ${Math.floor(ms / DAY)}`;
  } else if (Buffer.isBuffer(value)) yield `= ${value.toString('base64')}`;
  else if (typeof value === 'string') {
    yield `= ${value}`;
    for (const part of value.split(/[:.@_ ]/)) {
      if (part !== value && part.length > 3) yield `= ${part}`;
      if (/^\d{7,13}$/.test(part)) yield* tokensOf(Number(part));
    }
  } else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) yield* tokensOf(one);
}

/** An id of 128 bits, a hash, something sealed, or a reference. */
const isId = (token: string) => /^= ([\w-]{22}|[\w+/]{42,}=*|[0-9A-Z]{4}-[0-9A-Z]{4})$/.test(token);
const MOST_ROWS_OF_AN_ID = 400;

/** The kind of event that a row of another table goes with. */
function kindOf({ table, row }: Found): string | undefined {
  if (table === 'appointment') return row.status === 'scheduled' ? 'appointment-booked' : `appointment-${row.status}`;
  return table === 'request' ? 'human-requested' : undefined;
}

const counted = (kinds: (string | undefined)[]) =>
  [...Map.groupBy(kinds, (kind) => kind)].flatMap(([kind, all]) => (kind ? [`${all.length} ${kind}`] : []));

/**
 * Matches people whose appointment is known from elsewhere (`diary`: what stands in a counsellor's calendar) with the
 * pseudonyms of events, by every value of every column of every row: through ids from row to row, by times, words and
 * numbers of rows, and by the neighbours of a row. Returns for each entry of the diary how well each pseudonym fits.
 */
export function match(found: readonly Found[], diary: readonly object[], pseudonyms: readonly string[]): number[][] {
  // Which of the staff looked is the same for many people.
  const said = found.map(({ table, row }) => [...tokensOf(table === 'log' ? { ...row, who: null } : row)]);
  const holders = new Map<string, number[]>();
  for (const [i, tokens] of said.entries())
    for (const token of tokens) if (isId(token)) holders.set(token, [...(holders.get(token) ?? []), i]);

  const blocks = pseudonyms.map((pseudonym) => {
    const rows = found.flatMap((one, i) => (one.row.pseudonym === pseudonym ? [i] : []));
    const once = rows.filter((i) => found[i]?.source === found[rows[0] ?? 0]?.source);
    return {
      rows: once.map((i) => said[i] ?? []),
      tokens: new Set([...rows.flatMap((i) => said[i] ?? []), ...counted(once.map((i) => String(found[i]?.row.kind)))]),
      near: new Set(rows.flatMap((i) => neighbours(found, i).flatMap((n) => said[n] ?? []))),
    };
  });
  const rarity = (token: string, sets: readonly ReadonlySet<string>[]) => {
    const having = sets.filter((tokens) => tokens.has(token)).length;
    return having === 0 ? 0 : Math.log(sets.length / having);
  };
  const [own, near] = [blocks.map(({ tokens }) => tokens), blocks.map((block) => block.near)];

  return diary.map((entry) => {
    const rows = reachable([...tokensOf(entry)], said, holders);
    const once = rows.filter((i) => found[i]?.source === found[rows[0] ?? 0]?.source);
    const known = [[...tokensOf(entry)], ...rows.map((i) => said[i] ?? [])];
    const tokens = new Set([...known.flat(), ...counted(once.map((i) => kindOf(found[i] as Found)))]);
    const wrote = new Set(rows.flatMap((i) => (found[i]?.table === 'inbox' ? [...tokensOf(found[i]?.row.at)] : [])));
    return blocks.map((block) => {
      let fit = 0;
      for (const token of block.tokens)
        if (tokens.has(token)) fit += rarity(token, own);
        // Events come of messages.
        else if (wrote.size > 0 && token.startsWith('hour')) fit -= rarity(token, own);
      for (const token of wrote) if (token.startsWith('hour') && !block.tokens.has(token)) fit -= 1;
      for (const token of block.near) if (tokens.has(token)) fit += rarity(token, near) / 4;
      // A row that agrees with another in several things says more than each of them.
      for (const row of block.rows)
        fit += Math.max(0, ...known.map((other) => agreement(row, other).reduce((sum, t) => sum + rarity(t, own), 0)));
      return fit;
    });
  });
}

/** What two rows say alike, if it is more than one thing. */
function agreement(row: readonly string[], other: readonly string[]): string[] {
  const both = row.filter((token) => other.includes(token) && !token.startsWith('day'));
  return both.length > 1 ? both : [];
}

/** The rows that ids lead to from some tokens. */
function reachable(from: readonly string[], said: readonly string[][], holders: Map<string, number[]>): number[] {
  const rows = new Set<number>();
  const open = [...from];
  const seen = new Set<string>();
  for (let token = open.pop(); token !== undefined; token = open.pop()) {
    if (seen.has(token)) continue;
    seen.add(token);
    const of = holders.get(token) ?? [];
    if (of.length > MOST_ROWS_OF_AN_ID) continue;
    for (const i of of) {
      if (rows.has(i)) continue;
      rows.add(i);
      open.push(...(said[i] ?? []).filter(isId));
    }
  }
  return [...rows];
}

/** The rows of the same table just before and after a row. */
const neighbours = (found: readonly Found[], i: number): number[] =>
  [i - 1, i + 1].filter((n) => found[n]?.table === found[i]?.table && found[n]?.source === found[i]?.source);
