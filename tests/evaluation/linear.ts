/** A whole number that somebody would like to know. */
interface Unknown {
  name: string;
  /** What it is at least and at most; for the attacker to narrow down. */
  lo: number;
  hi: number;
}

type Terms = readonly (readonly [name: string, times: number])[];

/** Everything that is known of some whole numbers: equations between them, and what each is at least and at most. */
export class Knowledge {
  readonly #unknowns: Unknown[] = [];
  readonly #index = new Map<string, number>();
  readonly #equations: { terms: Map<number, bigint>; sum: bigint }[] = [];

  /** A number that is at least 0, unless more is known. Said twice, both hold. */
  bound(name: string, lo = 0, hi = Number.POSITIVE_INFINITY): void {
    const known = this.#unknowns[this.#of(name)];
    if (known !== undefined) Object.assign(known, { lo: Math.max(known.lo, lo), hi: Math.min(known.hi, hi) });
  }

  /** The sum of these is that. */
  equate(terms: Terms, sum: number): void {
    const row = new Map<number, bigint>();
    for (const [name, times] of terms) row.set(this.#of(name), BigInt(times));
    this.#equations.push({ terms: row, sum: BigInt(sum) });
  }

  names(): string[] {
    return this.#unknowns.map(({ name }) => name);
  }

  /** What is wrong in it, if these are the true numbers: an attack that starts from a falsehood proves nothing. */
  falsehoods(truth: (name: string) => number): string[] {
    const bounds = this.#unknowns
      .filter(({ name, lo, hi }) => !(lo <= truth(name) && truth(name) <= hi))
      .map(({ name, lo, hi }) => `${name} is ${truth(name)}, not in ${lo}..${hi}`);
    const sums = this.#equations.flatMap(({ terms, sum }) => {
      const names = [...terms].map(([i, times]) => [this.#unknowns[i]?.name ?? '', Number(times)] as const);
      const real = names.reduce((all, [name, times]) => all + times * truth(name), 0);
      return real === Number(sum) ? [] : [`${names.map(([name, times]) => `${times} ${name}`)} is ${real}, not ${sum}`];
    });
    return [...bounds, ...sums];
  }

  /**
   * The numbers that the equations determine, by exact elimination: after it, an equation with one unknown left is its
   * value. Rows are kept whole (multiplied out and divided by what they share), which is the same as with fractions.
   */
  determined(): Set<string> {
    const pivots = new Map<number, { terms: Map<number, bigint>; sum: bigint }>();
    for (const equation of this.#equations) {
      const row = { terms: new Map(equation.terms), sum: equation.sum };
      for (const i of [...row.terms.keys()]) {
        const pivot = pivots.get(i);
        if (pivot !== undefined) eliminate(row, i, pivot);
      }
      const [first] = row.terms.keys();
      if (first === undefined) continue;
      for (const other of pivots.values()) eliminate(other, first, row);
      pivots.set(first, row);
    }
    const single = [...pivots.values()].filter(({ terms }) => terms.size === 1);
    return new Set(single.flatMap(({ terms }) => [...terms.keys()].map((i) => this.#unknowns[i]?.name ?? '')));
  }

  /** Draws from every equation what it says about the least and the most of each number in it, until nothing new comes. */
  narrow(): ReadonlyMap<string, { lo: number; hi: number }> {
    const known = this.#unknowns.map(({ lo, hi }) => ({ lo, hi }));
    const rows = this.#equations.map(({ terms, sum }) => ({
      terms: [...terms].map(([i, times]) => [i, Number(times)] as const),
      sum: Number(sum),
    }));
    for (let changed = true; changed; ) {
      changed = false;
      for (const { terms, sum } of rows) {
        for (const [i, times] of terms) {
          let [least, most] = [sum, sum];
          for (const [j, factor] of terms) {
            const other = known[j];
            if (j === i || other === undefined) continue;
            least -= factor > 0 ? factor * other.hi : factor * other.lo;
            most -= factor > 0 ? factor * other.lo : factor * other.hi;
          }
          const one = known[i];
          if (one === undefined) continue;
          const [lo, hi] = times > 0 ? [least / times, most / times] : [most / times, least / times];
          if (Math.ceil(lo) > one.lo) [one.lo, changed] = [Math.ceil(lo), true];
          if (Math.floor(hi) < one.hi) [one.hi, changed] = [Math.floor(hi), true];
        }
      }
    }
    return new Map(known.map((range, i) => [this.#unknowns[i]?.name ?? '', range]));
  }

  #of(name: string): number {
    const known = this.#index.get(name);
    if (known !== undefined) return known;
    this.#index.set(name, this.#unknowns.length);
    return this.#unknowns.push({ name, lo: 0, hi: Number.POSITIVE_INFINITY }) - 1;
  }
}

interface Row {
  terms: Map<number, bigint>;
  sum: bigint;
}

/** Takes unknown `i` out of a row, by a row that has it. */
function eliminate(row: Row, i: number, pivot: Row): void {
  const [ours, theirs] = [row.terms.get(i), pivot.terms.get(i)];
  if (ours === undefined || theirs === undefined) return;
  for (const [j, times] of row.terms) row.terms.set(j, times * theirs);
  row.sum = row.sum * theirs - pivot.sum * ours;
  for (const [j, times] of pivot.terms) {
    const left = (row.terms.get(j) ?? 0n) - times * ours;
    if (left === 0n) row.terms.delete(j);
    else row.terms.set(j, left);
  }
  let shared = row.sum < 0n ? -row.sum : row.sum;
  for (const times of row.terms.values()) shared = gcd(shared, times < 0n ? -times : times);
  if (shared <= 1n) return;
  row.sum /= shared;
  for (const [j, times] of row.terms) row.terms.set(j, times / shared);
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
